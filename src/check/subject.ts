/** Who is asked about, and the forms in which clients write the address into a URL or a request. */

import type { Domain } from '../model/address.ts';

export interface Asked {
  readonly address: string;
  readonly localPart: string;
  readonly domain: Domain;
}

/** application/x-www-form-urlencoded as URLSearchParams writes it: Thunderbird. */
export const formEncoded = (address: string): string =>
  new URLSearchParams([['', address]]).toString().slice(1);

/** RFC 3986, everything reserved: Evolution, GNOME and most others. */
export const uriEncoded = (address: string): string => encodeURIComponent(address);

/**
 * Everything but letters, digits and the dot: Delta Chat, since a provider copied `%2E` into its answer (its
 * configure.rs tells the story).
 */
export const encodedButDots = (address: string): string =>
  encodeURIComponent(address).replaceAll(
    /[!'()*_~-]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const path = '/mail/config-v1.1.xml';

/** The three places of draft-ietf-mailmaint-autoconfig-06 §4, with the query that the client puts to each. */
export const autoconfigUrl = (scheme: 'https' | 'http', domain: string, query = ''): string =>
  `${scheme}://autoconfig.${domain}${path}${query}`;
export const wellKnownUrl = (scheme: 'https' | 'http', domain: string, query = ''): string =>
  `${scheme}://${domain}/.well-known/autoconfig${path}${query}`;
/** Of the drafts 00 to 02; two clients that ask it are still shipped. */
export const oldWellKnownUrl = (domain: string, query = ''): string =>
  `https://autoconfig.${domain}/.well-known/mail-v1.xml${query}`;

export const autodiscoverUrl = (origin: string): string => `${origin}/autodiscover/autodiscover.xml`;

/** Mozilla's database, by the names that clients have for it. */
export const ispdb = {
  thunderbird: (domain: string) => `https://live.thunderbird.net/autoconfig/v1.1/${domain}`,
  autoconfig: (domain: string) => `https://autoconfig.thunderbird.net/v1.1/${domain}`,
  draft: (domain: string) => `https://v1.ispdb.net/${domain}`,
} as const;
