/**
 * On-demand TLS: decides whether a certificate may be issued for a name. A proxy asks before it requests one (Caddy:
 * `on_demand_tls { ask … }`); otherwise anyone could point a name at it and make it request a certificate.
 *
 * Allowed are the service's own names, and the names that clients derive from a domain with an entry of its own. `*` is
 * not enough: it answers every domain, but not every domain gets a certificate.
 */

import type { Directory } from '../directory/directory.ts';
import type { Service } from '../directory/service.ts';
import { parseHost } from '../http/host.ts';
import { parseDomain } from '../model/address.ts';
import { type Awaitable, whenReady } from '../model/result.ts';

type CertificateDecision = 'expected' | 'unexpected' | 'unavailable';

export interface ServedNames extends Pick<Service, 'names'> {
  /** Domains with an entry in the configuration or in a store; those that only `*` covers are left out. */
  readonly known: Directory;
}

/** @param name as a client sends it in its TLS handshake; an invalid name is `unexpected` */
export function decideCertificate(
  name: string,
  { names, known }: ServedNames,
): Awaitable<CertificateDecision> {
  const domain = parseDomain(name);
  // No authority issues a certificate for `localhost`, which is one of the service's own names too.
  if (!domain.ok || !domain.value.includes('.')) return 'unexpected';
  if (names.has(domain.value)) return 'expected';
  const { prefixed, mailDomain } = parseHost(domain.value);
  if (!prefixed || mailDomain === undefined) return 'unexpected';
  return whenReady(known.find(mailDomain), (found) => {
    if (found === 'unavailable') return found;
    return found === undefined || found === 'never' ? 'unexpected' : 'expected';
  });
}
