/**
 * Fixed random seed, so that a suite that passed passes again. `SEED=7 npm test` tries other cases; add a separate
 * test for a case that such a seed finds.
 */

import fc from 'fast-check';
import { inject } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly seed: number;
  }
}

fc.configureGlobal({ seed: inject('seed') });
