/**
 * What is random in the suites is the same each time, so that a suite that passed passes again. `SEED=7 npm test`
 * tries other cases; a number that finds something belongs into a test of its own.
 */

import fc from 'fast-check';
import { inject } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly seed: number;
  }
}

fc.configureGlobal({ seed: inject('seed') });
