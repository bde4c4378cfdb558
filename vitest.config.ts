/**
 * The name of a test file says where it runs:
 *
 *     *.test.ts          in Node and in workerd: what is true in one must be true in the other
 *     *.node.test.ts     in Node: it needs files, processes or sockets, or tests code that only Node runs
 *     *.worker.test.ts   in workerd: it needs what only workerd has
 *     *.slow.test.ts     in Node, by `npm run test:slow`: it starts programs that need seconds
 *
 * Files share processes, so a file restores what it changes: environment variables, spies, timers.
 */

import { availableParallelism } from 'node:os';
import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

const everywhere = 'test/**/*.test.ts';
const nodeOnly = 'test/**/*.node.test.ts';
const workerOnly = 'test/**/*.worker.test.ts';
const slow = 'test/**/*.slow.test.ts';

const everyProject = {
  /** test/support/seed.ts explains it. */
  provide: { seed: Number(process.env['SEED'] ?? 1) },
  setupFiles: ['test/support/seed.ts'],
  /** A new process for each file would load the same modules again, which takes longer than most tests. */
  isolate: false,
  /** Properties and processes need more time on a machine that has other work. */
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    /** Vitest's default leaves one core idle; here the tests wait for other processes half of the time. */
    maxWorkers: availableParallelism(),
    projects: [
      { test: { ...everyProject, name: 'node', include: [everywhere], exclude: [workerOnly, slow] } },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: { d1Databases: ['DOMAINS_D1'], kvNamespaces: ['DOMAINS_KV'] },
          }),
        ],
        test: { ...everyProject, name: 'workerd', include: [everywhere], exclude: [nodeOnly, slow] },
      },
      { test: { ...everyProject, name: 'slow', include: [slow] } },
    ],
  },
});
