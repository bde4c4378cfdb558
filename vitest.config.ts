import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

/** Suites that need files, processes or sockets, and so run in Node alone. */
const nodeOnly = [
  'test/check/**',
  'test/browser/**',
  'test/clients/**',
  'test/metrics/dashboard.test.ts',
  'test/node/**',
  'test/runtimes/node.test.ts',
  'test/runtimes/reload.test.ts',
  'test/runtimes/signing.test.ts',
  'test/runtimes/links.test.ts',
  'test/runtimes/tls.test.ts',
  'test/runtimes/limits.test.ts',
  'test/runtimes/internal.test.ts',
  'test/runtimes/log.test.ts',
  'test/tidy.test.ts',
  'test/documents.test.ts',
  'test/package.test.ts',
  'test/deploy/**',
  'test/cli/**',
  'test/signing/signer.test.ts',
  'test/stores/**',
  'test/records/dns-server.test.ts',
  'test/directory/sqlite.test.ts',
  'test/providers/ispdb.test.ts',
];

/** Suites of what there is in workerd alone. */
const workerdOnly = [
  'test/runtimes/worker.test.ts',
  'test/directory/d1.test.ts',
  'test/directory/kv.test.ts',
];

/** Of all that is random in the suites, see test/seed.ts. */
const provide = { seed: Number(process.env['SEED'] ?? 1) };
const setupFiles = ['test/seed.ts'];
/** Properties and processes take their time on a machine that has other things to do. */
const testTimeout = 60_000;
const hookTimeout = 60_000;

/** The same suites in Node and in real workerd: what is true on one must be true on the other. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: workerdOnly,
          provide,
          setupFiles,
          testTimeout,
          hookTimeout,
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: { d1Databases: ['DOMAINS_D1'], kvNamespaces: ['DOMAINS_KV'] },
          }),
        ],
        test: {
          name: 'workerd',
          include: ['test/**/*.test.ts'],
          exclude: nodeOnly,
          provide,
          setupFiles,
          testTimeout,
          hookTimeout,
        },
      },
    ],
  },
});
