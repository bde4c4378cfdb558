/** The folder of Node's compile cache: only one that other users cannot write to, otherwise none. */

import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { compileCacheFolder } from '../../../src/cli/start/compile-cache.js';
import { folder, startProgram } from '../../support/cli/program.ts';

const uid = process.getuid?.() ?? 0;
const isRoot = uid === 0;
const homeless = (): string => {
  throw new Error('no home');
};
const place = (): string => realpathSync(folder());
const modeOf = (path: string): number => lstatSync(path).mode & 0o777;

function made(path: string, mode = 0o700): string {
  mkdirSync(path);
  chmodSync(path, mode);
  return path;
}

describe('compiled code is kept', () => {
  test('in ~/.cache/facteur, which is created for this user alone', () => {
    const home = place();
    const found = compileCacheFolder({}, uid, () => home);
    expect(found).toBe(join(home, '.cache/facteur'));
    expect([modeOf(join(home, '.cache')), modeOf(join(home, '.cache/facteur'))]).toEqual([0o700, 0o700]);
    expect(compileCacheFolder({}, uid, () => home)).toBe(found);
  });

  test('in XDG_CACHE_HOME, when that is set', () => {
    const cache = join(place(), 'cache');
    expect(compileCacheFolder({ XDG_CACHE_HOME: cache }, uid, homeless)).toBe(join(cache, 'facteur'));
  });

  test('in the first CACHE_DIRECTORY of systemd, which may be a symbolic link, as DynamicUser makes it', () => {
    const path = place();
    const real = made(join(path, 'private'), 0o755);
    symlinkSync(real, join(path, 'facteur'));
    const environment = { CACHE_DIRECTORY: `${join(path, 'facteur')}:/other`, XDG_CACHE_HOME: '/nowhere' };
    expect(compileCacheFolder(environment, uid, homeless)).toBe(join(real, 'compiled'));
  });

  test('below a sticky folder that all may write to, in a folder of this user', () => {
    const shared = made(join(place(), 'shared'), 0o1777);
    expect(compileCacheFolder({ XDG_CACHE_HOME: made(join(shared, 'mine')) }, uid, homeless)).toBeDefined();
  });
});

describe('compiled code is not kept', () => {
  const refused: readonly (readonly [why: string, build: (cache: string) => void])[] = [
    ['that all may write to', (cache) => made(join(cache, 'facteur'), 0o777)],
    ['that all may write to, though it is sticky', (cache) => made(join(cache, 'facteur'), 0o1777)],
    ['that a group may write to', (cache) => made(join(cache, 'facteur'), 0o770)],
    ['that others may enter, whose files could be open', (cache) => made(join(cache, 'facteur'), 0o755)],
    [
      'that is a symbolic link to an open one',
      (cache) => symlinkSync(made(join(cache, 'open'), 0o777), join(cache, 'facteur')),
    ],
    ['that is a symbolic link to nothing', (cache) => symlinkSync('/nowhere/at/all', join(cache, 'facteur'))],
    ['whose parent all may write to', (cache) => chmodSync(cache, 0o777)],
    ['whose parent a group may write to', (cache) => chmodSync(cache, 0o775)],
  ];
  test.each(refused)('in a folder %s', (_, build) => {
    const cache = place();
    build(cache);
    expect(compileCacheFolder({ XDG_CACHE_HOME: cache }, uid, homeless)).toBeUndefined();
  });

  test('in a folder that others may replace further up', () => {
    const open = made(join(place(), 'open'), 0o777);
    const cache = made(join(open, 'cache'));
    expect(compileCacheFolder({ XDG_CACHE_HOME: cache }, uid, homeless)).toBeUndefined();
    expect(readdirSync(cache)).toEqual([]);
  });

  test('in a folder behind a symbolic link to where others may write', () => {
    const path = place();
    symlinkSync(made(join(path, 'open'), 0o777), join(path, 'link'));
    const cache = join(path, 'link/cache');
    made(cache);
    expect(compileCacheFolder({ XDG_CACHE_HOME: cache }, uid, homeless)).toBeUndefined();
  });

  test.skipIf(!isRoot)('in a folder of another user (needs root)', () => {
    const cache = place();
    chownSync(made(join(cache, 'facteur')), 12_345, 12_345);
    expect(compileCacheFolder({ XDG_CACHE_HOME: cache }, uid, homeless)).toBeUndefined();
  });

  test.skipIf(!isRoot)('below a folder of another user (needs root)', () => {
    const cache = place();
    chownSync(cache, 12_345, 12_345);
    expect(compileCacheFolder({ XDG_CACHE_HOME: cache }, uid, homeless)).toBeUndefined();
    expect(readdirSync(cache)).toEqual([]);
  });

  test('in a folder of root, by who is not root', () => {
    const cache = made(join(place(), 'cache'));
    made(join(cache, 'facteur'));
    expect(compileCacheFolder({ XDG_CACHE_HOME: cache }, uid + 1, homeless)).toBeUndefined();
  });

  test('without a home, in a home that does not exist, and where a system has no users', () => {
    const home = join(place(), 'gone');
    expect(compileCacheFolder({}, uid, homeless)).toBeUndefined();
    expect(compileCacheFolder({}, uid, () => home)).toBeUndefined();
    expect(existsSync(home)).toBe(false);
    expect(compileCacheFolder({ XDG_CACHE_HOME: place() }, undefined, homeless)).toBeUndefined();
  });

  test('in a relative folder, whatever the environment says', () => {
    const environment = { CACHE_DIRECTORY: 'cache', XDG_CACHE_HOME: './cache' };
    expect(compileCacheFolder(environment, uid, homeless)).toBeUndefined();
  });
});

describe('a server that starts', () => {
  async function startedWith(environment: Record<string, string>): Promise<void> {
    const { greeted, child, exitCode } = startProgram(environment);
    await greeted();
    child.kill('SIGINT');
    await exitCode;
  }

  test('writes compiled code into the private folder, and nothing into the temporary one', async () => {
    const [cache, temporary] = [place(), place()];
    await startedWith({ XDG_CACHE_HOME: cache, TMPDIR: temporary });
    expect(readdirSync(join(cache, 'facteur'))).toHaveLength(1);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('neither reads nor writes any where that is open', async () => {
    const [cache, temporary] = [place(), place()];
    made(join(cache, 'facteur'), 0o777);
    await startedWith({ XDG_CACHE_HOME: cache, TMPDIR: temporary });
    expect([readdirSync(join(cache, 'facteur')), readdirSync(temporary)]).toEqual([[], []]);
  });

  test('takes the folder of NODE_COMPILE_CACHE, which is the operator’s word', async () => {
    const [cache, named] = [place(), place()];
    await startedWith({ XDG_CACHE_HOME: cache, NODE_COMPILE_CACHE: named });
    expect(readdirSync(named)).not.toEqual([]);
    expect(readdirSync(cache)).toEqual([]);
  });
});
