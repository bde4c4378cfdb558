/**
 * `node build/image.ts`: makes dist/image/, which is all that the image has beside Node. The drivers of stores are
 * inside as well, in the versions of package-lock.json: nobody can install one into an image.
 */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildCommandLine, root } from './command-line.ts';

const out = join(root, 'dist/image');
rmSync(out, { recursive: true, force: true });
// `pg` would use its own native part if that were there.
await buildCommandLine(out, ['pg-native']);
writeFileSync(join(out, 'package.json'), '{ "type": "module" }\n');
