/**
 * `npm run build`: makes dist/, which is what npm installs. Node runs no TypeScript below node_modules, and the
 * sources want a newer Node than the package.
 *
 * Libraries stay outside of what other programs import, so that they share them. The command line has them inside:
 * reading a few files in place of three hundred halves the time to the first answer. The drivers of stores are loaded
 * when they are there, as ever.
 */

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import packageJson from '../package.json' with { type: 'json' };
import { buildCommandLine, options, root } from './command-line.ts';

const out = join(root, 'dist');
rmSync(out, { recursive: true, force: true });

await build({
  ...options,
  entryPoints: { index: 'src/index.ts', worker: 'src/runtime/worker/index.ts' },
  packages: 'external',
  platform: 'neutral',
  outdir: out,
  chunkNames: 'shared/[name]-[hash]',
});
await buildCommandLine(join(out, 'cli'), Object.keys(packageJson.peerDependencies));

const tsc = join(root, 'node_modules/typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.package.json'], { cwd: root, stdio: 'inherit' });
