/** Measures the duration of a success or a failure. */

import type { Timed } from '../../../check/net.ts';
import type { Result } from '../../../model/result.ts';

export async function timed<Value, No>(work: () => Promise<Result<Value, No>>): Promise<Timed<Value, No>> {
  const began = performance.now();
  const result = await work();
  return { ...result, milliseconds: performance.now() - began };
}
