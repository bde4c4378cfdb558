/** Runs one simulator against a network fixture. */

import { createHash } from 'node:crypto';
import type { ClientReport } from '../../src/check/report.ts';
import { simulators } from '../../src/check/simulators/index.ts';
import { parseSubject } from '../../src/check/subject.ts';
import { toClientReport } from '../../src/check/verdict.ts';
import { type Network, type NetworkFixture, network } from './check-network.ts';

interface Simulation {
  readonly report: ClientReport;
  readonly network: Network;
}

export async function simulate(
  id: string,
  fixture: NetworkFixture,
  address = 'jo@example.org',
): Promise<Simulation> {
  const simulator = simulators.find((one) => one.id === id);
  const subject = parseSubject(address);
  if (!simulator || !subject.ok) throw new Error(`cannot simulate ${id} with ${address}`);
  const simulated = network(fixture);
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
  const attempt = await simulator.lookup(subject.value)({ net: simulated.net, subject: subject.value, md5 });
  const { domain } = subject.value;
  const report = toClientReport(simulator, attempt, {
    domain,
    target: 'facteur.example.net',
    settings: undefined,
  });
  return { report, network: simulated };
}
