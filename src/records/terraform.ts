/** Terraform configuration: one resource per record, for Cloudflare's provider (5 and later) or OVH's. */

import type { DnsRecord } from '../model/dns-record.ts';
import { commentsOn, groupByPurpose, purposeComments } from './comments.ts';
import type { TerraformProvider } from './format-names.ts';
import { block, type Hcl, object, plain, reference, text } from './hcl.ts';
import { characterStrings, rdataOf } from './rdata.ts';
import type { Zone } from './zone.ts';

interface Provider {
  /** Blocks before the resources. */
  readonly preamble: (zone: string) => readonly string[];
  readonly resource: string;
  readonly attributes: (record: DnsRecord, zone: string) => Readonly<Record<string, Hcl>>;
}

const providers = {
  cloudflare: {
    preamble: (zone) => [
      block('variable', [zoneVariable(zone)], {
        description: text(`Cloudflare's zone id of ${zone}`),
        type: reference('string'),
      }),
    ],
    resource: 'cloudflare_dns_record',
    attributes: (record, zone) => ({
      zone_id: reference(`var.${zoneVariable(zone)}`),
      name: text(record.name),
      type: text(record.type),
      ttl: plain(record.ttl),
      ...cloudflareData(record),
    }),
  },
  ovh: {
    preamble: () => [],
    resource: 'ovh_domain_zone_record',
    attributes: (record, zone) => ({
      zone: text(zone),
      subdomain: text(record.name === zone ? '' : record.name.slice(0, -zone.length - 1)),
      fieldtype: text(record.type),
      ttl: plain(record.ttl),
      // OVH returns TXT values in quotes; without them the provider would plan a change on each run.
      target: text(rdataOf(record)),
    }),
  },
} as const satisfies Record<TerraformProvider, Provider>;

/** @param zone the zone that contains the domain */
export function terraform(set: Zone, zone: string, provider: TerraformProvider): string {
  const { preamble, resource, attributes } = providers[provider];
  const nameOf = names();
  const groups = groupByPurpose(set.records).map(
    ([purpose, records]) =>
      `# ${purposeComments[purpose]}\n${records
        .map((record) => block('resource', [resource, nameOf(record)], attributes(record, zone)))
        .join('\n')}`,
  );
  const comments = commentsOn(set).map((line) => `# ${line}\n`);
  return [comments.join(''), ...preamble(zone), ...groups].join('\n');
}

function cloudflareData(record: DnsRecord): Readonly<Record<string, Hcl>> {
  switch (record.type) {
    case 'SRV': {
      const { priority, weight, port, target } = record;
      const data = { priority, weight, port };
      const numbers = Object.entries(data).map(([name, value]) => [name, plain(value)]);
      // The API returns the priority outside of `data` too.
      return {
        priority: plain(priority),
        data: object({ ...Object.fromEntries(numbers), target: text(target) }),
      };
    }
    case 'TXT':
      // Cloudflare warns about a TXT value without quotes.
      return { content: text(characterStrings(record.text)) };
    case 'CNAME':
      return { content: text(record.target), proxied: plain(false) };
    case 'A':
    case 'AAAA':
      return { content: text(record.address), proxied: plain(false) };
    default:
      return record satisfies never;
  }
}

const zoneVariable = (zone: string): string => `zone_id_${identifier(zone)}`;

/** @returns a Terraform identifier: letters, digits, hyphens and underscores */
const identifier = (name: string): string => name.replace(/^_/, '').replace(/\._?/g, '_');

/** @returns a function that gives each record a unique name, with its type first: a name must not begin with a digit */
function names(): (record: DnsRecord) => string {
  const used = new Map<string, number>();
  return ({ type, name }) => {
    const wanted = `${type.toLowerCase()}_${identifier(name)}`;
    const count = (used.get(wanted) ?? 0) + 1;
    used.set(wanted, count);
    return count === 1 ? wanted : `${wanted}_${count}`;
  };
}
