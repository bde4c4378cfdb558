/** Runs all rules: consistency of the sources, records, certificates and mail servers. */

import type { Net } from '../net.ts';
import type { ClientReport, Finding } from '../report.ts';
import type { Subject } from '../subject.ts';
import { consistencyFindings } from './consistency.ts';
import { type Clocks, groundTruth } from './ground-truth.ts';
import { foundServers } from './published-servers.ts';

/** @param target the host name of facteur, if known */
export const groundTruthFinder =
  (target: string | undefined, clocks: Clocks) =>
  async (net: Net, { domain }: Subject, clients: readonly ClientReport[]): Promise<readonly Finding[]> => {
    const findings = [...consistencyFindings(domain, clients)];
    const published = { servers: foundServers(clients), target };
    for await (const finding of groundTruth(domain, published, net, clocks)) findings.push(finding);
    return findings;
  };
