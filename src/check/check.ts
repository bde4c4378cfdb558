/** Checks one domain with every simulator; each one runs on its own and shares nothing with the others. */

import type { Attempt, LookupContext, MeantLogins } from './attempt.ts';
import { concurrentMap } from './concurrent-map.ts';
import { loginFlaws } from './meant-login.ts';
import type { Net } from './net.ts';
import type { ClientReport, Finding, Report, Settings } from './report.ts';
import type { Simulator } from './simulator.ts';
import type { Subject } from './subject.ts';
import { toClientReport } from './verdict.ts';

export interface CheckOptions {
  readonly simulators: readonly Simulator[];
  /** The host name of facteur, for the advised records. */
  readonly target: string | undefined;
  readonly md5: (text: string) => string;
  readonly nowMilliseconds: () => number;
  /** Called for each client in the order of `simulators`, as soon as its report is ready. */
  readonly onClient?: (report: ClientReport) => void;
  /** Called for each client that is done, in any order. */
  readonly onClientDone?: () => void;
  /** Checks records, certificates and mail servers; without it only the clients are simulated. */
  readonly findGroundTruth?: (
    net: Net,
    subject: Subject,
    clients: readonly ClientReport[],
  ) => Promise<readonly Finding[]>;
}

/** A server that gets the requests of all clients at the same moment might take them for an attack. */
const simulatorConcurrency = 4;

/** @param text the subject as the user wrote it */
export async function check(
  text: string,
  subject: Subject,
  net: Net,
  options: CheckOptions,
): Promise<Report> {
  const began = options.nowMilliseconds();
  const { domain, address } = subject;
  const context: LookupContext = { net, subject, md5: options.md5 };
  const clients: ClientReport[] = [];
  let settings: Settings | undefined;
  let meant: MeantLogins | undefined;
  const simulate = async (simulator: Simulator) => {
    const attempt = await simulator.lookup(subject)(context);
    options.onClientDone?.();
    return { simulator, attempt };
  };
  for await (const { simulator, attempt } of concurrentMap(
    options.simulators,
    simulatorConcurrency,
    simulate,
  )) {
    // The advice to publish SRV records uses the settings that earlier clients found, so the clients of SRV records come last.
    if (attempt.result.kind === 'settings') {
      settings ??= attempt.result.settings;
      meant ??= attempt.result.meant;
    }
    const compared = withLoginFlaws(attempt, meant);
    const report = toClientReport(simulator, compared, { domain, target: options.target, settings });
    clients.push(report);
    options.onClient?.(report);
  }
  const truth = (await options.findGroundTruth?.(net, subject, clients)) ?? [];
  const milliseconds = Math.round(options.nowMilliseconds() - began);
  return { subject: text, domain, address, clients, truth, milliseconds };
}

/** SRV records and PACC have no word for a user name, so their clients log in with the address. */
function withLoginFlaws(attempt: Attempt, meant: MeantLogins | undefined): Attempt {
  const { result } = attempt;
  if (!meant || result.kind !== 'settings' || !(result.found.by === 'srv' || result.found.by === 'pacc')) {
    return attempt;
  }
  const flaws = [...result.flaws, ...loginFlaws(result.settings, meant, result.found.where)];
  return { ...attempt, result: { ...result, flaws } };
}

/** @returns whether the operator has nothing to do */
export const passes = ({ clients, truth }: Report): boolean =>
  clients.every(({ verdict }) => verdict === 'works' || verdict === 'asks-nobody') &&
  truth.every(({ severity }) => severity === 'ok');
