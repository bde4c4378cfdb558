/**
 * The actual state of records, certificates and mail servers, compared with what is published. The probes run in
 * parallel; the findings have a fixed order.
 */

import { concurrentMap } from '../concurrent-map.ts';
import type { Net } from '../net.ts';
import { probeDns } from '../probes/dns.ts';
import { type MailServerProbe, probeMailServer } from '../probes/mail-server.ts';
import type { Finding } from '../report.ts';
import { isNeeded } from './dns/config-hosts.ts';
import { hasAddress } from './dns/host-facts.ts';
import { dnsFindings } from './dns/index.ts';
import { hasValidCertificate, httpsHostFindings, probeHttpsHost } from './https-host.ts';
import { mailServerFindings } from './mail/server.ts';
import type { Published, PublishedServer } from './published-servers.ts';

export interface Clocks {
  /** For the expiry of certificates. */
  readonly now: () => Date;
  /** A monotonic clock. */
  readonly nowMilliseconds: () => number;
}

/** Documents name one or two servers per protocol; a hostile one could name hundreds. */
const serverLimit = 12;
const serverConcurrency = 4;

/** @param domain in lower-case A-labels */
export async function* groundTruth(
  domain: string,
  published: Published,
  net: Net,
  { now, nowMilliseconds }: Clocks,
): AsyncIterable<Finding> {
  const servers = published.servers.slice(0, serverLimit);
  const [{ dns, web }, mail] = await Promise.all([
    probeDomain(domain, published, net),
    probeMailServers(servers, net, nowMilliseconds),
  ]);
  const certified = web.filter(hasValidCertificate).map(({ host }) => host.name);
  const findings = [
    ...dnsFindings(dns, published, certified),
    ...web.flatMap((probe) => httpsHostFindings(probe, now())),
    ...[...mail].flatMap(([server, probe]) => mailServerFindings(server, probe, now())),
  ];
  // Clients may read two servers at the same port; both give the same findings.
  yield* new Map(findings.map((one) => [`${one.about} ${one.what}`, one])).values();
}

async function probeDomain(domain: string, published: Published, net: Net) {
  const dns = await probeDns(domain, published, net);
  const hosts = dns.hosts
    .filter((one) => hasAddress(one.host) && isNeeded(one, dns))
    .map(({ host: { name } }) => ({ name, needed: true }));
  const all = [...hosts, { name: domain, needed: false }];
  return { dns, web: await Promise.all(all.map((host) => probeHttpsHost(host, net))) };
}

async function probeMailServers(
  servers: readonly PublishedServer[],
  net: Net,
  nowMilliseconds: () => number,
): Promise<ReadonlyMap<PublishedServer, MailServerProbe>> {
  const probes = new Map<PublishedServer, MailServerProbe>();
  const probeOne = async (server: PublishedServer) =>
    [server, await probeMailServer(server, net, nowMilliseconds)] as const;
  for await (const [server, one] of concurrentMap(servers, serverConcurrency, probeOne))
    probes.set(server, one);
  return probes;
}
