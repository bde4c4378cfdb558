/** Body limits by path: how much of a body is read before its dialect is known. */

import { routes } from '../routes.ts';
import { dialects } from './index.ts';

const limits: ReadonlyMap<string, number> = new Map(
  Object.values(routes).flatMap(({ path, dialect }) =>
    dialect === 'health' ? [] : [[path, dialects[dialect].bodyLimitBytes ?? 0] as const],
  ),
);

/** The longest body that any dialect takes. */
export const bodyLimitBytes = Math.max(...limits.values());

/**
 * The pipeline applies the limit of the dialect afterwards.
 *
 * @param path in any letter case, without the query
 * @returns the limit of the dialect that has exactly this path; otherwise the longest of all
 */
export const bodyLimitAt = (path: string): number => limits.get(path.toLowerCase()) ?? bodyLimitBytes;
