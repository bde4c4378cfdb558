/**
 * `npm run build`: makes dist/, which is what npm and the image install. Node runs no TypeScript below node_modules,
 * and the sources want a newer Node than the package.
 *
 * Libraries stay outside of what other programs import, so that they share them. The command line has them inside:
 * reading a few files in place of three hundred halves the time to the first answer. The drivers of stores are loaded
 * when they are there, as ever.
 */

import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { type BuildOptions, build } from 'esbuild';
import packageJson from '../package.json' with { type: 'json' };
import { licencesOf } from './licences.ts';

const root = join(import.meta.dirname, '..');
const out = join(root, 'dist');

/** Names are kept as they are: a bug is reported by the place where it happened. */
const options = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  outbase: 'src',
  outdir: out,
  // The oldest Node that package.json promises.
  target: `node${packageJson.engines.node.replace(/\D/g, '')}`,
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** Some libraries are CommonJS, and ask for Node's modules by `require`. */
const requireInModules = [
  "import { createRequire } from 'node:module';",
  'const require = createRequire(import.meta.url);',
].join(' ');

rmSync(out, { recursive: true, force: true });

await build({
  ...options,
  entryPoints: ['src/index.ts', 'src/worker.ts'],
  splitting: true,
  packages: 'external',
  platform: 'neutral',
  chunkNames: 'shared/[name]-[hash]',
});

const { metafile } = await build({
  ...options,
  entryPoints: ['src/cli/facteur.ts', 'src/cli/start.ts'],
  splitting: true,
  external: Object.keys(packageJson.peerDependencies),
  platform: 'node',
  chunkNames: 'cli/[name]-[hash]',
  banner: { js: requireInModules },
  metafile: true,
});
writeFileSync(join(out, 'cli/LICENCES.txt'), licencesOf(Object.keys(metafile.inputs), root));

const tsc = join(root, 'node_modules/typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.package.json'], { cwd: root, stdio: 'inherit' });
