/** Memory after a million requests, a full disk, and a clock that jumps. */

import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { root, start, withFolder } from './facteur.ts';
import type { Outcome } from './faults.ts';
import { load } from './load.ts';
import { outcomeOf } from './restart.ts';

const requests = Number(process.env['REQUESTS'] ?? 1_000_000);
/** The fraction that the second half may add to the memory after the first. */
const growthAllowed = 1.1;

export async function memory(progress: (done: number, of: number) => void): Promise<Outcome> {
  const facteur = await start();
  const resident: number[] = [];
  const asking = load(() => facteur.url, 32, requests);
  let half = 0;
  const done = asking.stop().then(() => true);
  while (!(await Promise.race([done, sleep(500).then(() => false)]))) {
    const { right } = asking.tally;
    progress(right, requests);
    if (right >= requests / 2) half ||= facteur.residentMegabytes();
    resident.push(facteur.residentMegabytes());
  }
  const end = facteur.residentMegabytes();
  await facteur.stop();
  const outcome = outcomeOf(asking.tally, `${requests.toLocaleString('en')} requests`);
  return {
    ...outcome,
    good: outcome.good && end <= half * growthAllowed,
    figures: `${outcome.figures}; ${half.toFixed(0)} MB after half of them, ${end.toFixed(0)} MB after all, ${Math.max(...resident).toFixed(0)} MB at most`,
  };
}

/** The log goes to a file system that is full, and the table of domains is on it. */
export const diskFull = (): Promise<Outcome> =>
  withFolder({}, async (folder) => {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      return { good: undefined, figures: 'not measured: only root can make a small disk', trouble: [] };
    }
    try {
      const store = join(disk, 'domains.db');
      const domains = (...args: readonly string[]) => facteurDomains([...args, '--store', store]);
      const first = domains('add', 'example.org', '--provider', 'ovh.net');
      const many = Array.from({ length: 20_000 }, (_, at) => `a${at}.example,ovh.net\n`).join('');
      writeFileSync(join(folder, 'many.csv'), `domain,provider\n${many}`);
      const tooMany = domains('import', join(folder, 'many.csv'));
      const kept = domains('list');
      writeFileSync(join(folder, 'facteur.yaml'), `directories: [{ sqlite: { file: ${store} } }]\n`);
      const log = openSync(join(disk, 'log'), 'w');
      const facteur = await start(
        { FACTEUR_CONFIG: join(folder, 'facteur.yaml'), FACTEUR_LOG: 'requests', PORT: '18080' },
        log,
      );
      closeSync(log);
      const asking = load(() => facteur.url, 8, 20_000);
      const tally = await asking.stop();
      const written = statSync(join(disk, 'log')).size;
      const alive = facteur.child.exitCode === null;
      await facteur.stop();
      const outcome = outcomeOf(tally, `log on a full disk (${Math.round(written / 1000)} KB fit)`);
      return {
        ...outcome,
        good:
          outcome.good && alive && first.code === 0 && tooMany.code === 2 && kept.out.includes('example.org'),
        figures: `${outcome.figures}; an import that does not fit: code ${tooMany.code}, the table as it was`,
        trouble: [...outcome.trouble, ...(tooMany.code === 2 ? [] : [tooMany.err])],
      };
    } finally {
      execFileSync('umount', [disk]);
    }
  });

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function facteurDomains(args: readonly string[]): Ended {
  try {
    const out = execFileSync(process.execPath, ['src/cli/facteur.ts', 'domains', ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return { code: 0, out, err: '' };
  } catch (error) {
    if (!(error instanceof Error && 'status' in error && 'stderr' in error)) throw error;
    return { code: Number(error.status), out: '', err: String(error.stderr) };
  }
}

const libfaketime = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';

/** The wall clock jumps ten years ahead and twenty back; the monotonic clock goes on. */
export const clockJumps = (): Promise<Outcome> =>
  withFolder({ time: '+0\n' }, async (folder) => {
    if (!existsSync(libfaketime)) {
      return { good: undefined, figures: 'not measured: apt-get install libfaketime', trouble: [] };
    }
    const time = join(folder, 'time');
    const facteur = await start({
      LD_PRELOAD: libfaketime,
      FAKETIME_TIMESTAMP_FILE: time,
      FAKETIME_NO_CACHE: '1',
      DONT_FAKE_MONOTONIC: '1',
    });
    const asking = load(() => facteur.url, 8);
    const seen = new Set<string>();
    const jumps = ['+3650d', '-3650d', '+0', '-1h', '+1h', '+0'];
    for (const jump of jumps) {
      writeFileSync(time, `${jump}\n`);
      // Node writes the same date for a second.
      await sleep(1200);
      const date = (await fetch(`${facteur.url}/healthz`)).headers.get('date');
      if (date) seen.add(date.slice(12, 16));
    }
    const tally = await asking.stop();
    await facteur.stop();
    const outcome = outcomeOf(
      tally,
      `${jumps.length} jumps, in the years ${[...seen].toSorted().join(', ')}`,
    );
    return { ...outcome, good: outcome.good && seen.size > 1 };
  });
