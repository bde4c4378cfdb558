/** Links to the page for one address, with the address in the fragment or sealed in the path. */

import { routes } from '../routes.ts';
import type { Sealer } from './cipher.ts';

export interface Link {
  readonly url: string;
  /** The same link as a QR code contains it. */
  readonly code: string;
  /** How long it is valid; a link with the address in the fragment never expires. */
  readonly hours?: number;
}

/** The parts of a service that links depend on. */
interface LinkMaker {
  /** The origin of the links, with the path below which facteur is mounted; no origin, no links. */
  readonly origin: string | undefined;
  readonly sealer?: Sealer | 'missing' | undefined;
}

/**
 * @param hours how long a sealed link is valid; by default as long as the page's
 * @returns undefined without an origin, or when links are sealed and the key is missing
 */
export async function linkTo(
  address: string,
  { origin, sealer }: LinkMaker,
  now: Date,
  hours?: number,
): Promise<Link | undefined> {
  if (origin === undefined || sealer === 'missing') return undefined;
  if (!sealer) return openLink(origin, address);
  const goodFor = hours ?? sealer.hours;
  const until = new Date(now.getTime() + goodFor * 3_600_000);
  const url = `${origin}${routes.sealedLink.path}${await sealer.seal(address, until)}`;
  // Scheme and host are the same in any case (RFC 3986 §6.2.2.1), and so are our paths; in capitals, a QR code takes
  // 11 bits for two characters where it would take 16 (ISO/IEC 18004 §7.4.4).
  return { url, code: url.toUpperCase(), hours: goodFor };
}

/** The address is in the fragment, which browsers do not send; the page's script posts it. */
function openLink(origin: string, address: string): Link {
  const url = `${origin}/#${encodeURIComponent(address).replace('%40', '@')}`;
  return { url, code: url };
}
