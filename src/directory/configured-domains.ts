/**
 * The directory of the configuration's own domains: exact names, `*.example.org` for all domains below one, and `*` for
 * all. The most exact rule wins; a rule for the address itself comes before all of them.
 */

import type { Address, Domain } from '../model/address.ts';
import type { AddressRules } from './address-rules.ts';
import type { Directory, Found, Rule } from './directory.ts';

/** @param rules by pattern: a domain, `*.` and a domain, or `*` */
export function configuredDomains(rules: ReadonlyMap<string, Rule>, addresses?: AddressRules): Directory {
  const everybody = rules.get('*');
  const hasWildcards = [...rules.keys()].some((pattern) => pattern.startsWith('*.'));
  return {
    find(domain: Domain, address?: Address): Found {
      const own = address && addresses?.find(address);
      return (
        own ?? rules.get(domain) ?? (hasWildcards ? underWildcard(rules, domain) : undefined) ?? everybody
      );
    },
  };
}

/** As many look-ups as the domain has labels, however many rules there are. */
function underWildcard(rules: ReadonlyMap<string, Rule>, domain: Domain): Rule | undefined {
  for (let dot = domain.indexOf('.'); dot !== -1; dot = domain.indexOf('.', dot + 1)) {
    const rule = rules.get(`*${domain.slice(dot)}`);
    if (rule !== undefined) return rule;
  }
  return undefined;
}
