/** What the page for people looks like and does, and the policy that allows that and nothing else. */

import { script } from '../../../templates/page/script.ts';
import { style } from '../../../templates/page/style.ts';
import type { Account } from '../../model/account.ts';
import type { Brand } from '../../model/brand.ts';
import { lazy } from '../../util/lazy.ts';
import { lruMap, memoizeByObject } from '../../util/memo.ts';

/** Of each account, those without an address are kept that were asked for last: for so many languages and systems. */
const pagesKept = 50;

/** The same for the same brand. */
export const pagePolicy = (brand: Brand) => looksOf(brand)();

const looksOf = memoizeByObject((brand: Brand) =>
  lazy(async () => {
    const inline = { style: style(brand.accent), script };
    const policy = [
      "default-src 'none'",
      `style-src '${await hashOf(inline.style)}'`,
      `script-src '${await hashOf(inline.script)}'`,
      'img-src data:',
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; ');
    return {
      inline,
      policy,
      pages: memoizeByObject((_account: Account) => lruMap<string, Uint8Array<ArrayBuffer>>(pagesKept)),
    };
  }),
);

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
}
