/**
 * A million hostile requests, over every transport and proxy by which requests reach facteur on Node: none ends the
 * process, gets 500 or an ill-formed response, hangs, or leaves a trace in the log.
 *
 * `HOSTILE` sets the number of requests in each way, `SEED` the random seed, `WAYS` selects some of the ways, and
 * `ONLY=WAY:NUMBER` sends a single request again and shows it.
 */

import process from 'node:process';
import { withFolder } from './facteur.ts';
import type { Outcome } from './faults.ts';
import { runWay } from './hostile/run.ts';
import { materialsIn } from './hostile/server.ts';
import type { Tally } from './hostile/tally.ts';
import { type Way, ways, workerdWays } from './hostile/ways.ts';

const seed = Number(process.env['SEED'] ?? 1);
const [onlyWay, onlyNumber] = (process.env['ONLY'] ?? '').split(':');

const chosenOf = (all: readonly Way[]): readonly Way[] => {
  const named = onlyWay ? [onlyWay] : process.env['WAYS']?.split(',');
  return named === undefined ? all : all.filter(({ name }) => named.includes(name));
};

type Progress = (done: number, of: number) => void;

/** A million in all. */
export const hostile = (progress: Progress): Promise<Outcome> => sentIn(chosenOf(ways), 53_000, progress);

/** A hundred thousand in workerd. */
export const hostileWorkerd = (progress: Progress): Promise<Outcome> =>
  sentIn(chosenOf(workerdWays), 50_000, progress);

const sentIn = (chosen: readonly Way[], usualCount: number, progress: Progress): Promise<Outcome> =>
  withFolder({}, async (folder) => {
    const count = Number(process.env['HOSTILE'] ?? usualCount);
    const materials = materialsIn(folder);
    if (!materials) return { good: undefined, figures: 'not measured: apt-get install openssl', trouble: [] };
    if (chosen.length === 0)
      throw new Error(`no such way; there are ${ways.map(({ name }) => name).join(', ')}`);
    const total = { requests: 0, flaws: 0, ended: 0, tried: 0, statuses: new Map<number, number>() };
    const missing = new Set<string>();
    // Printed way by way, because a million requests take half an hour.
    const row = (...cells: readonly (string | number)[]): void => {
      process.stderr.write(`${process.stderr.isTTY ? '\r\u001b[K' : ''}| ${cells.join(' | ')} |\n`);
    };
    row('Way', 'Requests', 'Answers', 'Dropped', 'Ended', 'Hung', '429', '503', 'Flaws', 'a second');
    row(...Array.from({ length: 10 }, () => '---'));
    const details: string[] = [];
    for (const [at, way] of chosen.entries()) {
      const began = performance.now();
      const tally = await runWay(way, materials, {
        seed,
        count,
        ...(onlyNumber === undefined ? {} : { only: Number(onlyNumber) }),
        progress: (done) => progress(at * count + done, chosen.length * count),
      });
      if (typeof tally === 'string') {
        missing.add(tally);
        row(way.name, tally, ...Array.from({ length: 8 }, () => ''));
        continue;
      }
      const seconds = (performance.now() - began) / 1000;
      total.tried++;
      total.requests += tally.requests;
      total.flaws += tally.flawed;
      total.ended += tally.ended;
      for (const [status, times] of tally.statuses)
        total.statuses.set(status, (total.statuses.get(status) ?? 0) + times);
      row(...figuresOf(way.name, tally), Math.round(tally.requests / seconds));
      details.push(...detailsOf(way.name, tally));
    }
    const statuses = [...total.statuses]
      .toSorted(([one], [other]) => one - other)
      .map(([status, times]) => `${times.toLocaleString('en')} × ${status}`);
    return {
      good: total.tried === 0 ? undefined : total.flaws === 0 && total.ended === 0 && total.requests > 0,
      figures: [
        `${total.requests.toLocaleString('en')} requests in ${total.tried} ways (seed ${seed}): ${total.ended} ended processes, ${total.flaws} flaws`,
        statuses.join(', '),
        ...missing,
      ].join('; '),
      trouble: details,
    };
  });

const figuresOf = (name: string, tally: Tally): (string | number)[] => [
  name,
  tally.requests,
  [...tally.statuses.values()].reduce((sum, times) => sum + times, tally.byProxy),
  tally.dropped,
  tally.ended,
  tally.hung,
  tally.statuses.get(429) ?? 0,
  tally.statuses.get(503) ?? 0,
  tally.flawed,
];

function detailsOf(name: string, { flaws, gaveUp }: Tally): string[] {
  const lines = [...flaws.values()]
    .toSorted((one, other) => other.times - one.times)
    .slice(0, 40)
    .map(({ what, times, numbers }) => {
      const again = numbers.map((number) => `${name}:${number}`).join(' ');
      return `${name}: ${times} × ${what}${again && `; ONLY=${again}`}`;
    });
  return gaveUp ? [`${name}: given up, because the process ended too often`, ...lines] : lines;
}
