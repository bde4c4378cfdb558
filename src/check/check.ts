/** One domain, all clients: each is played on its own, as if it were alone in the world. */

import { type Address, type Domain, parseAddress, parseDomain } from '../model/address.ts';
import { ok, type Result, refuse } from '../model/result.ts';
import type { Stage } from './attempt.ts';
import { inOrder } from './concurrent-map.ts';
import type { Net } from './net.ts';
import type { ClientReport, Finding, Report, Settings } from './report.ts';
import type { Player } from './simulator.ts';
import type { Asked } from './subject.ts';
import { conclude } from './verdict.ts';

export interface CheckOptions {
  readonly players: readonly Player[];
  /** The name that facteur answers under, for the records that are advised. */
  readonly target: string | undefined;
  readonly md5: (text: string) => string;
  readonly nowMilliseconds: () => number;
  /** Hears of each client as soon as it is done, in the order of the players. */
  readonly onClient?: (report: ClientReport) => void;
  /** Hears of each client that has come to an end, in whatever order. */
  readonly onPlayed?: () => void;
  /** What is really there, of what the clients have been told and besides; nobody looks without it. */
  readonly truth?: (net: Net, asked: Asked, clients: readonly ClientReport[]) => Promise<readonly Finding[]>;
}

/** Servers that are asked by all of them in one moment might take it for an attack. */
const playersAtATime = 4;

/** Of a domain alone, the local part has to be invented; no answer may depend on it. */
const inventedLocalPart = 'jo';

/** @returns what is asked about; nothing when the text is neither an address nor a domain */
export function askedOf(text: string): Result<Asked, 'malformed'> {
  if (text.includes('@')) {
    const address = parseAddress(text);
    return address.ok ? ok(ofAddress(address.value)) : refuse('malformed');
  }
  const domain = parseDomain(text.trim());
  return domain.ok && domain.value.includes('.') ? ok(ofDomain(domain.value)) : refuse('malformed');
}

const ofAddress = ({ text, localPart, domain }: Address): Asked => ({ address: text, localPart, domain });
const ofDomain = (domain: Domain): Asked => ({
  address: `${inventedLocalPart}@${domain}`,
  localPart: inventedLocalPart,
  domain,
});

export async function check(subject: string, asked: Asked, net: Net, options: CheckOptions): Promise<Report> {
  const began = options.nowMilliseconds();
  const { domain, address } = asked;
  const stage: Stage = { net, asked, md5: options.md5 };
  const clients: ClientReport[] = [];
  let settings: Settings | undefined;
  const play = async (player: Player) => {
    const attempt = await player.search(asked)(stage);
    options.onPlayed?.();
    return { player, attempt };
  };
  for await (const { player, attempt } of inOrder(options.players, playersAtATime, play)) {
    // Records are advised by what others have found, so those who look for records come last.
    if (attempt.end.kind === 'settings') settings ??= attempt.end.settings;
    const report = conclude(player, attempt, { domain, target: options.target, settings });
    clients.push(report);
    options.onClient?.(report);
  }
  const truth = (await options.truth?.(net, asked, clients)) ?? [];
  const milliseconds = Math.round(options.nowMilliseconds() - began);
  return { subject, domain, address, clients, truth, milliseconds };
}

/** @returns whether there is anything to do */
export const isFine = ({ clients, truth }: Report): boolean =>
  clients.every(({ verdict }) => verdict === 'works' || verdict === 'asks-nobody') &&
  truth.every(({ severity }) => severity === 'ok');
