/** `facteur records`: prints the DNS records of one domain. */

import type { Environment } from '../../config/environment.ts';
import type { Config } from '../../config/index.ts';
import type { Account } from '../../model/account.ts';
import { type Domain, parseDomain } from '../../model/address.ts';
import type { RecordFormat, TerraformProvider } from '../../records/format-names.ts';
import { formatters } from '../../records/formats.ts';
import { type Flaw, type LeftOut, zoneOf } from '../../records/zone.ts';
import { withConfig } from '../shared/open-config.ts';
import { type ExitCode, printable, type Stdio, writeAll } from '../shared/stdio.ts';
import { printDiff } from './diff.ts';

export interface RecordsOptions {
  readonly config?: string;
  readonly format: RecordFormat;
  readonly json?: true;
  readonly provider?: TerraformProvider;
  readonly zone?: string;
  readonly diff?: true;
  readonly resolver?: string;
}

/** @throws errors that end the command with exit code 2 */
export async function printRecords(
  name: string,
  options: RecordsOptions,
  terminal: Stdio,
  environment: Environment,
): Promise<ExitCode> {
  const say = (line: string): void => void terminal.stderr.write(`${line}\n`);
  const { domain, zone } = namesOf(name, options.zone);
  const format = options.json ? 'json' : options.format;
  if (options.provider !== undefined && format !== 'terraform') {
    throw new Error('--provider goes with --format terraform');
  }
  if (options.diff && format !== 'bind' && format !== 'json') {
    throw new Error('--diff goes with --format bind or json');
  }
  if (options.resolver !== undefined && !options.diff) throw new Error('--resolver goes with --diff');
  return withConfig(options, terminal, environment, say, async (config) => {
    const found = await config.directory.find(domain);
    if (found === 'unavailable') throw new Error('the domain cannot be looked up, because a store failed');
    if (found === undefined || found === 'never') {
      say(`${domain} is not served.`);
      return 1;
    }
    const set = await zoneOf(domain, found, config);
    for (const line of gapsIn(found, config)) say(line);
    for (const one of set.leftOut) say(leftOut(one));
    if (options.diff) return await printDiff(set.records, format === 'json', options.resolver, terminal);
    const target = { zone, provider: options.provider ?? 'cloudflare' };
    await writeAll(terminal.stdout, [formatters[format](set, target)]);
    return 0;
  });
}

function namesOf(name: string, zoneName = name): { readonly domain: Domain; readonly zone: Domain } {
  const [domain, zone] = [parseDomain(name), parseDomain(zoneName)];
  if (!domain.ok) throw new Error(`"${name}" is not a domain name`);
  if (!zone.ok) throw new Error(`"${zoneName}" is not a domain name`);
  if (domain.value !== zone.value && !domain.value.endsWith(`.${zone.value}`)) {
    throw new Error(`${domain.value} is not in the zone ${zone.value}`);
  }
  return { domain: domain.value, zone: zone.value };
}

/** Records that are missing because of the configuration. */
function gapsIn({ incoming, outgoing }: Account, { dns }: Config): readonly string[] {
  return [
    ...(dns.host === undefined && dns.addresses.length === 0
      ? ['Set `url` or `dns.host` to get the autoconfig and autodiscover records too.']
      : []),
    ...(incoming.length === 0 || outgoing.length === 0
      ? ['The provider has no incoming or no outgoing server, so there are no SRV records for mail.']
      : []),
  ];
}

const flaws = {
  'name-too-long': 'a name in DNS has at most 253 characters',
  'target-no-host-name': 'its target is not a host name',
  'text-too-long': 'a text in DNS has at most 65,025 octets',
} as const satisfies Record<Flaw, string>;

const leftOut = ({ record, flaw }: LeftOut): string =>
  printable(`${record.name} ${record.type} is left out: ${flaws[flaw]}`);
