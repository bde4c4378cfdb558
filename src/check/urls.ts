/** URLs that clients request, and the ways in which they encode the address in the query. */

/** application/x-www-form-urlencoded, as URLSearchParams writes it: Thunderbird. */
export const formEncoded = (address: string): string =>
  new URLSearchParams([['', address]]).toString().slice(1);

/** RFC 3986 with every reserved character encoded: Evolution, GNOME and most others. */
export const uriEncoded = (address: string): string => encodeURIComponent(address);

/**
 * Everything except letters, digits and the dot: Delta Chat, since a provider copied `%2E` into its answer (see its
 * configure.rs).
 */
export const encodedExceptDots = (address: string): string =>
  encodeURIComponent(address).replaceAll(
    /[!'()*_~-]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const path = '/mail/config-v1.1.xml';

/** The three URLs of draft-ietf-mailmaint-autoconfig-06 §4, with the query that the client sends. */
export const autoconfigUrl = (scheme: 'https' | 'http', domain: string, query = ''): string =>
  `${scheme}://autoconfig.${domain}${path}${query}`;
export const wellKnownUrl = (scheme: 'https' | 'http', domain: string, query = ''): string =>
  `${scheme}://${domain}/.well-known/autoconfig${path}${query}`;
/** From drafts 00 to 02; two shipping clients still request it. */
export const legacyWellKnownUrl = (domain: string, query = ''): string =>
  `https://autoconfig.${domain}/.well-known/mail-v1.xml${query}`;

export const autodiscoverUrl = (origin: string): string => `${origin}/autodiscover/autodiscover.xml`;

/** Mozilla's database, under the host names that clients use for it. */
export const ispdb = {
  thunderbird: (domain: string) => `https://live.thunderbird.net/autoconfig/v1.1/${domain}`,
  autoconfig: (domain: string) => `https://autoconfig.thunderbird.net/v1.1/${domain}`,
  draft: (domain: string) => `https://v1.ispdb.net/${domain}`,
} as const;
