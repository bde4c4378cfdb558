/** Bundles the Worker as it is deployed. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';

/** The one module of the bundle, as wrangler names it. */
export const workerModule = 'index.js';

/** @returns the path of that module, in this folder */
export function bundleWorker(folder: string): string {
  execFileSync('node_modules/.bin/wrangler', ['deploy', '--dry-run', '--outdir', folder], {
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return join(folder, workerModule);
}
