/** A request as a runtime hands it over, and the limits of its query and body. */

import { type Awaitable, type Result, refuse } from '../model/result.ts';

/** Ten addresses and a sender's name, with what is not ASCII percent-encoded. */
export const queryLimitBytes = 4 * 1024;
/** A domain or an address at the end of the path, percent-encoded. */
export const pathLimitCharacters = 512;

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
  /** The body, or a refusal when it is longer than the limit; it is asked for once, and not for every request. */
  readonly readBody: (limitBytes: number) => Awaitable<Result<Uint8Array>>;
  /** Whether the client is known to have come over plain http. */
  readonly cameOverHttp: () => boolean;
  /** Has the client's network pay for a dear answer (cost.ts), where the runtime limits networks by that. */
  readonly charge?: (cost: number) => void;
}

/** @returns the refusal of a request whose target is longer than that of any real one; undefined otherwise */
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
/** The client hung up in the middle: nobody will read the refusal. */
export const bodyCutShort = refuse({ reason: 'body-malformed', flaw: 'cut-short' } as const);
