/**
 * `npm start`. Node keeps what it compiled of this program and its libraries, so that every start but the first takes
 * half the time; hence nothing is imported before that is switched on. Node 20 cannot do that yet.
 *
 * This file is JavaScript: for a first file in TypeScript, which cannot be cached, Node would load its compiler at
 * every start, 13 MB and 40 ms.
 */

import module from 'node:module';
import { homedir } from 'node:os';
import process from 'node:process';
import { compileCacheFolder } from './start/compile-cache.js';

// With NODE_COMPILE_CACHE, Node has switched it on already.
if (process.env['NODE_COMPILE_CACHE'] === undefined) {
  const folder = compileCacheFolder(process.env, process.getuid?.(), homedir);
  if (folder !== undefined) module.enableCompileCache?.(folder);
}
await import('./start/run.ts');
