/**
 * The user name at a server: a placeholder of draft-ietf-mailmaint-autoconfig-06, a text with one in it
 * (`EXAMPLE\%EMAILLOCALPART%`), or a text. The only parser of it. A placeholder that clients do not know would be
 * sent to the server as it is, and every login would fail.
 */

import { distance } from 'fastest-levenshtein';
import type { Address } from './address.ts';
import { ok, type Result, refuse } from './result.ts';

/** The placeholders that clients fill. */
const usernamePlaceholders = ['%EMAILADDRESS%', '%EMAILLOCALPART%', '%EMAILDOMAIN%'] as const;
export type UsernamePlaceholder = (typeof usernamePlaceholders)[number];

type UsernameFlaw =
  | { readonly flaw: 'empty' | 'too-long' | 'space' | 'number' }
  /** `meant` is the whole user name with the right placeholders. */
  | { readonly flaw: 'placeholder'; readonly written: string; readonly meant: string };

/** RFC 5321 §4.5.3.1.3: the longest address. */
const limitCharacters = 254;

/** @returns the user name without white space around it, or why no client could log in with it */
export function parseUsername(text: string): Result<string, UsernameFlaw> {
  const misspelt = text.length > limitCharacters ? undefined : misspeltPlaceholder(text.trim());
  return misspelt ? refuse(misspelt) : parseShownUsername(text);
}

/** The same for servers that are only shown to people: they fill in a placeholder that clients do not know. */
export function parseShownUsername(text: string): Result<string, UsernameFlaw> {
  const trimmed = text.trim();
  if (trimmed === '') return refuse({ flaw: 'empty' });
  if (trimmed.length > limitCharacters) return refuse({ flaw: 'too-long' });
  if (/[\p{Cc}\p{Cs}\s\ufffe\uffff]/u.test(trimmed)) return refuse({ flaw: 'space' });
  // Thunderbird makes the number 123 of 00123 and a truth value of true (readFromXML.sys.mjs by way of JXON).
  if (!Number.isNaN(Number(trimmed)) || /^(true|false)$/i.test(trimmed)) return refuse({ flaw: 'number' });
  return ok(asWhole(trimmed));
}

/** FairEmail and GNOME Online Accounts expand a lone placeholder only. */
const asWhole = (text: string): string => text.replaceAll('%EMAILLOCALPART%@%EMAILDOMAIN%', '%EMAILADDRESS%');

/** Whether it has a placeholder and something beside it: `EXAMPLE\%EMAILLOCALPART%`. Not every client fills it. */
export const isComposite = (username: string): boolean =>
  !isUsernamePlaceholder(username) && holdsPlaceholder(username);

/**
 * @returns the user name of an address; nothing when a client would take a part of it for a placeholder, as in
 *   `%EMAILDOMAIN%@example.org`, which is an address, or could not log in with it
 */
export function filledUsername(username: string, address: Address): string | undefined {
  const values = {
    '%EMAILADDRESS%': address.text,
    '%EMAILLOCALPART%': address.localPart,
    '%EMAILDOMAIN%': address.domain,
  } as const satisfies Record<UsernamePlaceholder, string>;
  const filled = username
    .split(rightPlaceholder)
    .map((piece) => (isUsernamePlaceholder(piece) ? values[piece] : piece))
    .join('');
  return !holdsPlaceholder(filled) && parseUsername(filled).ok ? filled : undefined;
}

/** Whether a client fills a part of it. */
export const holdsPlaceholder = (text: string): boolean =>
  usernamePlaceholders.some((placeholder) => text.includes(placeholder));

/** The sentence after the name of the key. */
export function usernameComplaint(flaw: UsernameFlaw): string {
  switch (flaw.flaw) {
    case 'empty':
      return 'is empty';
    case 'too-long':
      return `is longer than ${limitCharacters} characters`;
    case 'space':
      return 'holds a space or a control character';
    case 'number':
      return 'would be read as a number by Thunderbird';
    case 'placeholder':
      return `holds ${flaw.written}, which clients send as it is; did you mean ${flaw.meant}?`;
  }
}

/**
 * Placeholders of other programs, and misspelt ones: `${email}` and `{{email}}` of templates, `$user`, `%u`, `%Ln`
 * and `%{user}` of Dovecot, `%s` of Postfix, `<email>` of documentation, `%EMAILADRESS%`, `%EMAILLOCALPART` without
 * its end. A `%` with anything else after it is a character of a name: `50%off@example.org`.
 */
const misspellings = new RegExp(
  [
    String.raw`[$%]?\{\{?\s*[A-Za-z_][^{}]*\}\}?`,
    String.raw`<[A-Za-z][\w .-]*>`,
    '%EMAIL[A-Z_]*%?',
    'EMAIL_?(?:ADDRESS|LOCAL_?PART|DOMAIN)%?',
    '(?<![A-Za-z0-9])%[A-Z_]{2,}%',
    '%[LUR]?[undsh](?![A-Za-z0-9])',
    String.raw`\$(?:e?mail|user|login|local|domain|address)\w*`,
  ].join('|'),
  'gi',
);

function misspeltPlaceholder(text: string): Extract<UsernameFlaw, { flaw: 'placeholder' }> | undefined {
  const written: string[] = [];
  // Case-sensitive, and split off first, so that no misspelling is found across a right placeholder.
  const meant = text
    .split(rightPlaceholder)
    .map((piece) =>
      isUsernamePlaceholder(piece)
        ? piece
        : piece.replace(misspellings, (token) => {
            written.push(token);
            return nearest(token);
          }),
    )
    .join('');
  const [first] = written;
  return first === undefined
    ? undefined
    : { flaw: 'placeholder', written: first, meant: asWhole(meant).replace(twice, '%EMAILADDRESS%') };
}

const rightPlaceholder = new RegExp(`(${usernamePlaceholders.join('|')})`);
export const isUsernamePlaceholder = (text: string): text is UsernamePlaceholder =>
  usernamePlaceholders.some((known) => known === text);

/** `%u@%d` of Postfix, where `%u` of Dovecot would be the whole address. */
const twice = /%EMAILADDRESS%@%EMAILDOMAIN%/g;

/** By spelling, or by the words and letters that other programs use. */
function nearest(token: string): UsernamePlaceholder {
  const word = token.toLowerCase().replace(/[^a-z]/g, '');
  const near = usernamePlaceholders.find((known) => distance(inLetters(known), word) <= misspeltLetters);
  if (near) return near;
  if (/^[lur]?n$|local|^(name|mailbox)$/.test(word)) return '%EMAILLOCALPART%';
  return /^[lur]?d$|domain|^host/.test(word) ? '%EMAILDOMAIN%' : '%EMAILADDRESS%';
}

const misspeltLetters = 3;
const inLetters = (placeholder: UsernamePlaceholder): string => placeholder.toLowerCase().replaceAll('%', '');
