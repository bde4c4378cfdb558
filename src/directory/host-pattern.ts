/** A host name of a mail server, in which `%EMAILDOMAIN%` may stand for the requested domain. */

import { parseDomain } from '../model/address.ts';
import { ok, type Result, refuse } from '../model/result.ts';

const pattern = '%EMAILDOMAIN%';
/** A label in place of the domain while the rest is parsed. */
const standIn = 'the-domain-asked-about';

/** The complaint for each flaw, after the name of the key or the column. */
export const hostFlaws = {
  'host-url': 'is a URL and not a host name',
  'host-port': 'holds a port, which only the provider can set',
  'host-address': 'is a mail address and not a host name',
  'host-ip': 'is an IP address, which no certificate of a mail server names',
  'host-placeholder': 'holds a placeholder other than %EMAILDOMAIN%',
  'host-malformed': 'is not a host name',
} as const;
type HostFlaw = keyof typeof hostFlaws;

/** @returns the name in lower-case A-labels; white space around it is allowed */
export function parseHostPattern(text: string): Result<string, HostFlaw> {
  const trimmed = text.trim();
  const domain = parseDomain(trimmed.replaceAll(pattern, standIn));
  return domain.ok ? ok(domain.value.replaceAll(standIn, pattern)) : refuse(flawOf(trimmed));
}

function flawOf(text: string): HostFlaw {
  if (text.includes('://')) return 'host-url';
  if (/[%${}<>]/.test(text.replaceAll(pattern, ''))) return 'host-placeholder';
  if (text.includes('@')) return 'host-address';
  if (/^\[?[0-9a-f]*:[0-9a-f:.]*\]?$/i.test(text) || /^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return 'host-ip';
  return /^[^:]+:\d{1,5}$/.test(text) ? 'host-port' : 'host-malformed';
}
