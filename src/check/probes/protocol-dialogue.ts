/**
 * The three languages that mail servers speak, as much of them as it takes to ask what is offered: RFC 3501, RFC 1939
 * with RFC 2449, RFC 5321 with RFC 4954. There is no word for logging in here.
 */

import type { Protocol } from '../../model/account.ts';

/** What a server offers to whoever has just come. */
export interface Offer {
  /** SASL mechanisms, in upper case. */
  readonly mechanisms: readonly string[];
  readonly starttls: boolean;
  /** Whether a name and a password may be said without SASL: LOGIN of IMAP, USER of POP3. */
  readonly passwordCommand: boolean;
}

export interface Language {
  /** What the server is asked; `turn` counts, for IMAP's tags. */
  readonly capabilities: (turn: number) => string;
  readonly starttls: (turn: number) => string;
  readonly goodbye: (turn: number) => string;
  /** Whether a greeting is in this language; unwelcome is who is turned away in it. */
  readonly greeting: (line: string) => 'welcome' | 'unwelcome' | undefined;
  readonly isLast: (lines: readonly string[], about: 'greeting' | 'capabilities' | 'starttls') => boolean;
  readonly agrees: (lines: readonly string[]) => boolean;
  readonly offer: (lines: readonly string[]) => Offer;
}

const nothing: Offer = { mechanisms: [], starttls: false, passwordCommand: false };

const words = (line: string): readonly string[] => line.toUpperCase().split(/\s+/).filter(Boolean);

const imap: Language = {
  capabilities: (turn) => `f${turn} CAPABILITY\r\n`,
  starttls: (turn) => `f${turn} STARTTLS\r\n`,
  goodbye: (turn) => `f${turn} LOGOUT\r\n`,
  greeting: (line) => {
    if (/^\* OK\b/i.test(line)) return 'welcome';
    // After PREAUTH there is no logging in: nobody is welcome who would.
    return /^\* (PREAUTH|BYE)\b/i.test(line) ? 'unwelcome' : undefined;
  },
  isLast: (lines, about) => about === 'greeting' || /^f\d+ /.test(lines.at(-1) ?? ''),
  agrees: (lines) => /^f\d+ OK\b/i.test(lines.at(-1) ?? ''),
  offer: (lines) => {
    const said = words(lines.find((line) => /^\* CAPABILITY /i.test(line)) ?? '');
    return said.length === 0
      ? nothing
      : {
          mechanisms: said.flatMap((word) => (word.startsWith('AUTH=') ? [word.slice(5)] : [])),
          starttls: said.includes('STARTTLS'),
          passwordCommand: !said.includes('LOGINDISABLED'),
        };
  },
};

const pop3: Language = {
  capabilities: () => 'CAPA\r\n',
  starttls: () => 'STLS\r\n',
  goodbye: () => 'QUIT\r\n',
  greeting: (line) => (/^\+OK\b/i.test(line) ? 'welcome' : /^-ERR\b/i.test(line) ? 'unwelcome' : undefined),
  isLast: (lines, about) =>
    about !== 'capabilities' || !/^\+OK\b/i.test(lines[0] ?? '') || lines.at(-1) === '.',
  agrees: (lines) => /^\+OK\b/i.test(lines[0] ?? ''),
  offer: (lines) => {
    // RFC 2449 came later than RFC 1939: who does not know CAPA knows USER.
    if (!/^\+OK\b/i.test(lines[0] ?? '')) return { ...nothing, passwordCommand: true };
    const said = lines.slice(1).map(words);
    return {
      mechanisms: said.find(([word]) => word === 'SASL')?.slice(1) ?? [],
      starttls: said.some(([word]) => word === 'STLS'),
      passwordCommand: said.some(([word]) => word === 'USER'),
    };
  },
};

const smtp: Language = {
  // RFC 5321 §4.1.3: an address literal, for a client has no name. Thunderbird says the like.
  capabilities: () => 'EHLO [127.0.0.1]\r\n',
  starttls: () => 'STARTTLS\r\n',
  goodbye: () => 'QUIT\r\n',
  greeting: (line) =>
    // FTP greets with 220 as well, and says so.
    /^220[ -](?!.*\bFTP\b)/i.test(line) ? 'welcome' : /^[45]\d\d[ -]/.test(line) ? 'unwelcome' : undefined,
  isLast: (lines) => /^\d{3}(?: |$)/.test(lines.at(-1) ?? ''),
  agrees: (lines) => /^2\d\d/.test(lines.at(-1) ?? ''),
  offer: (lines) => {
    const said = lines.flatMap((line) => (/^250[ -]/.test(line) ? [words(line.slice(4))] : []));
    // Some say "AUTH=PLAIN" beside, as a client of 1999 wanted it.
    const mechanisms = said.flatMap(([word, ...rest]) => (word === 'AUTH' ? rest : []));
    return { mechanisms, starttls: said.some(([word]) => word === 'STARTTLS'), passwordCommand: false };
  },
};

export const languages = { imap, pop3, smtp } as const satisfies Record<Protocol, Language>;

export const protocolNames = { imap: 'IMAP', pop3: 'POP3', smtp: 'SMTP' } as const satisfies Record<
  Protocol,
  string
>;

/** @returns whose greeting it is */
export const spokenIn = (line: string): Protocol | undefined =>
  (['imap', 'pop3', 'smtp'] as const).find((protocol) => languages[protocol].greeting(line) === 'welcome');
