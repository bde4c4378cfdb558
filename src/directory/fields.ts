/** Schemas of the fields that several sections of the configuration share. */

import * as z from 'zod/mini';
import { hasPlaceholder } from '../format/placeholders.ts';
import { parseDomain } from '../model/address.ts';
import { refuse } from '../model/result.ts';
import { parseShownUsername, parseUsername, usernameComplaint } from '../model/username.ts';
import { hasControlCharacter } from '../util/control-characters.ts';
import { nameLimit, shortNameLimit } from './display-name.ts';
import { hostFlaws, parseHostPattern } from './host-pattern.ts';
import { anyText, deferred, integer, parsed } from './schema-builders.ts';

/** A text that is not empty. */
export const filledText = anyText.check(z.minLength(1));

// Checks have no state, so schemas share them: building each one costs time at the cold start.
const trimmed = z.trim();
const filled = z.minLength(1);
// Characters that XML cannot carry must not get into a document, and names must not contain placeholders.
const legible = z.refine<string>(
  (text) => !hasControlCharacter(text) && !/[\ufffe\uffff]/.test(text),
  'holds a control character',
);
const literal = z.refine<string>(
  (text) => !hasPlaceholder(text),
  'holds a placeholder, which only host and username may have',
);

/** Text that is shown to people. */
export const plainText = (limit: number) =>
  anyText.check(trimmed, filled, z.maxLength(limit), legible, literal);

export const nameField = plainText(nameLimit);
export const shortNameField = plainText(shortNameLimit);

export const domainField = parsed(anyText, (text) => {
  const domain = parseDomain(text);
  return domain.ok ? domain : refuse(`"${text}" is not a domain name`);
});

/** A host name, in which `%EMAILDOMAIN%` may stand for the requested domain. */
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

const withoutControls = z.refine<string>((text) => !hasControlCharacter(text), 'holds a control character');
const canonical = z.transform((text: string) => (URL.canParse(text) ? new URL(text).href : text));

/** A URL as the URL parser writes it: clients compare URLs, and XML cannot carry everything that the parser accepts. */
export const urlField = (protocol: RegExp, error: string) =>
  z.pipe(z.url({ protocol, error }).check(withoutControls), canonical);

export const linkField = deferred(() => urlField(/^https?$/, 'must be a URL'));
