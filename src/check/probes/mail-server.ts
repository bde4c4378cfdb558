/**
 * A conversation with a mail server, as a client begins one and breaks it off before it would log in. The servers are
 * strangers': every wait, every answer and the whole of it have their limits.
 */

import type { ConnectFailure, Connection, Net, Silence, Tls } from '../net.ts';
import type { PublishedServer } from '../rules/published-servers.ts';
import { type Language, languages, type Offer } from './protocol-dialogue.ts';

/** How far it came. */
export type MailSeen =
  | { readonly end: 'no-connection'; readonly failure: ConnectFailure; readonly other?: Other }
  | { readonly end: 'no-greeting'; readonly silence: Silence; readonly tls?: Tls; readonly other?: Other }
  | Greeted;

/** What the port does when it is asked the other way: with TLS from the first byte, or without. */
export type Other = { readonly security: 'tls' } | { readonly security: 'none'; readonly greeting: string };

export interface Greeted {
  readonly end: 'greeted';
  readonly greeting: string;
  /** From the first packet to the end of the greeting. */
  readonly milliseconds: number;
  /** Of TLS from the first byte. */
  readonly tls?: Tls;
  /** What was offered before STARTTLS, or without it where it is not wanted. */
  readonly offer?: Offer;
  readonly upgrade?: Upgrade;
  /** Where the server fell silent after its greeting. */
  readonly brokenOff?: { readonly at: 'capabilities' | 'starttls'; readonly silence: Silence };
}

export type Upgrade =
  | { readonly end: 'refused'; readonly answer: string }
  | { readonly end: 'failed'; readonly failure: ConnectFailure }
  | { readonly end: 'secure'; readonly tls: Tls; readonly offer?: Offer };

const waitMilliseconds = 10_000;
/** Enough for one that makes callers wait on purpose before each answer. */
const wholeMilliseconds = 40_000;
const answerLimitLines = 200;
const lineLimitCharacters = 1000;

export async function lookAtMailServer(
  server: PublishedServer,
  net: Net,
  nowMilliseconds: () => number,
): Promise<MailSeen> {
  const began = nowMilliseconds();
  const { protocol, host, port } = server;
  const security = server.security === 'tls' ? 'tls' : 'none';
  const opened = await net.connect({ host, port, security, limitMilliseconds: waitMilliseconds });
  if (!opened.ok) {
    const failure = opened.refusal;
    const other =
      failure.reason === 'tls' || failure.reason === 'closed' ? await inTheClear(server, net) : undefined;
    return { end: 'no-connection', failure, ...(other ? { other } : {}) };
  }
  const connection = opened.value;
  try {
    const tls = connection.tls ? { tls: connection.tls } : {};
    const language = languages[protocol];
    const talk = { connection, language, isLate: () => nowMilliseconds() - began > wholeMilliseconds };
    const greeting = await answer(talk, 'greeting');
    if ('silence' in greeting) {
      const { silence } = greeting;
      const other = security === 'none' ? await withTls(server, net) : undefined;
      return { end: 'no-greeting', silence, ...tls, ...(other ? { other } : {}) };
    }
    const milliseconds = nowMilliseconds() - began;
    const greeted = { end: 'greeted', greeting: greeting.lines.join(' '), milliseconds, ...tls } as const;
    if (language.greeting(greeting.lines[0] ?? '') !== 'welcome') return greeted;
    return { ...greeted, ...(await conversation(talk, server.security !== 'tls')) };
  } finally {
    connection.close();
  }
}

interface Talk {
  readonly connection: Connection;
  readonly language: Language;
  readonly isLate: () => boolean;
}

async function conversation(
  talk: Talk,
  mayUpgrade: boolean,
): Promise<Pick<Greeted, 'offer' | 'upgrade' | 'brokenOff'>> {
  const { connection, language } = talk;
  connection.write(language.capabilities(1));
  const first = await answer(talk, 'capabilities');
  if ('silence' in first) return { brokenOff: { at: 'capabilities', silence: first.silence } };
  const offer = language.offer(first.lines);
  if (!mayUpgrade || !offer.starttls) {
    connection.write(language.goodbye(2));
    return { offer };
  }
  connection.write(language.starttls(2));
  const agreed = await answer(talk, 'starttls');
  if ('silence' in agreed) return { offer, brokenOff: { at: 'starttls', silence: agreed.silence } };
  if (!language.agrees(agreed.lines)) {
    connection.write(language.goodbye(3));
    return { offer, upgrade: { end: 'refused', answer: agreed.lines.join(' ') } };
  }
  const secured = await connection.startTls();
  if (!secured.ok) return { offer, upgrade: { end: 'failed', failure: secured.refusal } };
  connection.write(language.capabilities(3));
  const second = await answer(talk, 'capabilities');
  const tls = secured.value;
  if ('silence' in second) {
    return {
      offer,
      upgrade: { end: 'secure', tls },
      brokenOff: { at: 'capabilities', silence: second.silence },
    };
  }
  connection.write(language.goodbye(4));
  return { offer, upgrade: { end: 'secure', tls, offer: language.offer(second.lines) } };
}

type Heard = { readonly lines: readonly string[] } | { readonly silence: Silence };

async function answer(
  { connection, language, isLate }: Talk,
  about: Parameters<Language['isLast']>[1],
): Promise<Heard> {
  const lines: string[] = [];
  while (lines.length < answerLimitLines) {
    if (isLate()) return { silence: 'timeout' };
    const line = await connection.readLine();
    if (line === undefined) return { silence: connection.silence() };
    lines.push(line.slice(0, lineLimitCharacters));
    if (language.isLast(lines, about) || (about === 'greeting' && !language.greeting(line))) return { lines };
  }
  return { silence: 'too-long' };
}

async function withTls({ host, port }: PublishedServer, net: Net): Promise<Other | undefined> {
  const opened = await net.connect({ host, port, security: 'tls', limitMilliseconds: waitMilliseconds });
  if (!opened.ok) return undefined;
  opened.value.close();
  return { security: 'tls' };
}

async function inTheClear({ host, port }: PublishedServer, net: Net): Promise<Other | undefined> {
  const opened = await net.connect({ host, port, security: 'none', limitMilliseconds: waitMilliseconds });
  if (!opened.ok) return undefined;
  const greeting = await opened.value.readLine();
  opened.value.close();
  return greeting === undefined
    ? undefined
    : { security: 'none', greeting: greeting.slice(0, lineLimitCharacters) };
}
