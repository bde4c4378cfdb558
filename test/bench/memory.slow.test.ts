/** What a cache takes for each domain of a store, so that as many fit into an isolate of 128 MB as it remembers there. */

import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { expect, test } from 'vitest';

const limitMegabytes = 40;

test('100,000 domains of a store, each with changes of its own, take at most 40 MB', () => {
  const output = execFileSync(process.execPath, ['--expose-gc', 'bench/memory.ts'], { encoding: 'utf8' });
  const megabytes = [...output.matchAll(/^(.+): ([\d.]+) MB for 100000 domains$/gm)].map(
    ([, form, number]) => [form, Number(number)] as const,
  );
  expect(megabytes.map(([form]) => form)).toEqual([
    'a provider alone',
    'equal changes',
    'changes of its own',
  ]);
  for (const [, number] of megabytes) {
    expect(number).toBeGreaterThan(5);
    expect(number).toBeLessThan(limitMegabytes);
  }
});
