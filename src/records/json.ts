/** JSON, for programs: the records, and those left out because they do not fit into DNS. */

import type { Zone } from './zone.ts';

export function json({ domain, records, leftOut }: Zone): string {
  const omitted = leftOut.map(({ record: { name, type }, flaw }) => ({ name, type, flaw }));
  return `${JSON.stringify({ domain, records, leftOut: omitted }, null, 2)}\n`;
}
