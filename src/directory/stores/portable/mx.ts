/**
 * The provider of a domain by its mail exchanger: a domain whose MX is a provider's host has its mailboxes there. The
 * operator lists the providers' hosts instead of domains. MX records are resolved by ../node/mx-resolver.ts or by
 * mx-over-https.ts.
 */

import { type Domain, parseDomain } from '../../../model/address.ts';
import { whenReady } from '../../../model/result.ts';
import type { StoreOptions } from '../options.ts';
import type { Store } from '../store.ts';

/** One MX record (RFC 5321 §5.1). The null MX of RFC 7505 has a root as its exchange, written `.` or empty. */
export interface MailExchanger {
  readonly exchange: string;
  readonly priority: number;
}

/**
 * @returns the MX records of a domain in any order; nothing when it has none, or does not exist
 * @throws when DNS does not answer, without the domain in the message, which may be logged
 */
export type ResolveMx = (domain: Domain) => Promise<readonly MailExchanger[] | undefined>;

/** Timeout of DNS: shorter than the cache's timeout (cache.ts), so that the log has the reason. */
export const lookUpMilliseconds = 1800;

/**
 * @param options `hosts` by pattern: a host name, or `*.` and a name for everything below it; the most exact wins
 * @throws when a pattern is neither
 */
export function mxStore({ hosts }: Pick<StoreOptions<'mx'>, 'hosts'>, resolveMx: ResolveMx): Store {
  const providers = new Map(Object.entries(hosts).map(([pattern, id]) => [normalPattern(pattern), id]));
  return {
    name: 'mx',
    find: (domain) =>
      whenReady(resolveMx(domain), (exchangers) => {
        // RFC 5321 §5.1 delivers to the A record of a domain without MX, which does not name a provider.
        const best = exchangers && bestOf(exchangers);
        const provider = best === undefined ? undefined : providerOf(best, providers);
        return provider === undefined ? undefined : { provider };
      }),
    mailExchanger: async (domain) => {
      const best = bestOf((await resolveMx(domain)) ?? []);
      const host = best === undefined ? undefined : parseDomain(best);
      return host?.ok ? host.value : undefined;
    },
  };
}

/** @returns the host with the best priority; of several, the first by name, so that the answer does not change */
function bestOf(exchangers: readonly MailExchanger[]): string | undefined {
  const [best] = exchangers
    .map(({ exchange, priority }) => ({ host: normalHost(exchange), priority }))
    .sort((a, b) => a.priority - b.priority || (a.host < b.host ? -1 : 1));
  return best?.host;
}

/** One map look-up for each label of the host, however many patterns there are. */
function providerOf(host: string, providers: ReadonlyMap<string, string>): string | undefined {
  const exact = providers.get(host);
  if (exact !== undefined) return exact;
  for (let dot = host.indexOf('.'); dot !== -1; dot = host.indexOf('.', dot + 1)) {
    const provider = providers.get(`*${host.slice(dot)}`);
    if (provider !== undefined) return provider;
  }
  return undefined;
}

/** DNS ignores letter case (RFC 4343); a final dot only marks a complete name. */
const normalHost = (exchange: string): string => exchange.toLowerCase().replace(/\.$/, '');

function normalPattern(pattern: string): string {
  const wildcard = pattern.startsWith('*.') ? '*.' : '';
  const host = parseDomain(pattern.slice(wildcard.length));
  if (host.ok) return wildcard + host.value;
  throw new Error(`hosts: "${pattern}" is neither a host name nor *. and a host name`);
}
