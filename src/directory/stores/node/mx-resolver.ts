/** MX records on Node, from the servers that the system asks. */

import { NODATA, NOTFOUND, TIMEOUT } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { lookUpMilliseconds, type ResolveMx } from '../portable/mx.ts';

/** A datagram that got lost is sent once more. */
const patience = { timeout: 800, tries: 2 } as const;

/** @param servers IP addresses, with a port if it is not 53; without any, those of the system */
export function nodeMxResolver(servers?: readonly string[]): ResolveMx {
  const resolver = new Resolver(patience);
  if (servers) resolver.setServers(servers);
  return async (domain) => {
    // Two tries at each of several servers take longer than a client waits, and c-ares lengthens its patience
    // with a server that has failed before.
    const answered = new AbortController();
    try {
      return await Promise.race([resolver.resolveMx(domain), tooLate(answered.signal)]);
    } catch (error) {
      const code = codeOf(error);
      if (code === NODATA || code === NOTFOUND) return undefined;
      // Node's own message repeats the domain, which must not be logged.
      throw failure(`DNS does not answer: ${code}`, code);
    } finally {
      answered.abort();
    }
  };
}

async function tooLate(answered: AbortSignal): Promise<never> {
  await sleep(lookUpMilliseconds, undefined, { signal: answered });
  throw failure('too late', TIMEOUT);
}

const failure = (message: string, code: string): Error => Object.assign(new Error(message), { code });

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
