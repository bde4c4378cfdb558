/** Style sheet and script of the page, and the Content-Security-Policy that allows exactly these. */

import { script } from '../../../templates/page/script.ts';
import { style } from '../../../templates/page/style.ts';
import type { Account } from '../../model/account.ts';
import type { Brand } from '../../model/brand.ts';
import { lazy } from '../../util/lazy.ts';
import { lruMap, memoizeByObject } from '../../util/memo.ts';

/** Per account, the cache of pages without an address: one entry for each language and system. */
const pageCacheSize = 50;

/** Memoized by brand. */
export const pageAssets = (brand: Brand) => assetsOf(brand)();

const assetsOf = memoizeByObject((brand: Brand) =>
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
      pages: memoizeByObject((_account: Account) => lruMap<string, Uint8Array<ArrayBuffer>>(pageCacheSize)),
    };
  }),
);

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
}
