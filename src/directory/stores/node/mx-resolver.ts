/** MX records on Node, from the system's DNS servers. */

import { NODATA, NOTFOUND, REFUSED, TIMEOUT } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, StoreError, type StoreFailure } from '../../failure.ts';
import { networkFailure } from '../../network-failure.ts';
import { lookUpMilliseconds, type ResolveMx } from '../portable/mx.ts';

/** A lost datagram is sent once more. */
const patience = { timeout: 800, tries: 2 } as const;

/** @param servers IP addresses, with a port if it is not 53; by default those of the system */
export function nodeMxResolver(servers?: readonly string[]): ResolveMx {
  const resolver = new Resolver(patience);
  if (servers) resolver.setServers(servers);
  return async (domain) => {
    // Two tries at each of several servers take longer than a client waits, and c-ares increases its timeout for a
    // server that has failed before.
    const answered = new AbortController();
    try {
      return await Promise.race([resolver.resolveMx(domain), tooLate(answered.signal)]);
    } catch (error) {
      const code = codeOf(error);
      if (code === NODATA || code === NOTFOUND) return undefined;
      // Node's own message repeats the domain, which must not be logged.
      throw new StoreError('mx', failureIn(error));
    } finally {
      answered.abort();
    }
  };
}

async function tooLate(answered: AbortSignal): Promise<never> {
  await sleep(lookUpMilliseconds, undefined, { signal: answered });
  throw new StoreError('mx', { word: 'timeout', code: TIMEOUT });
}

/** A resolver answers SERVFAIL for a domain whose own servers are broken; other domains are not affected. */
function failureIn(error: unknown): StoreFailure {
  if (error instanceof StoreError) return error.failure;
  const code = codeOf(error);
  if (code === REFUSED) return { word: 'query-refused', code };
  return networkFailure(error) ?? { word: 'look-up-failed', code };
}
