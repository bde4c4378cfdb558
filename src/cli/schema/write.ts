/** `npm run schema`: writes schema.json, with which editors complete and check the configuration. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { schemaFile } from '../shared/schema-keys.ts';

const file = join(import.meta.dirname, '../../../schema.json');
writeFileSync(file, schemaFile());
process.stdout.write(`${file}\n`);
