/**
 * The contract of the client parsers. Each one parses answers as one mail client does: what it requires, what it
 * ignores, which of several servers it uses. They import nothing else from `src/`.
 */

/** An HTTP response as the client's HTTP library returns it. Header names are in lower case. */
export interface Reply {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

export interface Login {
  readonly host: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls' | 'none';
  readonly username: string;
}

export interface Settings {
  readonly incoming: Login & { readonly protocol: 'imap' | 'pop3' };
  readonly outgoing: Login;
}

export type ParseResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly why: string };

export interface ClientParser {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  parse(reply: Reply, address: string): ParseResult;
}

/** Thrown where the client throws or gives up; `clientParser` turns it into a `ParseResult`. */
export class ReplyRejected extends Error {}

export function reject(why: string): never {
  throw new ReplyRejected(why);
}

const acceptedPrefix = 'the client accepts this, but gets no settings: ';

/** The worst case: the client takes the answer for a success and stops, but has no server. */
export function acceptWithoutSettings(why: string): never {
  throw new ReplyRejected(acceptedPrefix + why);
}

/** Whether the client takes the answer for a success, with or without settings. */
export function isAccepted(result: ParseResult): boolean {
  return result.ok || result.why.startsWith(acceptedPrefix);
}

export function clientParser(
  about: Omit<ClientParser, 'parse'>,
  settings: (reply: Reply, address: string) => Settings,
): ClientParser {
  return {
    ...about,
    parse(reply, address) {
      try {
        return { ok: true, settings: settings(reply, address) };
      } catch (error) {
        if (error instanceof ReplyRejected) return { ok: false, why: error.message };
        throw error;
      }
    },
  };
}

export function requireStatus(reply: Reply, accepts: (status: number) => boolean): void {
  if (!accepts(reply.status)) reject(`HTTP status ${reply.status}`);
}

export const is200 = (status: number): boolean => status === 200;
export const is2xx = (status: number): boolean => status >= 200 && status < 300;
