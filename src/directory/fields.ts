/** The fields of which documents are made, the operator's and the stores': each is checked here, once. */

import * as z from 'zod';
import { hasPlaceholder } from '../format/placeholders.ts';
import { parseDomain } from '../model/address.ts';

/** Words that clients and people are shown. */
export const plainText = (limit: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(limit)
    // What XML cannot carry must not get into a document, and a template has no place in a name.
    .refine((text) => !/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(text), 'holds a control character')
    .refine((text) => !hasPlaceholder(text), 'holds a placeholder, which belongs into host or username only');

/** draft-ietf-mailmaint-autoconfig-06: displayName is at most 60 characters, displayShortName 20. */
export const nameField = plainText(60);
export const shortNameField = plainText(20);

export const domainField = z.string().transform((text, context) => {
  const domain = parseDomain(text);
  if (domain.ok) return domain.value;
  context.addIssue({ code: 'custom', message: `"${text}" is not a domain name` });
  return z.NEVER;
});

/** A host name, in which `%EMAILDOMAIN%` may stand for the domain that was asked about. */
export const hostField = z.string().transform((text, context) => {
  const pattern = '%EMAILDOMAIN%';
  // A label stands in for the domain while the rest is looked at.
  const standIn = 'the-domain-asked-about';
  const domain = parseDomain(text.replaceAll(pattern, standIn));
  if (domain.ok) return domain.value.replaceAll(standIn, pattern);
  context.addIssue({ code: 'custom', message: `"${text}" is not a host name` });
  return z.NEVER;
});

export const portField = z.int().min(1).max(65535);

export const usernameField = z
  .string()
  .trim()
  .min(1)
  .max(254)
  .refine((text) => !/[\p{Cc}\p{Cs}\s\ufffe\uffff]/u.test(text), 'holds a space or a control character')
  // Thunderbird makes the number 123 of 00123 and a truth value of true (readFromXML.sys.mjs by way of JXON).
  .refine(
    (text) => text === '' || (Number.isNaN(Number(text)) && !/^(true|false)$/i.test(text)),
    'would be read as a number by Thunderbird',
  )
  // FairEmail and GNOME Online Accounts expand a lone placeholder only.
  .transform((text) => text.replaceAll('%EMAILLOCALPART%@%EMAILDOMAIN%', '%EMAILADDRESS%'));

/** A link, as the URL parser writes it: without the characters that XML could not carry. */
export const linkField = z
  .url({ protocol: /^https?$/, error: 'must be a URL' })
  .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), 'holds a control character')
  .transform((text) => (URL.canParse(text) ? new URL(text).href : text));
