/**
 * Refusals: the reasons why a request gets no settings, as data. They contain what the operator needs to know; the dialect
 * of the request decides how much of it the client gets. Exceptions are for bugs.
 */

import type { Method } from '../http/method.ts';

/** Why a text is not an address. */
export type AddressFlaw = 'too-long' | 'no-at-sign' | 'local-part' | 'domain';

/** Why a body cannot be read as XML. */
export type BodyFlaw =
  | 'cut-short'
  | 'encoding'
  | 'doctype'
  | 'too-much-markup'
  | 'not-well-formed'
  | 'unexpected-root';

/** All reasons why a request gets no settings. */
export type Refusal =
  | { readonly reason: 'path-unknown' }
  | { readonly reason: 'https-needed' }
  | { readonly reason: 'method-not-allowed'; readonly allow: readonly Method[] }
  | { readonly reason: 'query-too-long'; readonly limitBytes: number }
  | { readonly reason: 'query-malformed'; readonly parameter: string }
  | { readonly reason: 'body-too-large'; readonly limitBytes: number }
  | { readonly reason: 'body-malformed'; readonly flaw: BodyFlaw }
  | { readonly reason: 'address-missing' }
  | { readonly reason: 'address-malformed'; readonly flaw: AddressFlaw }
  | { readonly reason: 'too-many-addresses'; readonly limit: number }
  | { readonly reason: 'link-expired' }
  | { readonly reason: 'link-unknown' }
  | { readonly reason: 'sealer-missing' }
  | { readonly reason: 'domain-malformed' }
  | { readonly reason: 'name-malformed'; readonly limitCharacters: number }
  | { readonly reason: 'domain-not-served' }
  /** One of several addresses, counted from 1. */
  | { readonly reason: 'address-not-served'; readonly position: number; readonly count: number }
  /** The same for an address whose settings a profile cannot contain. */
  | { readonly reason: 'address-not-expressible'; readonly position: number; readonly count: number }
  | { readonly reason: 'directory-unavailable'; readonly retryAfterSeconds: number }
  | { readonly reason: 'too-many-look-ups'; readonly retryAfterSeconds: number }
  | { readonly reason: 'format-not-offered' }
  | { readonly reason: 'nothing-to-offer' }
  /** The provider takes no password, and Apple has no key for its sign-in. */
  | { readonly reason: 'sign-in-not-expressible' }
  | { readonly reason: 'signer-missing' }
  | { readonly reason: 'parameter-missing'; readonly parameter: string }
  /** The settings are at another address's server, and nothing says which host that is. */
  | { readonly reason: 'host-not-known' }
  | { readonly reason: 'protocol-not-offered'; readonly offered: readonly string[] }
  | { readonly reason: 'too-many'; readonly operation: 'user' | 'domain' };
