/** Reloads that overlap: the newest configuration is the one in use afterwards, and nothing stays open. */

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { storeRuntimeOf } from '../../../src/cli/shared/cache-runtime.ts';
import { reloader } from '../../../src/cli/start/reload.ts';
import type { ServerState } from '../../../src/cli/start/server-state.ts';
import { errorBoundary } from '../../../src/runtime/node/error-boundary.ts';
import { listen } from '../../../src/runtime/node/server.ts';
import { openNodeStore } from '../../../src/runtime/node/stores.ts';
import { openSharedStores, type SharedOpened } from '../../../src/runtime/shared-stores.ts';
import { configOf } from '../../support/world.ts';

const open = (domain: string, before?: SharedOpened): Promise<SharedOpened> => {
  const config = configOf({ domains: { [domain]: 'ovh.net' } });
  return openSharedStores(
    config,
    openNodeStore,
    storeRuntimeOf(() => {}),
    before,
  );
};

/** A server, and a document that changes between reloads, each of which takes its own time to open it. */
async function scene(...milliseconds: readonly number[]) {
  const opened = await open('first.example');
  const listening = await listen(opened.config, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => listening.close());
  const running: ServerState = {
    ...{ listening, opened, certificates: () => [], configuredAt: new Date() },
    ...{ reloads: { taken: 0, refused: 0 }, shuttingDown: false },
  };
  const document = { domain: 'first.example' };
  let opening = 0;
  const closed: string[] = [];
  const bugs: string[] = [];
  const reload = reloader(running, {
    async open(before) {
      const { domain } = document;
      await sleep(milliseconds[opening++] ?? 0);
      if (domain === 'broken') throw new Error('broken');
      if (domain === 'wrong') return 'this is wrong';
      const next = await open(domain, before);
      return {
        ...next,
        async close() {
          closed.push(domain);
          await next.close();
        },
      };
    },
    boundary: errorBoundary({ report: () => {}, bug: (place) => void bugs.push(place) }),
    announce: ({ summary }) => summary,
  });
  const changeTo = (domain: string): Promise<void> => {
    document.domain = domain;
    return reload();
  };
  const statusFor = async (domain: string): Promise<number> =>
    (await fetch(`${listening.url}/mail/config-v1.1.xml?emailaddress=jo@${domain}`)).status;
  return { running, changeTo, statusFor, closed, opened: () => opening };
}

describe('two reloads that overlap', () => {
  test('end in the newer configuration when the older one takes longer to open', async () => {
    const { running, changeTo, statusFor } = await scene(50, 0);
    const older = changeTo('older.example');
    await sleep(0);
    await Promise.all([older, changeTo('newer.example')]);
    expect(running.reloads).toEqual({ taken: 2, refused: 0 });
    expect(await statusFor('newer.example')).toBe(200);
    expect(await statusFor('older.example')).toBe(404);
  });

  test('are followed by one reload for all changes that come meanwhile', async () => {
    const { changeTo, statusFor, opened } = await scene(20);
    const reloads = [changeTo('a.example')];
    await sleep(0);
    reloads.push(changeTo('b.example'), changeTo('c.example'), changeTo('d.example'));
    await Promise.all(reloads);
    expect(opened()).toBe(2);
    expect(await statusFor('d.example')).toBe(200);
  });

  test.each(['wrong', 'broken'])('do not depend on each other when the older one is %s', async (older) => {
    const { changeTo, statusFor } = await scene(20);
    const first = changeTo(older).catch(() => 'failed');
    await sleep(0);
    await Promise.all([first, changeTo('newer.example')]);
    expect(await statusFor('newer.example')).toBe(200);
  });
});

test('a reload that overlaps with the end of the server closes what it has opened', async () => {
  const { running, changeTo, closed, statusFor } = await scene(20);
  const reload = changeTo('late.example');
  running.shuttingDown = true;
  await reload;
  expect(closed).toEqual(['late.example']);
  expect(await statusFor('first.example')).toBe(200);
});
