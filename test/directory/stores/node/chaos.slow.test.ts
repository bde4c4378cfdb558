/**
 * PostgreSQL is killed under load and comes back. No answer has another domain's settings, and
 * a cached domain is answered until its stale entry expires.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeRuntime } from '../../../../src/cli/shared/cache-runtime.ts';
import { listen, type RunningServer } from '../../../../src/runtime/node/server.ts';
import { openNodeStore } from '../../../../src/runtime/node/stores.ts';
import { openStores } from '../../../../src/runtime/open-stores.ts';
import { until } from '../../../support/cli/program.ts';
import { type DatabaseServer, postgresServers } from '../../../support/servers/database-servers.ts';
import { configOf } from '../../../support/world.ts';

const domains = Array.from({ length: 200 }, (_, at) => `customer${at}.example`);
const askers = 8;

const { make, debianPackage } = postgresServers;
const title = 'PostgreSQL, killed under load';

describe.skipIf(!make)(make ? title : `${title}, which is not here: apt-get install ${debianPackage}`, () => {
  let server: DatabaseServer;
  let facteur: RunningServer;
  let close: () => Promise<void>;

  beforeAll(async () => {
    if (!make) return;
    server = await make();
    await server.start();
    await server.run('CREATE TABLE public.customers (domain TEXT PRIMARY KEY, provider TEXT, imap TEXT)');
    // Each domain has a host of its own, so that an answer for another one shows.
    const rows = domains.map((domain) => `('${domain}', 'ovh.net', 'imap.${domain}')`);
    await server.run(`INSERT INTO public.customers VALUES ${rows.join()}`);
    const config = configOf({
      directories: [
        {
          postgres: {
            url: server.url,
            query: 'SELECT provider, imap FROM public.customers WHERE domain = $1',
          },
        },
      ],
      // So short that every answer but the first needs the store, or the memory of it.
      cache: { foundSeconds: 0.2, staleSeconds: 60 },
    });
    const opened = await openStores(config, openNodeStore, { ...storeRuntime, log: () => {} });
    close = opened.close;
    facteur = await listen(opened.config, { host: '127.0.0.1', port: 0 });
  }, 30_000);

  afterAll(async () => {
    await facteur?.close();
    await close?.();
    await server?.remove();
  });

  async function ask(domain: string): Promise<'right' | 'wrong' | 'lost'> {
    const response = await fetch(`${facteur.url}/mail/config-v1.1.xml?emailaddress=jo@${domain}`);
    const body = await response.text();
    if (response.status === 503) return 'lost';
    return response.status === 200 && body.includes(`<hostname>imap.${domain}</hostname>`)
      ? 'right'
      : 'wrong';
  }

  test('leaves every answer right', async () => {
    for (const domain of domains) expect(await ask(domain)).toBe('right');
    const counts = { right: 0, wrong: 0, lost: 0 };
    let over = false;
    const asking = Array.from({ length: askers }, async (_, asker) => {
      for (let turn = asker; !over; turn += askers) counts[await ask(domains[turn % domains.length] ?? '')]++;
    });

    /** However fast the machine is, each phase sees so many answers. */
    const answered = async (more: number): Promise<void> => {
      const goal = counts.right + more;
      await until(() => counts.right >= goal || counts.wrong + counts.lost > 0);
    };
    await answered(2 * domains.length);
    await server.kill();
    await Promise.all([answered(2 * domains.length), sleep(3000)]);
    await server.start();
    await answered(2 * domains.length);
    over = true;
    await Promise.all(asking);

    console.info(`PostgreSQL was away for 3 s: ${JSON.stringify(counts)}`);
    expect(counts).toEqual({ right: expect.any(Number), wrong: 0, lost: 0 });
    expect(await ask('stranger.example')).toBe('wrong');
  });
});
