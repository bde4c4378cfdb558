/**
 * Mail domains and addresses, and their only parsers. A `Domain` or an `Address` is valid by its type: lower-case
 * A-labels, no control characters, nothing that a document cannot contain.
 *
 * RFC 5321 §4.1.2 and §4.5.3.1 (form and lengths), RFC 6531 §3.3 (non-ASCII local parts), RFC 5890 (A-labels).
 */

import type { AddressFlaw, Refusal } from './refusal.ts';
import { ok, type Result, refuse } from './result.ts';

declare const parsed: unique symbol;

/** A DNS name in lower-case A-labels without a final dot: `example.org`, `xn--bcher-kva.example`. */
export type Domain = string & { readonly [parsed]: 'Domain' };

/** A mail address. `text` is the local part as it was typed, `@`, and the domain in A-labels. */
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
 * @param text in any letter case, in A-labels or U-labels, with or without a final dot
 * @returns the domain, or a refusal when the text is not a host name (empty, too long, underscore, IP address)
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
  // A quoted local part may contain an @, a domain never does, so the last one counts.
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
  // A-labels can be longer than the U-labels that were typed.
  return isLonger(whole, addressLimitOctets)
    ? malformed('too-long')
    : ok({ text: whole, localPart, domain: domain.value });
}

/**
 * RFC 6531 allows any non-ASCII character in a local part. Refused are those that XML 1.0 cannot contain (surrogates,
 * noncharacters), C1 controls, line separators, and marks of writing direction, which only make an address look like
 * another.
 */
const beyondAscii =
  '[\\u{A0}-\\u{61B}\\u{61D}-\\u{200D}\\u{2010}-\\u{2027}\\u{202F}-\\u{2065}\\u{206A}-\\u{D7FF}\\u{E000}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{1FFFD}\\u{20000}-\\u{2FFFD}\\u{30000}-\\u{3FFFD}\\u{E0000}-\\u{EFFFD}]';
const atext = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]";
const atom = `(?:${atext}|${beyondAscii})+`;
/** Nearly every local part matches this; the full grammar costs ten times as much. */
const plainDotAtom = new RegExp(`^${atext}+(?:\\.${atext}+)*$`);
const dotAtom = new RegExp(`^${atom}(?:\\.${atom})*$`, 'u');
const quotedString = new RegExp(`^"(?:[ !#-\\[\\]-~]|\\\\[ -~]|${beyondAscii})*"$`, 'u');

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
/** RFC 3696 §2: the last label is never all digits, so an IPv4 address is not a domain. */
const hostName = new RegExp(`^(?:${label}\\.)*(?!\\d+$)${label}$`);
/** U-labels to convert, or A-labels whose Punycode must be valid. */
const needsIdna = /[^\0-\x7f]|(?:^|\.)xn--/i;
const notHostNameAscii = /[\0-,/:-@[-`{-\x7f]/;

function isDomain(text: string): text is Domain {
  return text.length <= domainLimitOctets && hostName.test(text);
}

/**
 * UTS #46 by the URL parser of Node, workerd and every browser: the same conversion as in the person's own client,
 * without a table of 250 KB in the bundle.
 */
function toALabels(name: string): string | undefined {
  // The URL parser would end the host at these or percent-decode them.
  if (notHostNameAscii.test(name)) return undefined;
  const url = `http://${extraLabel.unicode}${name}`;
  return URL.canParse(url) ? new URL(url).hostname.slice(extraLabel.ascii.length) : undefined;
}

/** The URL parser does not verify the Punycode of a name in ASCII; with a non-ASCII label in front it verifies all. */
const extraLabel = { unicode: 'ü.', ascii: 'xn--tda.' } as const;

const encoder = new TextEncoder();
const nonAscii = /[^\0-\x7f]/;

/** There are at least as many octets as UTF-16 units, so very long and very short texts need not be encoded. */
function isLonger(text: string, limitOctets: number): boolean {
  if (text.length > limitOctets) return true;
  return text.length * 3 > limitOctets && nonAscii.test(text) && encoder.encode(text).length > limitOctets;
}

function malformed(flaw: AddressFlaw): { readonly ok: false; readonly refusal: Refusal } {
  return refuse({ reason: 'address-malformed', flaw });
}
