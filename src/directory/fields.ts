/** The fields of which documents are made, the operator's and the stores': each is checked here, once. */

import * as z from 'zod/mini';
import { hasPlaceholder } from '../format/placeholders.ts';
import { parseDomain } from '../model/address.ts';
import { refuse } from '../model/result.ts';
import { parseShownUsername, parseUsername, usernameComplaint } from '../model/username.ts';
import { nameLimit, shortNameLimit } from './display-name.ts';
import { hostFlaws, parseHostPattern } from './host-pattern.ts';
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

export const nameField = plainText(nameLimit);
export const shortNameField = plainText(shortNameLimit);

export const domainField = parsed(anyText, (text) => {
  const domain = parseDomain(text);
  return domain.ok ? domain : refuse(`"${text}" is not a domain name`);
});

/** A host name, in which `%EMAILDOMAIN%` may stand for the domain that was asked about. */
export const hostField = parsed(anyText, (text) => {
  const host = parseHostPattern(text);
  return host.ok ? host : refuse(`"${text}" ${hostFlaws[host.refusal]}`);
});

export const portField = integer.check(z.minimum(1), z.maximum(65535));

const username = (parse: typeof parseUsername) =>
  parsed(anyText, (text) => {
    const read = parse(text);
    return read.ok ? read : refuse(usernameComplaint(read.refusal));
  });

export const usernameField = username(parseUsername);
/** For servers that are only shown to people. */
export const shownUsernameField = username(parseShownUsername);

const withoutControls = z.refine<string>(
  (text) => !/[\p{Cc}\p{Cs}]/u.test(text),
  'holds a control character',
);
const canonical = z.transform((text: string) => (URL.canParse(text) ? new URL(text).href : text));

/** A URL as the URL parser writes it: clients compare it, and XML could not carry everything that the parser takes. */
export const urlField = (protocol: RegExp, error: string) =>
  z.pipe(z.url({ protocol, error }).check(withoutControls), canonical);

export const linkField = urlField(/^https?$/, 'must be a URL');
