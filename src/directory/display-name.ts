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

/** @returns the text up to its last whole word within the limit, or cut off when that would leave less than half */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const space = text.lastIndexOf(' ', limit);
  const end = space >= limit / 2 ? space : limit;
  // Half of a character outside the basic plane would be no text.
  return text
    .slice(0, end)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd();
}
