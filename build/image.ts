/**
 * `node build/image.ts`: builds dist/image/, everything in the image but Node. It includes the drivers of stores, in the
 * versions of package-lock.json, because they cannot be installed into an image later.
 */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildCommandLine, root } from './command-line.ts';

const out = join(root, 'dist/image');
rmSync(out, { recursive: true, force: true });
// `pg` would use its native part if that were installed.
await buildCommandLine(out, ['pg-native']);
writeFileSync(join(out, 'package.json'), '{ "type": "module" }\n');
