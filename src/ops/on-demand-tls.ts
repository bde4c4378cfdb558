/**
 * Whether a certificate may be had for a name. A proxy that gets certificates when they are first needed asks this
 * before each (Caddy: `on_demand_tls { ask … }`), or anybody who points a name at it would have it ask for one.
 *
 * Closed unless there is a reason: the service's own names, and the names that clients derive from a domain that is
 * known by its own entry. `*`, everybody, is no such reason: who is answered need not have a certificate.
 */

import type { Directory } from '../directory/directory.ts';
import type { Service } from '../directory/service.ts';
import { parseHost } from '../http/host.ts';
import { parseDomain } from '../model/address.ts';
import { type Awaitable, whenReady } from '../model/result.ts';

export type CertificateDecision = 'expected' | 'unexpected' | 'unavailable';

export interface ServedNames extends Pick<Service, 'names'> {
  /** The domains that the operator or a store has named, without those that only `*` covers. */
  readonly known: Directory;
}

/** @param name as a client named it in its TLS handshake; anything else is `unexpected` */
export function decideCertificate(
  name: string,
  { names, known }: ServedNames,
): Awaitable<CertificateDecision> {
  const domain = parseDomain(name);
  // No authority gives a certificate for `localhost`, which is an own name too.
  if (!domain.ok || !domain.value.includes('.')) return 'unexpected';
  if (names.has(domain.value)) return 'expected';
  const { prefixed, mailDomain } = parseHost(domain.value);
  if (!prefixed || mailDomain === undefined) return 'unexpected';
  return whenReady(known.find(mailDomain), (found) => {
    if (found === 'unavailable') return found;
    return found === undefined || found === 'never' ? 'unexpected' : 'expected';
  });
}
