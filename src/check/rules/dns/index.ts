/** A domain's records against what should be there for what is published: all the judges of DNS, in one. */

import { dnsSaid } from '../../messages.ts';
import type { DnsSeen } from '../../probes/dns.ts';
import type { Finding } from '../../report.ts';
import type { Published } from '../published-servers.ts';
import { caaFindings } from './caa.ts';
import { configHostFindings } from './config-hosts.ts';
import { davFindings } from './dav-records.ts';
import { dnsFailure } from './host-facts.ts';
import { mxFindings } from './mx.ts';
import { srvFindings } from './srv.ts';
import { textFindings } from './txt-records.ts';

/** @param certified hosts that have shown a sound certificate */
export const dnsFindings = (
  seen: DnsSeen,
  published: Published,
  certified: readonly string[],
): readonly Finding[] =>
  isNowhere(seen) ?? [
    ...configHostFindings(seen, published),
    ...srvFindings(seen, published),
    ...davFindings(seen),
    ...textFindings(seen, published),
    ...mxFindings(seen, published),
    ...caaFindings(seen, certified),
  ];

/** @returns the one thing to say when there is no domain, or nobody to ask about it */
function isNowhere({ domain, mx, hosts }: DnsSeen): readonly Finding[] | undefined {
  if (mx.ok || mx.refusal === 'no-records') return undefined;
  const about = `DNS of ${domain}`;
  if (mx.refusal === 'no-name') {
    // RFC 8020: then there is nothing below it either.
    const what = 'There is no such domain.';
    return [{ about, severity: 'wrong', what, advice: 'Register it, or see whether it has expired.' }];
  }
  if (hosts.some(({ host }) => dnsFailure(host) === undefined)) return undefined;
  const what = `${dnsSaid[mx.refusal]}: nothing can be said of its records.`;
  const advice = 'See whether its name servers answer, and whether the one that was asked here does.';
  return [{ about, severity: 'wrong', what, advice }];
}
