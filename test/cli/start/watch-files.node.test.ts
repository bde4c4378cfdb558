/** Which changes of files are noticed, wherever on their path they happen. */

import { once } from 'node:events';
import { mkdirSync, renameSync, rmSync, symlinkSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { watchFiles } from '../../../src/cli/start/watch-files.ts';
import { folder, until } from '../../support/cli/program.ts';

/** A path of two folders and a file, of which each may be replaced. */
function scene(linked: boolean) {
  const root = folder();
  const make = (name: string, text: string): void => {
    mkdirSync(join(root, name, 'inner'), { recursive: true });
    writeFileSync(join(root, name, 'inner', 'a.yaml'), text);
  };
  make(linked ? 'release-1' : 'current', 'one');
  if (linked) symlinkSync('release-1', join(root, 'current'));
  const state = { changes: 0 };
  const stop = watchFiles([join(root, 'current', 'inner', 'a.yaml')], () => void state.changes++);
  onTestFinished(() => void stop());
  const noticed = async (): Promise<void> => {
    await until(() => state.changes > 0);
    state.changes = 0;
  };
  return { root, make, state, noticed };
}

test.each<[what: string, linked: boolean, change: (root: string) => void]>([
  ['the file is written', false, (root) => writeFileSync(join(root, 'current/inner/a.yaml'), 'two')],
  [
    'the folder is replaced',
    false,
    (root) => {
      renameSync(join(root, 'current/inner'), join(root, 'away'));
      renameSync(join(root, 'next/inner'), join(root, 'current/inner'));
    },
  ],
  [
    'the folder above it is replaced',
    false,
    (root) => {
      renameSync(join(root, 'current'), join(root, 'away'));
      renameSync(join(root, 'next'), join(root, 'current'));
    },
  ],
  [
    'a link on its path leads elsewhere',
    true,
    (root) => {
      symlinkSync('next', join(root, 'link'));
      renameSync(join(root, 'link'), join(root, 'current'));
    },
  ],
  [
    'the folder is removed and made again',
    false,
    (root) => {
      rmSync(join(root, 'current'), { recursive: true });
      renameSync(join(root, 'next'), join(root, 'current'));
    },
  ],
])('a change is noticed when %s, and so is the one after it', async (_, linked, change) => {
  const { root, make, noticed } = scene(linked);
  make('next', 'another');
  change(root);
  await noticed();
  writeFileSync(join(root, 'current/inner/a.yaml'), 'a third one');
  await noticed();
});

test('a change is reported once, and nothing without one', async () => {
  const { root, state, noticed } = scene(false);
  writeFileSync(join(root, 'current/inner/a.yaml'), 'two');
  await noticed();
  // Longer than it takes to look at the file twice.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect(state.changes).toBe(0);
});

test('a watcher that is closed before it has reported a change returns so', async () => {
  const root = folder({ 'a.yaml': 'one' });
  const state = { changes: 0 };
  const stop = watchFiles([join(root, 'a.yaml')], () => void state.changes++);
  onTestFinished(() => void stop());
  const events = watch(root);
  onTestFinished(() => events.close());
  writeFileSync(join(root, 'a.yaml'), 'two');
  await once(events, 'change');
  expect(stop()).toBe(true);
  expect(state.changes).toBe(0);
});

test('a watcher that is closed without a change returns so', () => {
  expect(watchFiles([join(folder({ 'a.yaml': 'one' }), 'a.yaml')], () => {})()).toBe(false);
});
