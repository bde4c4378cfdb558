/** For Apple's devices a profile, and for any phone a code that brings this page there. */

import { type Html, markup } from '../../src/format/html.ts';
import { qrCode, quietZone } from '../../src/format/qr.ts';
import type { Link } from '../../src/links/link.ts';
import type { Language } from '../locales/index.ts';
import type { Translation } from '../locales/translation.ts';
import { type AppleSystem, tapsBelow } from './apple-install-steps.ts';
import { breakable, interpolate } from './interpolate.ts';
import type { PagePaths } from './model.ts';

/** @param here the system of an Apple device that this is read on, where the profile can be installed at once */
export const apple = (
  address: string | undefined,
  paths: PagePaths,
  say: Translation,
  here?: { readonly system: AppleSystem; readonly iosMajor: number | undefined },
): Html =>
  markup`<section class="apple"><h2>${say.apple}</h2><p>${say.appleLead}</p>
<form action="${paths.profile}" method="post">${address === undefined ? '' : hidden(address)}<button class="main">${say.download}</button></form>${here ? tapsBelow(here.system, here.iosMajor, say) : ''}</section>`;

export const hidden = (address: string): Html =>
  markup`<input type="hidden" name="emailaddress" value="${address}">`;

/** A code for the camera, and the same link to copy. */
export function phone({ url, code, hours }: Link, language: Language, say: Translation): Html {
  const { size, path } = qrCode(code);
  const side = size + 2 * quietZone;
  return markup`<section class="phone two"><div><h2>${say.phone}</h2><p>${say.phoneLead}${hours === undefined ? '' : markup` ${interpolate(say.linkEnds, { time: markup`${timeOf(hours, language)}` })}`}</p></div><svg viewBox="${-quietZone} ${-quietZone} ${side} ${side}" role="img" aria-label="${say.phone}: QR" shape-rendering="crispEdges"><path fill="#000" d="${path}"/></svg><dl><div><dt>${say.link}</dt><dd><span class="value link" data-copy="${say.link}">${breakable(url)}</span></dd></div></dl></section>`;
}

/** `24 hours`, `30 days`, as the language counts them. */
function timeOf(hours: number, language: Language): string {
  const days = hours / 24;
  const [count, unit] = days > 1 && Number.isInteger(days) ? [days, 'day'] : [hours, 'hour'];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}
