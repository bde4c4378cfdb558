/** `npm run bundle`: bundles the Worker as deployed and checks its size. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { bundleWorker } from './worker-bundle.ts';

/** Cloudflare's free plan allows 3 MB, but every byte slows down a cold start. */
const limitKilobytes = 116;

const folder = mkdtempSync(join(tmpdir(), 'facteur-'));
try {
  const kilobytes = gzipSync(readFileSync(bundleWorker(folder))).length / 1000;
  process.stdout.write(
    `The worker is ${kilobytes.toFixed(1)} KB gzip; at most ${limitKilobytes} KB are allowed.\n`,
  );
  if (kilobytes > limitKilobytes) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
