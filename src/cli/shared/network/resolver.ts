/** Parses the value of `--resolver`. */

import { isIP } from 'node:net';

/** @throws if the value is not an IP address; the command then exits with 2 */
export function parseResolver(given: string): string {
  const address = given.replace(/^\[(.*)\](?=:\d+$|$)/, '$1').replace(/(?<=^[\d.]+):\d+$/, '');
  if (isIP(address) || isIP(given.replace(/^\[(.*)\]:\d+$/, '$1'))) return given;
  throw new Error(`--resolver must be an IP address, not "${given}"`);
}
