/** Stores that fail, and files that are replaced, under load: a service that is down, a SQLite file that is replaced. */

import { once } from 'node:events';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { editSqlite } from '../../src/directory/stores/node/sqlite-editor.ts';
import { parseDomain } from '../../src/model/address.ts';
import { type Facteur, start, until, withFolder } from './facteur.ts';
import type { Outcome } from './faults.ts';
import { load } from './load.ts';
import { outcomeOf } from './restart.ts';

const clients = 8;
const foundSeconds = 0.5;

/** A store that is overloaded, rejects the token, and is silent, with a reload in each state. */
export const storeDown = (): Promise<Outcome> =>
  withFolder({}, async (folder) => {
    let state: number | 'silent' = 200;
    const store = createServer((_, answer) => {
      if (state === 'silent') return;
      answer.statusCode = state;
      answer.end(state === 200 ? '"ovh.net"' : '');
    }).listen(0, '127.0.0.1');
    await once(store, 'listening');
    const bound = store.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    const file = join(folder, 'facteur.yaml');
    const write = (version: string): void =>
      writeFileSync(
        file,
        `# ${version}
directories: [{ http: { url: 'http://127.0.0.1:${port}/%EMAILDOMAIN%', token: wrong } }]
cache: { foundSeconds: ${foundSeconds} }
`,
      );
    write('first');
    const facteur = await start({ FACTEUR_CONFIG: file });
    const trouble: string[] = [];
    try {
      const asking = load(() => facteur.url, clients);
      await sleep(1000);
      for (const [next, word] of [
        [503, 'overloaded'],
        [401, 'credentials'],
        ['silent', 'timeout'],
      ] as const) {
        state = next;
        await until(async () => (await readyz(facteur)).includes(`http: ${word}: http `));
        write(word);
        await sleep(1500);
      }
      state = 200;
      store.closeAllConnections();
      await until(() => facteur.said().includes('a store is back'));
      const tally = await asking.stop();
      const lines = facteur.said().match(/^\{.*\}$/gm) ?? [];
      const reloads = facteur.said().match(/^Reloaded /gm)?.length ?? 0;
      if (lines.length > 3) trouble.push(`${lines.length} lines of log: ${lines.slice(0, 5).join(' ')}`);
      if (reloads < 3) trouble.push(`${reloads} reloads`);
      if (/example\.org|127\.0\.0\.1:\d+\/|wrong/.test(lines.join())) trouble.push(lines.join('\n'));
      const outcome = outcomeOf(
        tally,
        `down in three ways, ${reloads} reloads, ${lines.length} lines of log`,
      );
      return {
        ...outcome,
        good: outcome.good && trouble.length === 0,
        trouble: [...outcome.trouble, ...trouble],
      };
    } finally {
      await facteur.stop();
      store.closeAllConnections();
      store.close();
    }
  });

/** A SQLite file that is moved over, removed and damaged; and the folder of the configuration, which is replaced. */
export const storeReplaced = (): Promise<Outcome> =>
  withFolder({}, async (folder) => {
    const file = join(folder, 'domains.db');
    const table = (to: string, imap: string): void => {
      const editor = editSqlite(to);
      for (const [name, changes] of [
        ['example.org', {}],
        ['who.example', { imap }],
      ] as const) {
        const domain = parseDomain(name);
        if (domain.ok) editor.put(domain.value, { provider: 'ovh.net', ...changes });
      }
      editor.close();
    };
    const configuration = (name: string): string => {
      const into = join(folder, name);
      mkdirSync(into);
      writeFileSync(
        join(into, 'facteur.yaml'),
        `domains: { ${name}.example: ovh.net }
directories: [{ sqlite: { file: ${file} } }]
cache: { foundSeconds: ${foundSeconds}, unknownSeconds: ${foundSeconds} }
`,
      );
      return into;
    };
    table(file, 'imap.example.net');
    const inUse = configuration('first');
    const facteur = await start({ FACTEUR_CONFIG: join(inUse, 'facteur.yaml') });
    try {
      const asking = load(() => facteur.url, clients);
      let slowest = 0;
      const times = 20;
      for (let round = 0; round < times; round++) {
        const host = `imap${round}.example.net`;
        table(`${file}.new`, host);
        renameSync(`${file}.new`, file);
        const began = performance.now();
        await until(async () => (await hostsOf(facteur, 'who.example')).includes(host));
        slowest = Math.max(slowest, performance.now() - began);
      }
      const back = `${file}.away`;
      renameSync(file, back);
      await until(async () => (await readyz(facteur)).includes('file-missing'));
      writeFileSync(file, 'no database'.repeat(1000));
      await until(async () => (await readyz(facteur)).includes('file-damaged'));
      renameSync(back, file);
      await until(async () => (await readyz(facteur)) === 'ready\n');
      const second = configuration('second');
      renameSync(inUse, `${inUse}.old`);
      renameSync(second, inUse);
      rmSync(`${inUse}.old`, { recursive: true });
      await until(async () => (await hostsOf(facteur, 'second.example')).includes('ssl0.ovh.net'));
      const tally = await asking.stop();
      const seconds = (slowest / 1000).toFixed(2);
      const outcome = outcomeOf(
        tally,
        `${times} files moved over, each noticed within ${seconds} s of ${foundSeconds}; one removed, one damaged, a folder of configuration replaced`,
      );
      // The machine has other things to do too, and the answer takes its time.
      return { ...outcome, good: outcome.good && slowest < foundSeconds * 1000 + 500 };
    } finally {
      await facteur.stop();
    }
  });

const readyz = async ({ inside }: Facteur): Promise<string> => (await fetch(`${inside}/readyz`)).text();

const hostsOf = async ({ url }: Facteur, domain: string): Promise<string> =>
  (await fetch(`${url}/mail/config-v1.1.xml?emailaddress=jo@${domain}`)).text();
