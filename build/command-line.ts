/** Bundles the command line: facteur.js, start.js, and the chunks that they load on demand. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import packageJson from '../package.json' with { type: 'json' };
import { licencesOf } from './licences.ts';

export const root = join(import.meta.dirname, '..');

/** Options of all builds. Names are kept, because a bug is reported by its place. */
export const options = {
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  format: 'esm',
  // The oldest Node that package.json promises.
  target: `node${packageJson.engines.node.replace(/\D/g, '')}`,
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** Some libraries are CommonJS and load Node's modules with `require`. */
const requireInModules = [
  "import { createRequire as requireFrom } from 'node:module';",
  'const require = requireFrom(import.meta.url);',
].join(' ');

/**
 * @param external packages that are loaded on demand and may be missing
 * @param out a folder
 */
export async function buildCommandLine(out: string, external: readonly string[]): Promise<void> {
  const { metafile } = await build({
    ...options,
    entryPoints: ['src/cli/facteur.ts', 'src/cli/start.js'],
    external: [...external],
    platform: 'node',
    outdir: out,
    banner: { js: requireInModules },
    metafile: true,
  });
  writeFileSync(join(out, 'LICENCES.txt'), licencesOf(Object.keys(metafile.inputs), root));
}
