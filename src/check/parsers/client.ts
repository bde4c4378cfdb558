/**
 * What a mail client makes of an answer. Each file beside this one reads as one client reads: what it insists
 * on, what it overlooks, which server of several it takes. None of them knows anything of `src/`.
 */

/** What came over the wire, as a client's HTTP library hands it over. Header names are lower case. */
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

export type Reading =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly why: string };

export interface Client {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  read(reply: Reply, address: string): Reading;
}

/** Where the client itself would throw or give up, a reader throws this, and `client` turns it into a `Reading`. */
export class Refused extends Error {}

export function refuse(why: string): never {
  throw new Refused(why);
}

const success = 'the client is content, and has nothing: ';

/** The worst of answers: the client takes it for a success, asks nobody else, and has no server to show. */
export function nothing(why: string): never {
  throw new Refused(success + why);
}

/** Whether a client that gave these settings, or none, would believe that it had been answered. */
export function content(reading: Reading): boolean {
  return reading.ok || reading.why.startsWith(success);
}

export function client(
  about: Omit<Client, 'read'>,
  settings: (reply: Reply, address: string) => Settings,
): Client {
  return {
    ...about,
    read(reply, address) {
      try {
        return { ok: true, settings: settings(reply, address) };
      } catch (error) {
        if (error instanceof Refused) return { ok: false, why: error.message };
        throw error;
      }
    },
  };
}

export function demandStatus(reply: Reply, accepts: (status: number) => boolean): void {
  if (!accepts(reply.status)) refuse(`HTTP status ${reply.status}`);
}

export const is200 = (status: number): boolean => status === 200;
export const is2xx = (status: number): boolean => status >= 200 && status < 300;
