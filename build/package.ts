/**
 * `npm run build`: builds dist/, the published package. Node runs no TypeScript below node_modules, and the sources need
 * a newer Node than the package.
 *
 * Libraries are not bundled into the modules that other programs import, so that they are shared. They are bundled into
 * the command line: reading a few files instead of three hundred halves the time to the first answer. The drivers of
 * stores are loaded if they are installed.
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
