/** Seals addresses in links with the operator's keys, and opens them again. */

import { ok, type Result } from '../model/result.ts';
import { keysOf } from './keys.ts';
import { open, type Random, seal, type TokenFlaw } from './token.ts';

export interface Sealer {
  /** How long the page's links are valid. */
  readonly hours: number;
  /** @returns a token for a path */
  readonly seal: (address: string, until: Date) => Promise<string>;
  /** @returns the address, or why there is none; never throws */
  readonly open: (token: string, now: Date) => Promise<Result<string, TokenFlaw>>;
}

/** @returns the sealer, or an error message that does not contain the secret */
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
