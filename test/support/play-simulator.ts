/** Plays one client in a world that is written down. */

import { createHash } from 'node:crypto';
import { askedOf } from '../../src/check/check.ts';
import type { ClientReport } from '../../src/check/report.ts';
import { players } from '../../src/check/simulators/index.ts';
import { conclude } from '../../src/check/verdict.ts';
import { type Network, network, type World } from './check-network.ts';

export interface Played {
  readonly report: ClientReport;
  readonly network: Network;
}

export async function play(id: string, world: World, subject = 'jo@example.org'): Promise<Played> {
  const player = players.find((one) => one.id === id);
  const asked = askedOf(subject);
  if (!player || !asked.ok) throw new Error(`${id} and ${subject} cannot be played`);
  const stage = network(world);
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
  const attempt = await player.search(asked.value)({ net: stage.net, asked: asked.value, md5 });
  const { domain } = asked.value;
  const report = conclude(player, attempt, { domain, target: 'facteur.example.net', settings: undefined });
  return { report, network: stage };
}
