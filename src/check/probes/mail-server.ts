/**
 * Connects to a mail server as a client does, and stops before the login. The servers are not trusted: each read, each
 * reply and the whole session have limits.
 */

import type { ConnectFailure, Connection, Net, ReadFailure, Tls } from '../net.ts';
import type { PublishedServer } from '../rules/published-servers.ts';
import { type Capabilities, type Dialogue, dialogues } from './protocol-dialogue.ts';

/** How far the session got. */
export type MailServerProbe =
  | {
      readonly end: 'no-connection';
      readonly failure: ConnectFailure;
      readonly alternative?: AlternativeSecurity;
    }
  | {
      readonly end: 'no-greeting';
      readonly readFailure: ReadFailure;
      readonly tls?: Tls;
      readonly alternative?: AlternativeSecurity;
    }
  | Greeted;

/** What the port does with the other kind of security: implicit TLS, or plaintext. */
export type AlternativeSecurity =
  | { readonly security: 'tls' }
  | { readonly security: 'none'; readonly greeting: string };

export interface Greeted {
  readonly end: 'greeted';
  readonly greeting: string;
  /** From the connection attempt to the end of the greeting. */
  readonly milliseconds: number;
  /** For implicit TLS. */
  readonly tls?: Tls;
  /** Capabilities before STARTTLS, or the only ones if STARTTLS is not used. */
  readonly capabilities?: Capabilities;
  readonly upgrade?: Upgrade;
  /** Where the server stopped answering after its greeting. */
  readonly aborted?: { readonly at: 'capabilities' | 'starttls'; readonly readFailure: ReadFailure };
}

export type Upgrade =
  | { readonly end: 'refused'; readonly reply: string }
  | { readonly end: 'failed'; readonly failure: ConnectFailure }
  | { readonly end: 'secure'; readonly tls: Tls; readonly capabilities?: Capabilities };

const readLimitMilliseconds = 10_000;
/** Enough for a server that delays each reply on purpose. */
const totalLimitMilliseconds = 40_000;
const replyLimitLines = 200;
const lineLimitCharacters = 1000;

export async function probeMailServer(
  server: PublishedServer,
  net: Net,
  nowMilliseconds: () => number,
): Promise<MailServerProbe> {
  const began = nowMilliseconds();
  const { protocol, host, port } = server;
  const security = server.security === 'tls' ? 'tls' : 'none';
  const connected = await net.connect({ host, port, security, limitMilliseconds: readLimitMilliseconds });
  if (!connected.ok) {
    const failure = connected.refusal;
    const alternative =
      failure.reason === 'tls' || failure.reason === 'closed' ? await probePlaintext(server, net) : undefined;
    return { end: 'no-connection', failure, ...(alternative ? { alternative } : {}) };
  }
  const connection = connected.value;
  try {
    const tls = connection.tls ? { tls: connection.tls } : {};
    const dialogue = dialogues[protocol];
    const session = {
      connection,
      dialogue,
      isLate: () => nowMilliseconds() - began > totalLimitMilliseconds,
    };
    const greeting = await readReply(session, 'greeting');
    if ('readFailure' in greeting) {
      const { readFailure } = greeting;
      const alternative = security === 'none' ? await probeTls(server, net) : undefined;
      return { end: 'no-greeting', readFailure, ...tls, ...(alternative ? { alternative } : {}) };
    }
    const milliseconds = nowMilliseconds() - began;
    const greeted = { end: 'greeted', greeting: greeting.lines.join(' '), milliseconds, ...tls } as const;
    if (dialogue.classifyGreeting(greeting.lines[0] ?? '') !== 'welcome') return greeted;
    return { ...greeted, ...(await negotiate(session, server.security !== 'tls')) };
  } finally {
    connection.close();
  }
}

interface Session {
  readonly connection: Connection;
  readonly dialogue: Dialogue;
  readonly isLate: () => boolean;
}

async function negotiate(
  session: Session,
  mayUpgrade: boolean,
): Promise<Pick<Greeted, 'capabilities' | 'upgrade' | 'aborted'>> {
  const { connection, dialogue } = session;
  connection.write(dialogue.capabilitiesCommand(1));
  const first = await readReply(session, 'capabilities');
  if ('readFailure' in first) return { aborted: { at: 'capabilities', readFailure: first.readFailure } };
  const capabilities = dialogue.parseCapabilities(first.lines);
  if (!mayUpgrade || !capabilities.starttls) {
    connection.write(dialogue.logoutCommand(2));
    return { capabilities };
  }
  connection.write(dialogue.starttlsCommand(2));
  const starttlsReply = await readReply(session, 'starttls');
  if ('readFailure' in starttlsReply)
    return { capabilities, aborted: { at: 'starttls', readFailure: starttlsReply.readFailure } };
  if (!dialogue.acceptsStartTls(starttlsReply.lines)) {
    connection.write(dialogue.logoutCommand(3));
    return { capabilities, upgrade: { end: 'refused', reply: starttlsReply.lines.join(' ') } };
  }
  const upgraded = await connection.startTls();
  if (!upgraded.ok) return { capabilities, upgrade: { end: 'failed', failure: upgraded.refusal } };
  connection.write(dialogue.capabilitiesCommand(3));
  const second = await readReply(session, 'capabilities');
  const tls = upgraded.value;
  if ('readFailure' in second) {
    return {
      capabilities,
      upgrade: { end: 'secure', tls },
      aborted: { at: 'capabilities', readFailure: second.readFailure },
    };
  }
  connection.write(dialogue.logoutCommand(4));
  return {
    capabilities,
    upgrade: { end: 'secure', tls, capabilities: dialogue.parseCapabilities(second.lines) },
  };
}

type ReadResult = { readonly lines: readonly string[] } | { readonly readFailure: ReadFailure };

async function readReply(
  { connection, dialogue, isLate }: Session,
  about: Parameters<Dialogue['isComplete']>[1],
): Promise<ReadResult> {
  const lines: string[] = [];
  while (lines.length < replyLimitLines) {
    if (isLate()) return { readFailure: 'timeout' };
    const line = await connection.readLine();
    if (line === undefined) return { readFailure: connection.readFailure() };
    lines.push(line.slice(0, lineLimitCharacters));
    if (dialogue.isComplete(lines, about) || (about === 'greeting' && !dialogue.classifyGreeting(line)))
      return { lines };
  }
  return { readFailure: 'too-long' };
}

async function probeTls({ host, port }: PublishedServer, net: Net): Promise<AlternativeSecurity | undefined> {
  const connected = await net.connect({
    host,
    port,
    security: 'tls',
    limitMilliseconds: readLimitMilliseconds,
  });
  if (!connected.ok) return undefined;
  connected.value.close();
  return { security: 'tls' };
}

async function probePlaintext(
  { host, port }: PublishedServer,
  net: Net,
): Promise<AlternativeSecurity | undefined> {
  const connected = await net.connect({
    host,
    port,
    security: 'none',
    limitMilliseconds: readLimitMilliseconds,
  });
  if (!connected.ok) return undefined;
  const greeting = await connected.value.readLine();
  connected.value.close();
  return greeting === undefined
    ? undefined
    : { security: 'none', greeting: greeting.slice(0, lineLimitCharacters) };
}
