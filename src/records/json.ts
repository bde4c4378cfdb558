/** As JSON, for programs: the records as data, and those that DNS cannot hold. */

import type { Zone } from './zone.ts';

export function json({ domain, records, leftOut }: Zone): string {
  const without = leftOut.map(({ record: { name, type }, flaw }) => ({ name, type, flaw }));
  return `${JSON.stringify({ domain, records, leftOut: without }, null, 2)}\n`;
}
