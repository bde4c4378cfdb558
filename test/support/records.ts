/** DNS records of a domain in the test configurations, and of modified accounts. */

import type { Account } from '../../src/model/account.ts';
import { type Domain, parseDomain } from '../../src/model/address.ts';
import type { DnsSettings } from '../../src/model/dns-record.ts';
import { formatters } from '../../src/records/formats.ts';
import { type Zone, zoneOf } from '../../src/records/zone.ts';
import type { RecordCase } from '../golden/cases.ts';
import { configOf, documents } from './world.ts';

export function domain(text: string): Domain {
  const parsed = parseDomain(text);
  if (parsed.ok) return parsed.value;
  throw new Error(`${text} is no domain`);
}

/** Of `example.org`, in a world as it is written for a golden file. */
export async function recordsOf({ world, format, provider = 'cloudflare' }: RecordCase): Promise<string> {
  const config = configOf(documents[world]);
  const account = await config.directory.find(domain('example.org'));
  if (typeof account !== 'object') throw new Error('example.org is not served');
  const set = await zoneOf(domain('example.org'), account, config);
  return formatters[format](set, { zone: 'example.org', provider });
}

export const settings = (changes: Partial<DnsSettings> = {}): DnsSettings => ({
  host: 'facteur.example.net',
  addresses: [],
  ttl: 3600,
  ...changes,
});

/** Of an account, at a service whose address is https://facteur.example.net. */
export const setOf = (account: Account, dns: DnsSettings = settings(), name = 'example.org'): Promise<Zone> =>
  zoneOf(domain(name), account, { origin: 'https://facteur.example.net', pacc: { smtp: true }, dns });
