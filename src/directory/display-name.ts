/** Names that are only shown: made to fit instead of refused, because no login depends on them. */

import { withoutPlaceholders } from '../format/placeholders.ts';

/** draft-ietf-mailmaint-autoconfig-06: displayName is at most 60 characters, displayShortName 20. */
export const nameLimit = 60;
export const shortNameLimit = 20;

/**
 * @returns the text without control characters, characters that XML cannot carry, and placeholders, within the limit;
 *   nothing when nothing is left of it
 */
export function displayName(text: string, limit: number): string | undefined {
  const plain = withoutPlaceholders(text.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, ' '))
    .replace(/\s+/g, ' ')
    .trim();
  return plain === '' ? undefined : shortened(plain, limit);
}

/** @returns as many whole words as fit, without an unclosed bracket; a first word that is too long is cut */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const words = text
    .slice(0, text.lastIndexOf(' ', limit) + 1)
    .replace(/[([][^)\]]*$/, '')
    .replace(/[\s,;:|&+/\p{Pd}]+$/u, '');
  if (words !== '') return words;
  let cut = '';
  for (const character of text) {
    if (cut.length + character.length > limit) break;
    cut += character;
  }
  return cut.trim();
}
