/** The truth beside what clients have found, as a check asks for it. */

import type { Net } from '../net.ts';
import type { ClientReport, Finding } from '../report.ts';
import type { Asked } from '../subject.ts';
import { agreementFindings } from './consistency.ts';
import { type Clocks, groundTruth } from './ground-truth.ts';
import { serversFound } from './published-servers.ts';

/** @param target the name that facteur answers under, if anybody said */
export const truthFor =
  (target: string | undefined, clocks: Clocks) =>
  async (net: Net, { domain }: Asked, clients: readonly ClientReport[]): Promise<readonly Finding[]> => {
    const findings = [...agreementFindings(domain, clients)];
    const published = { servers: serversFound(clients), target };
    for await (const finding of groundTruth(domain, published, net, clocks)) findings.push(finding);
    return findings;
  };
