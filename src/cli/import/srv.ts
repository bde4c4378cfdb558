/** Imports the SRV records of a domain: mail (RFC 6186, RFC 8314) and other services. */

import { resolveSrv, type SrvAnswer } from '../../check/dns-lookup.ts';
import type { Net } from '../../check/net.ts';
import type { Domain } from '../../model/address.ts';
import {
  type ImportedConfig,
  type Loss,
  names,
  type ReportLoss,
  type Services,
  soundServices,
} from './imported-provider.ts';
import { type NamedServer, serversOf } from './named-server.ts';

/** RFC 6186 §3, RFC 8314 §5.1: implicit TLS before STARTTLS. */
const mail = [
  ['_imaps', 'imap', 'tls'],
  ['_imap', 'imap', 'starttls'],
  ['_pop3s', 'pop3', 'tls'],
  ['_pop3', 'pop3', 'starttls'],
  ['_submissions', 'smtp', 'tls'],
  ['_submission', 'smtp', 'starttls'],
] as const;

const dnsMilliseconds = 5000;

/** @returns undefined when there are no records */
export async function importSrv(domain: Domain, net: Net): Promise<ImportedConfig | undefined> {
  const lost: Loss[] = [];
  const lose: ReportLoss = (where, what) => lost.push({ where, what });
  const ask = (service: string): Promise<SrvAnswer> =>
    resolveSrv(
      { net, subject: { address: '', localPart: '', domain, inOwnScript: false }, md5: (text) => text },
      service,
    );
  const [answers, services] = await Promise.all([
    Promise.all(mail.map(([service]) => ask(service))),
    servicesOf(domain, net, ask, lose),
  ]);
  const named = mail.flatMap(([, protocol, security], at): readonly NamedServer[] => {
    const { name, records } = answers[at] ?? { name: '', records: [] };
    return records.map(({ target, port }) => ({
      protocol,
      host: target,
      port,
      security,
      where: `SRV ${name}`,
    }));
  });
  if (named.length === 0 && Object.keys(services).length === 0) return undefined;
  const where = answers.filter(({ records }) => records.length > 0).map(({ name }) => `SRV ${name}`);
  return {
    id: domain,
    provider: {
      ...names(domain),
      ...serversOf(named, lose),
      services,
      documentation: [],
      instructions: {},
    },
    domains: [domain],
    from: [
      ...(where.length === 0 ? [] : [{ what: 'servers', where: where.join(', ') }]),
      ...Object.keys(services).map((name) => ({ what: name, where: placeOf(name, domain) })),
    ],
    lost,
  };
}

async function servicesOf(
  domain: Domain,
  net: Net,
  ask: (service: string) => Promise<SrvAnswer>,
  lose: ReportLoss,
): Promise<Services> {
  const [caldav, carddav, jmap, managesieve] = await Promise.all([
    davOf(net, ask, '_caldavs', 'caldav'),
    davOf(net, ask, '_carddavs', 'carddav'),
    // RFC 8620 §2.2
    ask('_jmap').then(({ records: [first] }) => first && `https://${hostPort(first)}/.well-known/jmap`),
    // RFC 5804 §1.8
    ask('_sieve').then(({ records: [first] }) => first && `sieve+starttls://${first.target}:${first.port}`),
  ]);
  const found = Object.entries({ caldav, carddav, jmap, managesieve }).filter(([, url]) => url !== undefined);
  return soundServices(Object.fromEntries(found), lose, (name) => placeOf(name, domain));
}

const records: Readonly<Record<string, string>> = {
  caldav: '_caldavs._tcp',
  carddav: '_carddavs._tcp',
  jmap: '_jmap._tcp',
  managesieve: '_sieve._tcp',
};

const placeOf = (name: string, domain: Domain): string => `SRV ${records[name] ?? name}.${domain}`;

/** RFC 6764 §4 to §6: the path is in a TXT record at the same name, or else the well-known one. */
async function davOf(
  net: Net,
  ask: (service: string) => Promise<SrvAnswer>,
  service: string,
  kind: 'caldav' | 'carddav',
): Promise<string | undefined> {
  const { name, records: found } = await ask(service);
  const [first] = found;
  if (!first) return undefined;
  const texts = await net.resolve(name, 'TXT', { limitMilliseconds: dnsMilliseconds });
  const path = texts.ok
    ? texts.value.map((text) => /^path=(\/.*)$/.exec(text)?.[1]).find(Boolean)
    : undefined;
  return `https://${hostPort(first)}${path ?? `/.well-known/${kind}`}`;
}

const hostPort = ({ target, port }: { readonly target: string; readonly port: number }): string =>
  port === 443 ? target : `${target}:${port}`;
