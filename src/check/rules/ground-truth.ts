/**
 * What is really there, whatever clients make of it: records, certificates and mail servers, each against what is
 * published. Everything is looked at side by side, and told in one order.
 */

import { inOrder } from '../concurrent-map.ts';
import type { Net } from '../net.ts';
import { lookAtDns } from '../probes/dns.ts';
import { lookAtMailServer, type MailSeen } from '../probes/mail-server.ts';
import type { Finding } from '../report.ts';
import { isNeeded } from './dns/config-hosts.ts';
import { has } from './dns/host-facts.ts';
import { dnsFindings } from './dns/index.ts';
import { isSound, lookAtWebHost, webFindings } from './https-host.ts';
import { mailFindings } from './mail/server.ts';
import type { Published, PublishedServer } from './published-servers.ts';

export interface Clocks {
  /** Against which certificates expire. */
  readonly now: () => Date;
  /** One that only goes forwards. */
  readonly nowMilliseconds: () => number;
}

/** A document names one or two for each protocol; who names hundreds is not to send us to all of them. */
const serverLimit = 12;
const serversAtATime = 4;

/** @param domain in lower-case A-labels */
export async function* groundTruth(
  domain: string,
  published: Published,
  net: Net,
  { now, nowMilliseconds }: Clocks,
): AsyncIterable<Finding> {
  const servers = published.servers.slice(0, serverLimit);
  const [{ dns, web }, mail] = await Promise.all([
    lookAtDomain(domain, published, net),
    lookAtMailServers(servers, net, nowMilliseconds),
  ]);
  const certified = web.filter(isSound).map(({ host }) => host.name);
  const findings = [
    ...dnsFindings(dns, published, certified),
    ...web.flatMap((seen) => webFindings(seen, now())),
    ...[...mail].flatMap(([server, seen]) => mailFindings(server, seen, now())),
  ];
  // Two servers at one port, as clients have understood it, fail in the same way.
  yield* new Map(findings.map((one) => [`${one.about} ${one.what}`, one])).values();
}

async function lookAtDomain(domain: string, published: Published, net: Net) {
  const dns = await lookAtDns(domain, published, net);
  const hosts = dns.hosts
    .filter((one) => has(one.host) && isNeeded(one, dns))
    .map(({ host: { name } }) => ({ name, needed: true }));
  const all = [...hosts, { name: domain, needed: false }];
  return { dns, web: await Promise.all(all.map((host) => lookAtWebHost(host, net))) };
}

async function lookAtMailServers(
  servers: readonly PublishedServer[],
  net: Net,
  nowMilliseconds: () => number,
): Promise<ReadonlyMap<PublishedServer, MailSeen>> {
  const seen = new Map<PublishedServer, MailSeen>();
  const look = async (server: PublishedServer) =>
    [server, await lookAtMailServer(server, net, nowMilliseconds)] as const;
  for await (const [server, one] of inOrder(servers, serversAtATime, look)) seen.set(server, one);
  return seen;
}
