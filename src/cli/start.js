/**
 * `npm start`. Node keeps what it made of the sources of this program and its libraries, so that every start but the
 * first takes half the time; hence nothing is imported before that is switched on. Node 20 cannot do that yet.
 *
 * It is the one file in JavaScript: for a first file in TypeScript, which cannot be kept, Node would load its compiler
 * at every start, 13 MB and 40 ms.
 */

import module from 'node:module';

module.enableCompileCache?.();
await import('./start/run.ts');
