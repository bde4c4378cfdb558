/**
 * IMAP, POP3 and SMTP as far as needed to read capabilities: RFC 3501, RFC 1939 with RFC 2449, RFC 5321 with RFC 4954.
 * Contains no login commands.
 */

import type { Protocol } from '../../model/account.ts';

/** What a server offers before the login. */
export interface Capabilities {
  /** SASL mechanisms, in upper case. */
  readonly mechanisms: readonly string[];
  readonly starttls: boolean;
  /** Whether it accepts a password without SASL: LOGIN in IMAP, USER in POP3. */
  readonly passwordCommand: boolean;
}

export interface Dialogue {
  /** @param turn the number of the command, for IMAP's tags */
  readonly capabilitiesCommand: (turn: number) => string;
  readonly starttlsCommand: (turn: number) => string;
  readonly logoutCommand: (turn: number) => string;
  /** `unwelcome`: the server rejects the connection in this protocol; undefined: another protocol. */
  readonly classifyGreeting: (line: string) => 'welcome' | 'unwelcome' | undefined;
  readonly isComplete: (lines: readonly string[], about: 'greeting' | 'capabilities' | 'starttls') => boolean;
  readonly acceptsStartTls: (lines: readonly string[]) => boolean;
  readonly parseCapabilities: (lines: readonly string[]) => Capabilities;
}

const noCapabilities: Capabilities = { mechanisms: [], starttls: false, passwordCommand: false };

const words = (line: string): readonly string[] => line.toUpperCase().split(/\s+/).filter(Boolean);

const imap: Dialogue = {
  capabilitiesCommand: (turn) => `f${turn} CAPABILITY\r\n`,
  starttlsCommand: (turn) => `f${turn} STARTTLS\r\n`,
  logoutCommand: (turn) => `f${turn} LOGOUT\r\n`,
  classifyGreeting: (line) => {
    if (/^\* OK\b/i.test(line)) return 'welcome';
    // After PREAUTH a client cannot log in.
    return /^\* (PREAUTH|BYE)\b/i.test(line) ? 'unwelcome' : undefined;
  },
  isComplete: (lines, about) => about === 'greeting' || /^f\d+ /.test(lines.at(-1) ?? ''),
  acceptsStartTls: (lines) => /^f\d+ OK\b/i.test(lines.at(-1) ?? ''),
  parseCapabilities: (lines) => {
    const keywords = words(lines.find((line) => /^\* CAPABILITY /i.test(line)) ?? '');
    return keywords.length === 0
      ? noCapabilities
      : {
          mechanisms: keywords.flatMap((word) => (word.startsWith('AUTH=') ? [word.slice(5)] : [])),
          starttls: keywords.includes('STARTTLS'),
          passwordCommand: !keywords.includes('LOGINDISABLED'),
        };
  },
};

const pop3: Dialogue = {
  capabilitiesCommand: () => 'CAPA\r\n',
  starttlsCommand: () => 'STLS\r\n',
  logoutCommand: () => 'QUIT\r\n',
  classifyGreeting: (line) =>
    /^\+OK\b/i.test(line) ? 'welcome' : /^-ERR\b/i.test(line) ? 'unwelcome' : undefined,
  isComplete: (lines, about) =>
    about !== 'capabilities' || !/^\+OK\b/i.test(lines[0] ?? '') || lines.at(-1) === '.',
  acceptsStartTls: (lines) => /^\+OK\b/i.test(lines[0] ?? ''),
  parseCapabilities: (lines) => {
    // RFC 2449 is newer than RFC 1939: a server without CAPA supports USER.
    if (!/^\+OK\b/i.test(lines[0] ?? '')) return { ...noCapabilities, passwordCommand: true };
    const capabilityLines = lines.slice(1).map(words);
    return {
      mechanisms: capabilityLines.find(([word]) => word === 'SASL')?.slice(1) ?? [],
      starttls: capabilityLines.some(([word]) => word === 'STLS'),
      passwordCommand: capabilityLines.some(([word]) => word === 'USER'),
    };
  },
};

const smtp: Dialogue = {
  // RFC 5321 §4.1.3: an address literal, because a client has no host name. Thunderbird sends one too.
  capabilitiesCommand: () => 'EHLO [127.0.0.1]\r\n',
  starttlsCommand: () => 'STARTTLS\r\n',
  logoutCommand: () => 'QUIT\r\n',
  classifyGreeting: (line) =>
    // FTP also greets with 220; its greeting contains the word.
    /^220[ -](?!.*\bFTP\b)/i.test(line) ? 'welcome' : /^[45]\d\d[ -]/.test(line) ? 'unwelcome' : undefined,
  isComplete: (lines) => /^\d{3}(?: |$)/.test(lines.at(-1) ?? ''),
  acceptsStartTls: (lines) => /^2\d\d/.test(lines.at(-1) ?? ''),
  parseCapabilities: (lines) => {
    const capabilityLines = lines.flatMap((line) => (/^250[ -]/.test(line) ? [words(line.slice(4))] : []));
    // Some servers also send "AUTH=PLAIN", for clients of 1999.
    const mechanisms = capabilityLines.flatMap(([word, ...rest]) => (word === 'AUTH' ? rest : []));
    return {
      mechanisms,
      starttls: capabilityLines.some(([word]) => word === 'STARTTLS'),
      passwordCommand: false,
    };
  },
};

export const dialogues = { imap, pop3, smtp } as const satisfies Record<Protocol, Dialogue>;

export const protocolNames = { imap: 'IMAP', pop3: 'POP3', smtp: 'SMTP' } as const satisfies Record<
  Protocol,
  string
>;

/** @returns the protocol of a greeting */
export const detectProtocol = (line: string): Protocol | undefined =>
  (['imap', 'pop3', 'smtp'] as const).find(
    (protocol) => dialogues[protocol].classifyGreeting(line) === 'welcome',
  );
