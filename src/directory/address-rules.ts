/**
 * Rules for single addresses: one domain may have shared mailboxes and Exchange ones. Without such a rule, the local
 * part never changes an answer.
 */

import { type Address, type Domain, parseAddress } from '../model/address.ts';
import type { Rule } from './directory.ts';

export interface AddressRules {
  /** @returns whether the pattern is valid: an address, with `*` for any text in its local part */
  readonly add: (pattern: string, rule: Rule) => boolean;
  /** Whether there is a rule for any address of the domain. */
  readonly cover: (domain: Domain) => boolean;
  /** @returns the rule for the address itself, or that of the first pattern that matches */
  readonly find: (address: Address) => Rule | undefined;
}

export function addressRules(): AddressRules {
  const exact = new Map<string, Rule>();
  const domains = new Set<Domain>();
  const patterns = new Map<Domain, { readonly fits: RegExp; readonly rule: Rule }[]>();
  return {
    add(pattern, rule) {
      // A star is an ordinary character of a local part, so a pattern is an address like any other.
      const address = parseAddress(pattern);
      if (!address.ok) return false;
      const { domain, localPart } = address.value;
      domains.add(domain);
      if (!localPart.includes('*')) exact.set(keyOf(address.value), rule);
      else patterns.set(domain, [...(patterns.get(domain) ?? []), { fits: expressionOf(localPart), rule }]);
      return true;
    },
    cover: (domain) => domains.has(domain),
    find(address) {
      if (exact.size === 0 && patterns.size === 0) return undefined;
      const rule = exact.get(keyOf(address));
      return rule ?? patterns.get(address.domain)?.find(({ fits }) => fits.test(address.localPart))?.rule;
    },
  };
}

/** Providers ignore letter case in local parts, although RFC 5321 §2.4 allows otherwise. */
const keyOf = (address: Address): string => address.text.toLowerCase();

function expressionOf(localPart: string): RegExp {
  const literal = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${localPart.split('*').map(literal).join('.*')}$`, 'iu');
}
