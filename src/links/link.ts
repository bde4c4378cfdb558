/** Links that open the page about one address: one that the address stands in, or one that it is sealed in. */

import type { Sealer } from './sealer.ts';

export interface Link {
  readonly url: string;
  /** The same link as a QR code says it. */
  readonly code: string;
  /** How long it is good for, where somebody should be told; one that the address stands in never ends. */
  readonly hours?: number;
}

/** Who makes them, as far as they are told of them. */
export interface LinkMaker {
  /** Where they lead: without a host that is known for certain there are none. */
  readonly origin: string | undefined;
  readonly sealer?: Sealer | 'missing' | undefined;
}

/** What stands before a token. */
export const linkPath = '/l/';

/**
 * @param until when one that is sealed ends; one that is not never does
 * @returns none where it would have to be sealed and cannot be
 */
export async function linkTo(
  address: string,
  { origin, sealer }: LinkMaker,
  until: (sealer: Sealer) => Date,
): Promise<Link | undefined> {
  if (origin === undefined || sealer === 'missing') return undefined;
  if (!sealer) return openLink(origin, address);
  const url = `${origin}${linkPath}${await sealer.seal(address, until(sealer))}`;
  // Scheme and host are the same in any case (RFC 3986 §6.2.2.1), and so are our paths; in capitals, a QR code takes
  // 11 bits for two characters where it would take 16 (ISO/IEC 18004 §7.4.4).
  return { url, code: url.toUpperCase() };
}

/** The address stands in the fragment, which a browser sends to nobody; the page's script posts it. */
function openLink(origin: string, address: string): Link {
  const url = `${origin}/#${encodeURIComponent(address).replace('%40', '@')}`;
  return { url, code: url };
}

/** When a link ends that the page shows now. */
export const hoursFrom =
  (now: Date) =>
  ({ hours }: Pick<Sealer, 'hours'>): Date =>
    new Date(now.getTime() + hours * 3_600_000);
