/** All DNS records of a domain, consistent with what the server answers, and those that do not fit into DNS. */

import { dnsRecords } from '../../templates/dns-records.ts';
import { hasAutodiscoverAnswer } from '../dialects/autodiscover/pox.ts';
import { mtaStsId } from '../dialects/mta-sts.ts';
import { paccBody, paccDigest } from '../dialects/pacc.ts';
import type { Service } from '../directory/service.ts';
import type { Account } from '../model/account.ts';
import { type Domain, parseDomain } from '../model/address.ts';
import type { DnsRecord, DnsSettings } from '../model/dns-record.ts';

export interface Zone {
  readonly domain: Domain;
  readonly records: readonly DnsRecord[];
  readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
  readonly record: DnsRecord;
  readonly flaw: Flaw;
}

/** Why DNS cannot hold a record. */
export type Flaw = 'name-too-long' | 'target-no-host-name' | 'text-too-long';

export async function zoneOf(
  domain: Domain,
  account: Account,
  { origin, pacc, dns }: Pick<Service, 'origin' | 'pacc'> & { readonly dns: DnsSettings },
): Promise<Zone> {
  const body = paccBody(account, domain, pacc);
  const digest = body === undefined ? undefined : await paccDigest(body);
  const input = {
    domain,
    dns,
    origin,
    autodiscover: hasAutodiscoverAnswer(account),
    paccDigest: digest,
    mtaStsId: mtaStsId(account),
  };
  const checked = dnsRecords(account, input).map((record) => ({ record, flaw: flawOf(record) }));
  return {
    domain,
    records: checked.filter(({ flaw }) => flaw === undefined).map(({ record }) => record),
    leftOut: checked.flatMap(({ record, flaw }) => (flaw === undefined ? [] : { record, flaw })),
  };
}

/** RFC 1035 §2.3.4, in presentation format. */
const nameLimitOctets = 253;
/** RFC 1035 §3.3.14: 65,535 octets hold 255 character-strings with their lengths. */
const textLimitOctets = 255 * 255;

function flawOf(record: DnsRecord): Flaw | undefined {
  if (record.name.length > nameLimitOctets) return 'name-too-long';
  if ('target' in record && record.target !== '.' && !parseDomain(record.target).ok) {
    return 'target-no-host-name';
  }
  return record.type === 'TXT' && new TextEncoder().encode(record.text).length > textLimitOctets
    ? 'text-too-long'
    : undefined;
}
