/**
 * Imports the seed of an automx2, the document posted to its /initdb/: a provider, its domains and servers. The
 * defaults are those of automx2 (automx2/database.py): implicit TLS on its ports, STARTTLS on any other, the whole
 * address as user name.
 */

import { nameField } from '../../directory/fields.ts';
import { type Domain, parseDomain } from '../../model/address.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import {
  type ImportedConfig,
  type Loss,
  names,
  type ReportLoss,
  soundServices,
} from './imported-provider.ts';
import { membersOf, textOf } from './json-path.ts';
import { type NamedServer, securityByPort, serversOf } from './named-server.ts';

const protocols = new Map([
  ['imap', 'imap'],
  ['pop', 'pop3'],
  ['smtp', 'smtp'],
] as const);
const keysOf = { seed: ['provider', 'domains', 'servers'], server: ['type', 'name', 'port', 'prio', 'url'] };

/** Between those that say nothing of it. */
const usualPriority = 10;

export function importAutomx2(value: unknown, where: string): Result<ImportedConfig, string> {
  const seed = membersOf(value);
  const lost: Loss[] = [];
  const lose: ReportLoss = (place, what) => lost.push({ where: place, what });
  const domains = domainsIn(seed?.get('domains'), lose);
  const [id] = domains;
  if (!seed || !id) return refuse('names no domain');
  const servers = listOf(seed.get('servers'));
  const members = servers.map((server) => membersOf(server) ?? new Map<string, unknown>());
  const ordered = members
    .map((server, at) => ({ server, where: `servers.${at}` }))
    .toSorted((a, b) => priorityOf(a.server) - priorityOf(b.server));
  const davs = davIn(ordered, lose);
  const name = nameField.safeParse(textOf(seed.get('provider')));
  if (!name.success) lose('provider', `is missing or invalid: ${id} is used instead`);
  unknownKeys(seed, keysOf.seed, '', lose);
  return ok({
    id,
    provider: {
      ...names(name.success ? name.data : id),
      ...serversOf(
        ordered.flatMap((one) => mailServer(one, lose) ?? []),
        lose,
      ),
      services: soundServices(davs.services, lose, (kind) => davs.places.get(kind) ?? kind),
      documentation: [],
      instructions: {},
    },
    domains,
    from: [{ what: 'servers and names', where }],
    lost,
  });
}

interface Placed {
  readonly server: ReadonlyMap<string, unknown>;
  readonly where: string;
}

function mailServer({ server, where }: Placed, lose: ReportLoss): NamedServer | undefined {
  const type = textOf(server.get('type')) ?? '';
  if (isDav(type)) return undefined;
  const protocol = [...protocols].find(([word]) => word === type)?.[1];
  if (!protocol) {
    lose(where, `left out: servers of type "${type}" are not known here`);
    return undefined;
  }
  unknownKeys(server, keysOf.server, `${where}.`, lose);
  const port = server.get('port');
  const number = port === undefined ? undefined : Number(port);
  return {
    protocol,
    host: textOf(server.get('name')) ?? '',
    port: number,
    security: securityByPort(number),
    where,
  };
}

function davIn(placed: readonly Placed[], lose: ReportLoss) {
  const services: { caldav?: string; carddav?: string } = {};
  const places = new Map<string, string>();
  for (const { server, where } of placed) {
    const type = textOf(server.get('type')) ?? '';
    if (!isDav(type)) continue;
    if (services[type] !== undefined) lose(where, `left out: there is a place for one ${type} only`);
    else {
      services[type] = textOf(server.get('url')) ?? '';
      places.set(type, where);
    }
    const { port } = URL.canParse(services[type] ?? '') ? new URL(services[type] ?? '') : { port: '' };
    const ownPort = server.get('port');
    if (ownPort !== undefined && ![0, 443, Number(port)].includes(Number(ownPort))) {
      lose(`${where}.port`, 'left out: the URL says which port it is');
    }
    unknownKeys(server, keysOf.server, `${where}.`, lose);
  }
  return { services, places };
}

const isDav = (type: string): type is 'caldav' | 'carddav' => type === 'caldav' || type === 'carddav';

function domainsIn(value: unknown, lose: ReportLoss): readonly Domain[] {
  const found = new Set<Domain>();
  for (const [at, text] of listOf(value).entries()) {
    const domain = parseDomain(String(text));
    if (domain.ok) found.add(domain.value);
    else lose(`domains.${at}`, 'left out: it is no domain name');
  }
  return [...found];
}

function unknownKeys(
  members: ReadonlyMap<string, unknown>,
  known: readonly string[],
  before: string,
  lose: ReportLoss,
): void {
  for (const key of members.keys()) {
    if (!known.includes(key)) lose(before + key, 'left out: automx2 knows no such key');
  }
}

const priorityOf = (server: ReadonlyMap<string, unknown>): number =>
  Number(server.get('prio') ?? usualPriority) || usualPriority;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
