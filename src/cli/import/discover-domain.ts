/**
 * Finds the settings that a domain publishes where clients look: autoconfig and ISPDB in Thunderbird's order, PACC,
 * DNS, and autoconfig of the mail exchanger's domain. The first source with incoming and outgoing servers wins; the
 * others add what it does not have, and every difference is reported.
 */

import { toMxNames } from '../../check/dns-lookup.ts';
import type { Net } from '../../check/net.ts';
import { autoconfigUrl, ispdb, wellKnownUrl } from '../../check/urls.ts';
import { serverUrl } from '../../config/server-url.ts';
import type { Domain } from '../../model/address.ts';
import { importAutoconfigFor } from './autoconfig.ts';
import { importText } from './detect-format.ts';
import { type FetchedDocument, fetchDocument } from './fetch-document.ts';
import type { ImportedConfig, Loss, Origin, Services } from './imported-provider.ts';
import { importSrv } from './srv.ts';

/** Called with the result of each lookup, in words. */
type Hear = (line: string) => void;

/** @returns undefined when the published settings are not enough for an account */
export async function discoverDomain(
  domain: Domain,
  net: Net,
  hear: Hear,
): Promise<ImportedConfig | undefined> {
  const [autoconfig, pacc, srv] = await Promise.all([
    autoconfigOf(domain, net, hear),
    paccOf(domain, net, hear),
    importSrv(domain, net),
  ]);
  hear(`SRV records of ${domain}: ${srv ? 'found' : 'none'}`);
  const own = [autoconfig, pacc, srv].filter((one) => one !== undefined);
  const [best, ...others] = own.some(isWhole)
    ? inOrder(own)
    : inOrder([...(await ofMx(domain, net, hear)), ...own]);
  return best && isWhole(best) ? others.reduce(completed, best) : undefined;
}

/** Whether there are incoming and outgoing servers: half an account is of no use. */
const isWhole = ({ provider: { incoming, outgoing } }: ImportedConfig): boolean =>
  incoming.length > 0 && outgoing.length > 0;

const inOrder = (found: readonly ImportedConfig[]): readonly ImportedConfig[] =>
  found.toSorted((a, b) => Number(isWhole(b)) - Number(isWhole(a)));

/** Thunderbird's order, without http. */
async function autoconfigOf(domain: Domain, net: Net, hear: Hear): Promise<ImportedConfig | undefined> {
  const query = `?emailaddress=${encodeURIComponent(asker(domain))}`;
  return firstFile(
    domain,
    [
      autoconfigUrl('https', domain),
      // Servers such as automx2 answer only requests with an address.
      autoconfigUrl('https', domain, query),
      wellKnownUrl('https', domain),
      ispdb.thunderbird(domain),
    ],
    net,
    hear,
  );
}

/** RFC 5321 §4.5.1: a mailbox that every domain has. */
const asker = (domain: Domain): string => `postmaster@${domain}`;

async function firstFile(
  domain: Domain,
  urls: readonly string[],
  net: Net,
  hear: Hear,
): Promise<ImportedConfig | undefined> {
  const answers = await Promise.all(urls.map((url) => fetchDocument(net, url)));
  let found: ImportedConfig | undefined;
  for (const [at, url] of urls.entries()) {
    const answer = answers[at];
    if (!answer) continue;
    const read = answer.ok ? fileOf(domain, answer.value) : answer;
    hear(`${url}: ${read.ok ? 'found' : read.refusal}`);
    if (read.ok) found ??= read.value;
  }
  return found;
}

/** An answer may repeat the requested address as user name; other users need a placeholder there. */
function fileOf(domain: Domain, { url, text }: FetchedDocument) {
  const plain = text
    .replaceAll(asker(domain), '%EMAILADDRESS%')
    .replaceAll(/(?<=<username>\s*)postmaster(?=\s*<)/g, '%EMAILLOCALPART%');
  const read = importAutoconfigFor(domain, plain, url);
  if (!read.ok || plain === text) return read;
  const loss = { where: url, what: 'contains the requested address: replaced by placeholders' };
  return { ...read, value: { ...read.value, lost: [...read.value.lost, loss] } };
}

/** draft-ietf-mailmaint-pacc-03: no redirects. */
async function paccOf(domain: Domain, net: Net, hear: Hear): Promise<ImportedConfig | undefined> {
  const url = `https://ua-auto-config.${domain}/.well-known/user-agent-configuration.json`;
  const answer = await fetchDocument(net, url, 0);
  const read = answer.ok ? importText(answer.value.text, url, domain) : answer;
  hear(`${url}: ${read.ok ? 'found' : read.refusal}`);
  return read.ok ? read.value : undefined;
}

/** A customer's domain whose mail comes in at a hoster, as draft-ietf-mailmaint-autoconfig-06 §4 has it. */
async function ofMx(domain: Domain, net: Net, hear: Hear): Promise<readonly ImportedConfig[]> {
  const answer = await net.resolve(domain, 'MX');
  const best = answer.ok ? answer.value.toSorted((a, b) => a.priority - b.priority)[0]?.exchange : undefined;
  hear(`MX of ${domain}: ${best || 'none'}`);
  if (!best) return [];
  const { parent, base } = toMxNames(best);
  const places = [parent, base].filter((place) => place !== undefined && place !== domain);
  const urls = places.flatMap((place = '') => [autoconfigUrl('https', place), ispdb.thunderbird(place)]);
  const found = await firstFile(domain, urls, net, hear);
  return found ? [found] : [];
}

/** Adds to the first source what only the second has; differences are reported as losses. */
function completed(first: ImportedConfig, second: ImportedConfig): ImportedConfig {
  const { provider, from } = first;
  const added = Object.entries(second.provider.services).filter(
    ([name]) => !Object.hasOwn(provider.services, name),
  );
  const services: Services = { ...second.provider.services, ...provider.services };
  const pages = provider.documentation.length === 0 ? second.provider.documentation : [];
  const [where = 'elsewhere'] = second.from.map((origin) => origin.where);
  const ownPlace = (name: string): string => second.from.find(({ what }) => what === name)?.where ?? where;
  const origins: readonly Origin[] = [
    ...added.map(([what]) => ({ what, where: ownPlace(what) })),
    ...(pages.length > 0 ? [{ what: 'documentation', where }] : []),
  ];
  return {
    ...first,
    provider: { ...provider, services, documentation: [...provider.documentation, ...pages] },
    from: [...from, ...origins],
    lost: [
      ...first.lost,
      ...second.lost.map((loss) =>
        loss.where.startsWith('SRV ') ? loss : { ...loss, where: `${where} ${loss.where}` },
      ),
      ...differences(first, second, where, ownPlace),
    ],
  };
}

function differences(
  first: ImportedConfig,
  second: ImportedConfig,
  where: string,
  ownPlace: (name: string) => string,
): readonly Loss[] {
  const serversOf = ({ provider: { incoming, outgoing } }: ImportedConfig) =>
    [...incoming, ...outgoing].map(serverUrl);
  const known = serversOf(first);
  const servers = serversOf(second).filter((url) => !known.includes(url));
  const services = Object.entries(second.provider.services).filter(([name, value]) => {
    const had = Object.entries(first.provider.services).find(([key]) => key === name)?.[1];
    return had !== undefined && JSON.stringify(had) !== JSON.stringify(value);
  });
  return [
    ...servers.map((url) => ({ where, what: `left out: ${url} is not in the imported source` })),
    ...services.map(([name, value]) => ({
      where: ownPlace(name),
      what: `left out: another ${name} than the imported one, ${JSON.stringify(value)}`,
    })),
  ];
}
