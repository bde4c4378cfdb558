/**
 * `npm start`. Node keeps what it made of the sources of this program and its libraries, so that every start but the
 * first takes half the time; hence nothing is imported before that is switched on. Node 20 cannot do that yet.
 */

import module from 'node:module';

module.enableCompileCache?.();
await import('./serve.ts');
