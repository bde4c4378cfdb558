import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

/** Suites that need files, processes or sockets, and so run in Node alone. */
const nodeOnly = [
  'test/check/**',
  'test/cli/**',
  'test/deploy/**',
  'test/directory/stores/node/**',
  'test/dialects/autodiscover/ews-javascript-api.test.ts',
  'test/format/apple-keys.test.ts',
  'test/ops/metrics/dashboard.test.ts',
  'test/providers/ispdb/ispdb.test.ts',
  'test/records/dns-server.test.ts',
  'test/repository/**',
  'test/runtime/node/**',
  'test/signing/signer.test.ts',
  'test/templates/page/browser.test.ts',
];

/** Suites of what there is in workerd alone. */
const workerdOnly = [
  'test/runtime/worker/worker.test.ts',
  'test/directory/stores/portable/d1.test.ts',
  'test/directory/stores/portable/kv.test.ts',
];

/** Of all that is random in the suites, see test/support/seed.ts. */
const provide = { seed: Number(process.env['SEED'] ?? 1) };
const setupFiles = ['test/support/seed.ts'];
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
