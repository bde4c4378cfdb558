/** The fields of which documents are made, the operator's and the stores': each is checked here, once. */

import * as z from 'zod/mini';
import { hasPlaceholder } from '../format/placeholders.ts';
import { parseDomain } from '../model/address.ts';
import { ok, refuse } from '../model/result.ts';
import { anyText, integer, parsed } from './schema-builders.ts';

/** Any text but the empty one. */
export const filledText = anyText.check(z.minLength(1));

// Checks have no state, so schemas share them: each one that is built takes its time from the cold start.
const trimmed = z.trim();
const filled = z.minLength(1);
// What XML cannot carry must not get into a document, and a template has no place in a name.
const legible = z.refine<string>(
  (text) => !/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(text),
  'holds a control character',
);
const literal = z.refine<string>(
  (text) => !hasPlaceholder(text),
  'holds a placeholder, which belongs into host or username only',
);

/** Words that clients and people are shown. */
export const plainText = (limit: number) =>
  anyText.check(trimmed, filled, z.maxLength(limit), legible, literal);

/** draft-ietf-mailmaint-autoconfig-06: displayName is at most 60 characters, displayShortName 20. */
export const nameField = plainText(60);
export const shortNameField = plainText(20);

export const domainField = parsed(anyText, (text) => {
  const domain = parseDomain(text);
  return domain.ok ? domain : refuse(`"${text}" is not a domain name`);
});

/** A host name, in which `%EMAILDOMAIN%` may stand for the domain that was asked about. */
export const hostField = parsed(anyText, (text) => {
  const pattern = '%EMAILDOMAIN%';
  // A label stands in for the domain while the rest is looked at.
  const standIn = 'the-domain-asked-about';
  const domain = parseDomain(text.replaceAll(pattern, standIn));
  return domain.ok ? ok(domain.value.replaceAll(standIn, pattern)) : refuse(`"${text}" is not a host name`);
});

export const portField = integer.check(z.minimum(1), z.maximum(65535));

export const usernameField = z.pipe(
  anyText.check(
    trimmed,
    filled,
    z.maxLength(254),
    z.refine((text) => !/[\p{Cc}\p{Cs}\s\ufffe\uffff]/u.test(text), 'holds a space or a control character'),
    // Thunderbird makes the number 123 of 00123 and a truth value of true (readFromXML.sys.mjs by way of JXON).
    z.refine(
      (text) => text === '' || (Number.isNaN(Number(text)) && !/^(true|false)$/i.test(text)),
      'would be read as a number by Thunderbird',
    ),
  ),
  // FairEmail and GNOME Online Accounts expand a lone placeholder only.
  z.transform((text) => text.replaceAll('%EMAILLOCALPART%@%EMAILDOMAIN%', '%EMAILADDRESS%')),
);

const withoutControls = z.refine<string>(
  (text) => !/[\p{Cc}\p{Cs}]/u.test(text),
  'holds a control character',
);
const canonical = z.transform((text: string) => (URL.canParse(text) ? new URL(text).href : text));

/** A URL as the URL parser writes it: clients compare it, and XML could not carry everything that the parser takes. */
export const urlField = (protocol: RegExp, error: string) =>
  z.pipe(z.url({ protocol, error }).check(withoutControls), canonical);

export const linkField = urlField(/^https?$/, 'must be a URL');
