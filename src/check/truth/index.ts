/** The truth beside what clients have found, as a check asks for it. */

import type { Asked } from '../asked.ts';
import type { Net } from '../net.ts';
import type { ClientReport, Finding } from '../report.ts';
import { agreementFindings } from './agreement.ts';
import { type Clocks, groundTruth } from './ground-truth.ts';
import { serversFound } from './published.ts';

/** @param target the name that facteur answers under, if anybody said */
export const truthFor =
  (target: string | undefined, clocks: Clocks) =>
  async (net: Net, { domain }: Asked, clients: readonly ClientReport[]): Promise<readonly Finding[]> => {
    const findings = [...agreementFindings(domain, clients)];
    const published = { servers: serversFound(clients), target };
    for await (const finding of groundTruth(domain, published, net, clocks)) findings.push(finding);
    return findings;
  };
