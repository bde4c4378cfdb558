/**
 * The operator's rules about single addresses: one domain may hold shared mailboxes and Exchange ones. Without a
 * rule, what stands before the @ never matters.
 */

import { type Address, type Domain, parseAddress } from '../model/address.ts';
import type { Rule } from './directory.ts';

export interface AddressRules {
  /** @returns whether the pattern was one: an address, in whose local part `*` stands for anything */
  readonly add: (pattern: string, rule: Rule) => boolean;
  /** @returns the rule for that very address, else the first pattern that fits */
  readonly find: (address: Address) => Rule | undefined;
}

export function addressRules(): AddressRules {
  const exact = new Map<string, Rule>();
  const patterns = new Map<Domain, { readonly fits: RegExp; readonly rule: Rule }[]>();
  return {
    add(pattern, rule) {
      // A star is an ordinary character of a local part, so a pattern is an address like any other.
      const address = parseAddress(pattern);
      if (!address.ok) return false;
      const { domain, localPart } = address.value;
      if (!localPart.includes('*')) exact.set(keyOf(address.value), rule);
      else patterns.set(domain, [...(patterns.get(domain) ?? []), { fits: expressionOf(localPart), rule }]);
      return true;
    },
    find(address) {
      if (exact.size === 0 && patterns.size === 0) return undefined;
      const rule = exact.get(keyOf(address));
      return rule ?? patterns.get(address.domain)?.find(({ fits }) => fits.test(address.localPart))?.rule;
    },
  };
}

/** Providers do not tell local parts apart by letter case, whatever RFC 5321 §2.4 allows them. */
const keyOf = (address: Address): string => address.text.toLowerCase();

function expressionOf(localPart: string): RegExp {
  const literal = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${localPart.split('*').map(literal).join('.*')}$`, 'iu');
}
