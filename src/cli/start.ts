/**
 * `npm start`. Node keeps what it made of the sources of this program and its libraries, so that every start but the
 * first takes half the time; hence nothing is imported before that is switched on.
 */

import { enableCompileCache } from 'node:module';

enableCompileCache();
await import('./serve.ts');
