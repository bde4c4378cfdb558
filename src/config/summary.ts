/** Last stage of reading a configuration: one line that says which domains it serves, for the start and `validate`. */

import type { Rule } from '../directory/directory.ts';
import type { Account } from '../model/account.ts';

/**
 * @param domains by pattern
 * @param stores names of the stores
 * @param defaultAccount served by the service's own host names
 */
export function summarise(
  domains: ReadonlyMap<string, Rule>,
  stores: readonly string[],
  defaultAccount: Account | undefined,
): string {
  const served = [...domains].filter(([, rule]) => rule !== 'never').map(([pattern]) => pattern);
  const named = served.filter((pattern) => pattern !== '*');
  const everybody = domains.get('*');
  const all = [
    ...(named.length > 3 ? [`${named.length} domains`] : named),
    ...(stores.length > 0 ? [`the domains in ${stores.join(', ')}`] : []),
    ...(everybody !== undefined && everybody !== 'never' ? [`everybody (${everybody.name})`] : []),
  ];
  return all.length > 0 ? all.join(', ') : `requests to its own host names (${defaultAccount?.name})`;
}
