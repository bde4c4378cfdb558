/** The request as data, independent of the runtime, and the limits of its target. */

import { type Awaitable, type Result, refuse } from '../model/result.ts';

/** Room for ten addresses and a sender's name, non-ASCII characters percent-encoded. */
export const queryLimitBytes = 4 * 1024;
/** Room for a domain or an address at the end of the path, percent-encoded. */
export const pathLimitCharacters = 512;

/** A request as the runtimes pass it to the pipeline. */
export interface IncomingRequest {
  readonly method: string;
  /** Percent-decoded, in any letter case, below `base`. */
  readonly path: string;
  /** The path below which facteur is mounted in another application; empty at the root. */
  readonly base: string;
  /** The query as it was sent, without its question mark. */
  readonly search: string;
  /** The Host header, or the URL's host if there is none. */
  readonly host: string;
  /** A header by its lower-case name. */
  readonly header: (name: string) => string | undefined;
  /** The body, or a refusal when it is over the limit; called at most once for a request. */
  readonly readBody: (limitBytes: number) => Awaitable<Result<Uint8Array>>;
  /** Whether the client is known to use plain http. */
  readonly cameOverHttp: () => boolean;
  /** The client's IP address, if the runtime knows it: stores may be looked up by address for some networks only. */
  readonly clientIp?: (() => string | undefined) | undefined;
  /** Takes a look-up by address from the budget of the client's network; false when there is none left. */
  readonly takeLookUp?: (() => Awaitable<boolean>) | undefined;
  /** Charges the cost of an expensive answer (model/cost.ts) to the client's network, if the runtime limits networks by cost. */
  readonly charge?: (cost: number) => void;
}

/** @returns a refusal if the target is longer than that of any real request */
export function targetTooLong({
  path,
  search,
}: Pick<IncomingRequest, 'path' | 'search'>): Result<never> | undefined {
  if (search.length > queryLimitBytes) return queryTooLong;
  return path.length > pathLimitCharacters ? pathTooLong : undefined;
}

const queryTooLong = refuse({ reason: 'query-too-long', limitBytes: queryLimitBytes } as const);
const pathTooLong = refuse({ reason: 'path-unknown' } as const);

export const bodyTooLarge = (limitBytes: number) => refuse({ reason: 'body-too-large', limitBytes } as const);
/** The client hung up before its body was complete. */
export const bodyCutShort = refuse({ reason: 'body-malformed', flaw: 'cut-short' } as const);
