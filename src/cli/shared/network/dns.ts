/** DNS lookups through the system's servers or another one. */

import { NODATA, NOTFOUND } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DnsFailure, Records, Timed } from '../../../check/net.ts';
import { ok, type Result, refuse } from '../../../model/result.ts';
import { timed } from './timed.ts';

export interface Dns {
  readonly resolve: <Type extends keyof Records>(
    name: string,
    type: Type,
    limitMilliseconds: number,
  ) => Promise<Timed<Records[Type], DnsFailure>>;
  /** The IP addresses of a host, as a client would resolve them. */
  readonly addresses: (
    host: string,
    limitMilliseconds: number,
  ) => Promise<Result<readonly string[], DnsFailure>>;
}

/** @param server an IP address, with a port if it is not 53; undefined for the system's servers */
export function nodeDns(server: string | undefined): Dns {
  const resolver = new Resolver({ timeout: 1500, tries: 2 });
  if (server !== undefined) resolver.setServers([server]);
  const resolvers: { readonly [Type in keyof Records]: (name: string) => Promise<Records[Type]> } = {
    A: (name) => resolver.resolve4(name),
    AAAA: (name) => resolver.resolve6(name),
    CNAME: async (name) => (await resolver.resolveCname(name)).map(normalizeName),
    NS: async (name) => (await resolver.resolveNs(name)).map(normalizeName),
    MX: async (name) =>
      (await resolver.resolveMx(name)).map(({ priority, exchange }) => ({
        priority,
        exchange: normalizeName(exchange),
      })),
    TXT: async (name) => (await resolver.resolveTxt(name)).map((strings) => strings.join('')),
    SRV: async (name) =>
      (await resolver.resolveSrv(name)).map(({ priority, weight, port, name: target }) => ({
        priority,
        weight,
        port,
        target: normalizeName(target),
      })),
    CAA: async (name) => (await resolver.resolveCaa(name)).flatMap(propertiesOf),
  };
  const resolve: Dns['resolve'] = (name, type, limitMilliseconds) =>
    timed(async () => {
      const answer = await attempt(resolvers[type](name), limitMilliseconds);
      // c-ares reports success without records for an alias that leads out of the server's zones.
      return answer.ok && answer.value.length === 0 ? refuse('no-records') : answer;
    });
  return {
    resolve,
    async addresses(host, limitMilliseconds) {
      // Clients use the system resolver, which also knows hosts that are not in DNS.
      if (server === undefined) return attempt(systemAddresses(host), limitMilliseconds);
      const [four, six] = await Promise.all([
        resolve(host, 'A', limitMilliseconds),
        resolve(host, 'AAAA', limitMilliseconds),
      ]);
      const found = [...(four.ok ? four.value : []), ...(six.ok ? six.value : [])];
      return found.length > 0 || four.ok ? ok(found) : refuse(four.refusal);
    },
  };
}

const systemAddresses = async (host: string): Promise<readonly string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address);

async function attempt<Value>(
  answer: Promise<Value>,
  limitMilliseconds: number,
): Promise<Result<Value, DnsFailure>> {
  const answered = new AbortController();
  const late = sleep(limitMilliseconds, 'timeout', { signal: answered.signal }).then(refuse, refuse);
  try {
    return await Promise.race([answer.then(ok), late.then(() => refuse<DnsFailure>('timeout'))]);
  } catch (error) {
    return refuse(failureOf(error));
  } finally {
    answered.abort();
  }
}

function failureOf(error: unknown): DnsFailure {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === NOTFOUND) return 'no-name';
  if (code === NODATA) return 'no-records';
  return code === 'ETIMEOUT' ? 'timeout' : 'broken';
}

/** Node returns the value of a CAA record as a property named after its tag, beside the flag. */
const propertiesOf = (record: object): Records['CAA'] =>
  Object.entries(record)
    .filter(([tag, value]) => tag !== 'critical' && tag !== 'type' && typeof value === 'string')
    .map(([tag, value]) => ({ tag: tag.toLowerCase(), value: String(value) }));

const normalizeName = (name: string): string => name.toLowerCase().replace(/\.$/, '');
