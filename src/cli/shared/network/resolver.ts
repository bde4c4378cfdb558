/** The DNS server that `--resolver` names. */

import { isIP } from 'node:net';

/** @throws what should end with code 2 */
export function resolverOf(given: string): string {
  const address = given.replace(/^\[(.*)\](?=:\d+$|$)/, '$1').replace(/(?<=^[\d.]+):\d+$/, '');
  if (isIP(address) || isIP(given.replace(/^\[(.*)\]:\d+$/, '$1'))) return given;
  throw new Error(`--resolver should be an IP address, and not "${given}"`);
}
