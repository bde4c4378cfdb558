/** The subject of a check: an address, or a domain with a placeholder local part. */

import { type Address, type Domain, parseAddress, parseDomain } from '../model/address.ts';
import { ok, type Result, refuse } from '../model/result.ts';

export interface Subject {
  readonly address: string;
  readonly localPart: string;
  readonly domain: Domain;
  /** Whether the domain was given in its own script: some clients refuse such an address. */
  readonly inOwnScript: boolean;
}

/** Used when only a domain is given; no answer may depend on it. */
const placeholderLocalPart = 'jo';

/** @returns the subject, or a refusal if the text is neither an address nor a domain */
export function parseSubject(text: string): Result<Subject, 'malformed'> {
  const inOwnScript = notAscii.test(text.slice(text.lastIndexOf('@') + 1).trim());
  if (text.includes('@')) {
    const address = parseAddress(text);
    return address.ok ? ok({ ...ofAddress(address.value), inOwnScript }) : refuse('malformed');
  }
  const domain = parseDomain(text.trim());
  return domain.ok && domain.value.includes('.')
    ? ok({ ...ofDomain(domain.value), inOwnScript })
    : refuse('malformed');
}

const notAscii = /[^\0-\x7f]/;

const ofAddress = ({ text, localPart, domain }: Address) => ({ address: text, localPart, domain });
const ofDomain = (domain: Domain) => ({
  address: `${placeholderLocalPart}@${domain}`,
  localPart: placeholderLocalPart,
  domain,
});
