/** Runs all DNS rules: compares a domain's records with those that the published servers need. */

import { dnsMessages } from '../../messages.ts';
import type { DnsProbe } from '../../probes/dns.ts';
import type { Finding } from '../../report.ts';
import type { Published } from '../published-servers.ts';
import { caaFindings } from './caa.ts';
import { configHostFindings } from './config-hosts.ts';
import { davFindings } from './dav-records.ts';
import { dnsFailure } from './host-facts.ts';
import { mxFindings } from './mx.ts';
import { srvFindings } from './srv.ts';
import { txtFindings } from './txt-records.ts';

/** @param certified hosts with a valid certificate */
export const dnsFindings = (
  probe: DnsProbe,
  published: Published,
  certified: readonly string[],
): readonly Finding[] =>
  unresolvableDomain(probe) ?? [
    ...configHostFindings(probe, published),
    ...srvFindings(probe, published),
    ...davFindings(probe),
    ...txtFindings(probe, published),
    ...mxFindings(probe, published),
    ...caaFindings(probe, certified),
  ];

/** @returns a single finding if the domain does not exist or its DNS does not answer */
function unresolvableDomain({ domain, mx, hosts }: DnsProbe): readonly Finding[] | undefined {
  if (mx.ok || mx.refusal === 'no-records') return undefined;
  const about = `DNS of ${domain}`;
  if (mx.refusal === 'no-name') {
    // RFC 8020: then there is nothing below it either.
    const what = 'The domain does not exist.';
    return [{ about, severity: 'wrong', what, advice: 'Register it, or check whether it has expired.' }];
  }
  if (hosts.some(({ host }) => dnsFailure(host) === undefined)) return undefined;
  const what = `${dnsMessages[mx.refusal]}: its records cannot be checked.`;
  const advice = 'Check that its name servers answer, and that the resolver used here does.';
  return [{ about, severity: 'wrong', what, advice }];
}
