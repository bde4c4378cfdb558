/** Memory in use: of V8, of a container with a limit, of a process without one. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openSystemMemory, usedHeap } from '../../../../src/runtime/node/limits/memory.ts';

/** A system with these files. */
function system(files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(process.env['TMPDIR'] ?? '/tmp', 'facteur-memory-'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  const memory = openSystemMemory(root);
  onTestFinished(() => {
    memory.close();
    rmSync(root, { recursive: true });
  });
  return { memory, write };
}

test('the heap of this program is in use, and not all of it', () => {
  expect(usedHeap()).toBeGreaterThan(0);
  expect(usedHeap()).toBeLessThan(0.9);
});

describe('a cgroup', () => {
  const version2 = {
    'proc/self/statm': '100 1000 50 1 0 1 0\n',
    'proc/self/cgroup': '0::/system.slice/facteur.service\n',
    'sys/fs/cgroup/system.slice/facteur.service/memory.max': '1000000\n',
    'sys/fs/cgroup/system.slice/facteur.service/memory.current': '700000\n',
    'sys/fs/cgroup/system.slice/facteur.service/memory.stat':
      'anon 400000\ninactive_file 150000\nactive_file 50000\n',
  };
  const version1 = {
    'proc/self/cgroup': '5:cpu,cpuacct:/docker/a\n4:memory:/docker/a\n',
    'sys/fs/cgroup/memory/memory.limit_in_bytes': '2000000\n',
    'sys/fs/cgroup/memory/memory.usage_in_bytes': '1100000\n',
    'sys/fs/cgroup/memory/memory.stat': 'inactive_file 5\ntotal_inactive_file 100000\ntotal_active_file 0\n',
  };

  test.each([
    ['with a limit', version2, 0.5],
    ['of version 1, seen from inside its container', version1, 0.5],
    [
      'below one that has a smaller limit',
      {
        ...version2,
        'sys/fs/cgroup/system.slice/memory.max': '500000\n',
        'sys/fs/cgroup/system.slice/memory.current': '400000\n',
      },
      0.8,
    ],
    [
      'without a limit',
      { ...version2, 'sys/fs/cgroup/system.slice/facteur.service/memory.max': 'max\n' },
      (1000 * 4096) / totalmem(),
    ],
    [
      'of version 1 without a limit',
      { ...version1, 'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n' },
      0,
    ],
  ])('%s', (_, files, used) => {
    expect(system(files).memory.used()).toBeCloseTo(used, 10);
  });

  test.each([
    ['with a limit', version2, 1_000_000],
    ['of version 1', version1, 2_000_000],
    ['that tells nothing', {}, totalmem()],
  ])('%s: has a limit in bytes, or that of the machine', (_, files, limitBytes) => {
    expect(system(files).memory.limitBytes).toBe(limitBytes);
  });

  test('is read anew each time', () => {
    const { memory, write } = system(version2);
    memory.used();
    write('sys/fs/cgroup/system.slice/facteur.service/memory.current', '900000\n');
    expect(memory.used()).toBe(0.7);
  });
});

test('a system that reports no memory causes no rejections', () => {
  const { memory } = system({});
  expect(memory.used()).toBe(0);
  expect(memory.residentBytes()).toBeUndefined();
});
