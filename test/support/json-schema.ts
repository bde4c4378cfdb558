/** `node test/support/json-schema.ts SCHEMA FILE...`: validates JSON files against a JSON Schema. */

import { readFileSync } from 'node:fs';
import process from 'node:process';
import * as z from 'zod';

const [schemaFile = '', ...files] = process.argv.slice(2);
const schema = z.fromJSONSchema(JSON.parse(readFileSync(schemaFile, 'utf8')));
for (const file of files) {
  const { error } = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!error) continue;
  process.stderr.write(`${file}:\n${z.prettifyError(error)}\n`);
  process.exitCode = 1;
}
