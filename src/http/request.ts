/** A request as a runtime hands it over, and the limits of its query and body. */

import { type Awaitable, type Result, refuse } from '../model/result.ts';

/** MS-OXDSCLI sets no bound; the largest request of a real client is 2 KiB. */
export const bodyLimitBytes = 64 * 1024;
/** An address has at most 254 octets and a sender's name 100 characters, percent-encoded a few times that. */
export const queryLimitBytes = 8 * 1024;

/** A request, as the runtime that got it hands it over. */
export interface IncomingRequest {
  readonly method: string;
  /** Percent-decoded, in any letter case, below `base`. */
  readonly path: string;
  /** The path below which facteur is mounted in another application; empty at the root. */
  readonly base: string;
  /** The query as it came, without its question mark. */
  readonly search: string;
  /** The Host header, or the host of the URL where there is none. */
  readonly host: string;
  /** A header by its lower-case name. */
  readonly header: (name: string) => string | undefined;
  /** The body; it is asked for once, and not for every request. */
  readonly readBody: () => Awaitable<Result<Uint8Array>>;
  /** Whether the client is known to have come over plain http. */
  readonly cameOverHttp: () => boolean;
}

export const bodyTooLarge = refuse({ reason: 'body-too-large', limitBytes: bodyLimitBytes } as const);
/** The client hung up in the middle: nobody will read the refusal. */
export const bodyCutShort = refuse({ reason: 'body-malformed', flaw: 'cut-short' } as const);
