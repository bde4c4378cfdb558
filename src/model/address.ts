/**
 * Mail domains and addresses, and their only parsers. Whoever holds a `Domain` or an `Address` need not check
 * it again: lower-case A-labels, no control character, nothing that a document could not carry.
 *
 * RFC 5321 §4.1.2 and §4.5.3.1 (form and lengths), RFC 6531 §3.3 (non-ASCII local parts), RFC 5890 (A-labels).
 */

import type { AddressFlaw, Refusal } from './refusal.ts';
import { ok, type Result, refuse } from './result.ts';

declare const parsed: unique symbol;

/** A DNS name in lower-case A-labels without a final dot: `example.org`, `xn--bcher-kva.example`. */
export type Domain = string & { readonly [parsed]: 'Domain' };

/** A mail address. `text` is local part as it was typed, `@`, and the domain in A-labels. */
export interface Address {
  readonly text: string;
  readonly localPart: string;
  readonly domain: Domain;
}

/** RFC 5321 §4.5.3.1.3: a path is at most 256 octets, of which two are angle brackets. */
const addressLimitOctets = 254;
/** RFC 5321 §4.5.3.1.1 */
const localPartLimitOctets = 64;
/** RFC 1035 §2.3.4, as text */
const domainLimitOctets = 253;

/**
 * @param text what a client or an operator calls a domain: any letter case, A-labels or U-labels, a final dot
 * @returns the domain, or a refusal when the text is no host name (empty, too long, underscore, IP address)
 */
export function parseDomain(text: string): Result<Domain> {
  if (text.length > domainLimitOctets + 1) return refuse({ reason: 'domain-malformed' });
  const ascii = needsIdna.test(text) ? toALabels(text) : text.toLowerCase();
  const name = ascii?.endsWith('.') ? ascii.slice(0, -1) : ascii;
  return name !== undefined && isDomain(name) ? ok(name) : refuse({ reason: 'domain-malformed' });
}

/**
 * @param text an address as a client sends it, white space around it allowed
 * @returns the address, or what is wrong with it
 */
export function parseAddress(text: string): Result<Address> {
  const trimmed = text.trim();
  if (trimmed === '') return refuse({ reason: 'address-missing' });
  if (isLonger(trimmed, addressLimitOctets)) return malformed('too-long');
  // A quoted local part may hold an @, a domain never does: the last one divides.
  const at = trimmed.lastIndexOf('@');
  if (at === -1) return malformed('no-at-sign');
  const localPart = trimmed.slice(0, at);
  if (isLonger(localPart, localPartLimitOctets)) return malformed('too-long');
  if (!plainDotAtom.test(localPart) && !dotAtom.test(localPart) && !quotedString.test(localPart)) {
    return malformed('local-part');
  }
  const domain = parseDomain(trimmed.slice(at + 1));
  if (!domain.ok) return malformed('domain');
  const whole = `${localPart}@${domain.value}`;
  // A-labels can be longer than what was typed.
  return isLonger(whole, addressLimitOctets)
    ? malformed('too-long')
    : ok({ text: whole, localPart, domain: domain.value });
}

/**
 * RFC 6531 allows any non-ASCII character in a local part. Left out are those that XML 1.0 cannot carry
 * (surrogates, noncharacters), C1 controls, line separators, and the marks of writing direction, which
 * serve only to make an address look like another.
 */
const beyondAscii =
  '[\\u{A0}-\\u{61B}\\u{61D}-\\u{200D}\\u{2010}-\\u{2027}\\u{202F}-\\u{2065}\\u{206A}-\\u{D7FF}\\u{E000}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{1FFFD}\\u{20000}-\\u{2FFFD}\\u{30000}-\\u{3FFFD}\\u{E0000}-\\u{EFFFD}]';
const atext = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]";
const atom = `(?:${atext}|${beyondAscii})+`;
/** What nearly every local part is: asked first, for the full grammar costs ten times as much. */
const plainDotAtom = new RegExp(`^${atext}+(?:\\.${atext}+)*$`);
const dotAtom = new RegExp(`^${atom}(?:\\.${atom})*$`, 'u');
const quotedString = new RegExp(`^"(?:[ !#-\\[\\]-~]|\\\\[ -~]|${beyondAscii})*"$`, 'u');

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
/** RFC 3696 §2: the last label is never all digits, so no IPv4 address passes for a domain. */
const hostName = new RegExp(`^(?:${label}\\.)*(?!\\d+$)${label}$`);
/** U-labels to translate, or A-labels whose Punycode must be sound. */
const needsIdna = /[^\0-\x7f]|(?:^|\.)xn--/i;
const notHostNameAscii = /[\0-,/:-@[-`{-\x7f]/;

function isDomain(text: string): text is Domain {
  return text.length <= domainLimitOctets && hostName.test(text);
}

/**
 * UTS #46 by the URL parser that Node, workerd and every browser ship: the same translation that the person's
 * own client makes, and no 250 KB table in the bundle.
 */
function toALabels(name: string): string | undefined {
  // The URL parser would cut at these or percent-decode them.
  if (notHostNameAscii.test(name)) return undefined;
  const url = `http://${scout.unicode}${name}`;
  return URL.canParse(url) ? new URL(url).hostname.slice(scout.ascii.length) : undefined;
}

/** A name of ASCII alone is taken on trust, be its Punycode sound or not; a first label that is none has all looked at. */
const scout = { unicode: 'ü.', ascii: 'xn--tda.' } as const;

const encoder = new TextEncoder();
const nonAscii = /[^\0-\x7f]/;

/** UTF-16 units bound the octets from below, so neither a hostile nor a short text need be encoded. */
function isLonger(text: string, limitOctets: number): boolean {
  if (text.length > limitOctets) return true;
  return text.length * 3 > limitOctets && nonAscii.test(text) && encoder.encode(text).length > limitOctets;
}

function malformed(flaw: AddressFlaw): { readonly ok: false; readonly refusal: Refusal } {
  return refuse({ reason: 'address-malformed', flaw });
}
