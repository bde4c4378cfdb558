/** The sections for devices: the profile for Apple devices, and a QR code that opens this page on a phone. */

import { type Html, markup } from '../../src/format/html.ts';
import { qrCode, quietZone } from '../../src/format/qr.ts';
import type { Link } from '../../src/links/link.ts';
import type { Language } from '../locales/index.ts';
import type { Translation } from '../locales/translation.ts';
import { type AppleSystem, tapsBelow } from './apple-install-steps.ts';
import { breakable, interpolate } from './interpolate.ts';
import type { PagePaths } from './model.ts';

/**
 * In the place of the profile, where Apple's keys cannot express the sign-in.
 *
 * @param kind Apple's name of the account to add by hand, if it has one
 */
export function appleWithoutProfile(kind: string | undefined, texts: Translation): Html {
  const more = kind && interpolate(` ${texts.appleSignIn}`, { kind });
  return markup`<section class="apple"><h2>${texts.apple}</h2><p>${texts.appleNoProfile}${more ?? ''}</p></section>`;
}

/** @param here the reader's system if it is an Apple device, which can install the profile directly */
export const apple = (
  address: string | undefined,
  paths: PagePaths,
  texts: Translation,
  here?: { readonly system: AppleSystem; readonly iosMajor: number | undefined },
): Html =>
  markup`<section class="apple"><h2>${texts.apple}</h2><p>${texts.appleLead}</p>
<form action="${paths.profile}" method="post">${address === undefined ? '' : hidden(address)}${here ? markup`<input type="hidden" name="system" value="${here.system}">` : ''}<button class="main">${texts.download}</button></form>${here ? tapsBelow(here.system, here.iosMajor, texts) : ''}</section>`;

export const hidden = (address: string): Html =>
  markup`<input type="hidden" name="emailaddress" value="${address}">`;

/** The link as a QR code, and as text to copy. */
export function phone({ url, code, hours }: Link, language: Language, texts: Translation): Html {
  const { size, path } = qrCode(code);
  const side = size + 2 * quietZone;
  return markup`<section class="phone two"><div><h2>${texts.phone}</h2><p>${texts.phoneLead}${hours === undefined ? '' : markup` ${interpolate(texts.linkEnds, { time: markup`${timeOf(hours, language)}` })}`}</p></div><svg viewBox="${-quietZone} ${-quietZone} ${side} ${side}" role="img" aria-label="${texts.phone}: QR" shape-rendering="crispEdges"><path fill="#000" d="${path}"/></svg><dl><div><dt>${texts.link}</dt><dd><span class="value link" data-copy="${texts.link}">${breakable(url)}</span></dd></div></dl></section>`;
}

/** `24 hours` or `30 days`, in the page's language. */
function timeOf(hours: number, language: Language): string {
  const days = hours / 24;
  const [count, unit] = days > 1 && Number.isInteger(days) ? [days, 'day'] : [hours, 'hour'];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}
