/** What makes links that no address can be read in, and reads them again: an operator's keys, and the rules for them. */

import { ok, type Result } from '../model/result.ts';
import { keysOf } from './keys.ts';
import { open, type Random, seal, type TokenFlaw } from './token.ts';

export interface Sealer {
  /** How long a link is good for that the page shows. */
  readonly hours: number;
  /** @returns a token, to stand in a path */
  readonly seal: (address: string, until: Date) => Promise<string>;
  /** @returns the address, or why there is none; it never throws, whatever it is given */
  readonly open: (token: string, now: Date) => Promise<Result<string, TokenFlaw>>;
}

/** @returns what seals and opens, or what is wrong with the secret, in words that do not repeat it */
export async function sealerOf(
  secret: string,
  hours: number,
  random: Random,
): Promise<Result<Sealer, string>> {
  const keys = await keysOf(secret);
  if (!keys.ok) return keys;
  return ok({
    hours,
    seal: (address, until) => seal(keys.value, address, until, random),
    open: (token, now) => open(keys.value, token, now),
  });
}
