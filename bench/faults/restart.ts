/** Shutdown and changes under load: SIGTERM, a rolling restart, a configuration that is rewritten repeatedly. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Facteur, start, until, withFolder } from './facteur.ts';
import type { Outcome } from './faults.ts';
import { load, type Tally } from './load.ts';

const clients = 16;

/** Two processes behind a load balancer: one of them is always ready while both are replaced. */
export const rollingRestart = (): Promise<Outcome> =>
  withFolder(
    { 'facteur.yaml': 'domains: { "*": ovh.net }\nlimits: { drainSeconds: 1 }\n' },
    async (folder) => {
      const environment = { FACTEUR_CONFIG: join(folder, 'facteur.yaml') };
      const running: (Facteur | undefined)[] = [await start(environment), await start(environment)];
      const ready = new Set(running.flatMap((one) => one ?? []));
      let watching = true;
      const watch = (async () => {
        while (watching) {
          for (const one of running) {
            if (!one) continue;
            const answer = await fetch(`${one.inside}/readyz`).catch(() => undefined);
            if (answer?.ok) ready.add(one);
            else ready.delete(one);
          }
          await sleep(50);
        }
      })();
      let turn = 0;
      const asking = load(() => [...ready][turn++ % Math.max(1, ready.size)]?.url, clients);
      let restarts = 0;
      for (let round = 0; round < 3; round++) {
        for (const at of [0, 1]) {
          await sleep(500);
          const before = running[at];
          await before?.stop();
          if (before) ready.delete(before);
          const next = await start(environment);
          running[at] = next;
          await until(() => ready.has(next) || undefined);
          restarts++;
        }
      }
      const tally = await asking.stop();
      watching = false;
      await watch;
      for (const one of running) await one?.stop();
      return outcomeOf(tally, `${restarts} restarts`);
    },
  );

/** SIGTERM to one process: requests in progress are answered. */
export async function terminated(): Promise<Outcome> {
  const total: Tally = { right: 0, wrong: 0, lost: 0, first: undefined };
  const codes: (number | null)[] = [];
  const times = 5;
  for (let round = 0; round < times; round++) {
    const facteur = await start();
    let open = true;
    const asking = load(() => (open ? facteur.url : undefined), clients);
    await sleep(500);
    // Later requests are refused: only those in progress count.
    open = false;
    const [code, tally] = await Promise.all([facteur.stop(), asking.stop()]);
    codes.push(code);
    total.right += tally.right;
    total.wrong += tally.wrong;
    total.lost += tally.lost;
    total.first ??= tally.first;
  }
  const outcome = outcomeOf(total, `${times} times SIGTERM, exit codes ${codes.join(' ')}`);
  return { ...outcome, good: outcome.good && codes.every((code) => code === 0) };
}

/** A configuration that changes, right and wrong, while requests come in. */
export const reloaded = (): Promise<Outcome> =>
  withFolder({ 'facteur.yaml': 'domains: { "*": ovh.net }\n' }, async (folder) => {
    const file = join(folder, 'facteur.yaml');
    const facteur = await start({ FACTEUR_CONFIG: file });
    const asking = load(() => facteur.url, clients);
    const times = 20;
    for (let round = 0; round < times; round++) {
      await sleep(300);
      writeFileSync(
        file,
        round % 3 === 2 ? 'domains: [' : `domains: { "*": ovh.net, a${round}.example: ovh.net }\n`,
      );
    }
    await sleep(500);
    const tally = await asking.stop();
    await facteur.stop();
    const read = facteur.said().match(/^Reloaded /gm)?.length ?? 0;
    const refused = facteur.said().match(/The configuration in use stays\./g)?.length ?? 0;
    const outcome = outcomeOf(tally, `${times} files, ${read} taken, ${refused} refused`);
    return { ...outcome, good: outcome.good && read > 0 && refused > 0 };
  });

export const outcomeOf = ({ right, wrong, lost, first }: Tally, how: string): Outcome => ({
  good: right > 0 && wrong === 0 && lost === 0,
  figures: `${how}: ${right.toLocaleString('en')} right, ${wrong} wrong, ${lost} lost`,
  trouble: first === undefined ? [] : [first],
});
