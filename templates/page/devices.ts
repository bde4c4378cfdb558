/** For Apple's devices a profile, and for any phone a code that brings this page there. */

import { type Html, markup } from '../../src/html.ts';
import { qrCode } from '../../src/qr.ts';
import type { Texts } from '../texts/texts.ts';

/** How the profile is asked for. */
const profile = { action: '/profile.mobileconfig', method: 'post' } as const;

export const apple = (address: string | undefined, say: Texts): Html =>
  markup`<section class="apple"><h2>${say.apple}</h2><p>${say.appleLead}</p>
<form action="${profile.action}" method="${profile.method}">${address === undefined ? '' : hidden(address)}<button class="main">${say.download}</button></form></section>`;

export const hidden = (address: string): Html =>
  markup`<input type="hidden" name="emailaddress" value="${address}">`;

/** The address stands in the fragment, which a browser sends to nobody; the page's script posts it. */
export function phone(origin: string, address: string, say: Texts): Html {
  const fragment = encodeURIComponent(address).replace('%40', '@');
  const { size, path } = qrCode(`${origin}/#${fragment}`);
  const side = size + 8;
  return markup`<section class="phone two"><div><h2>${say.phone}</h2><p>${say.phoneLead}</p></div><svg viewBox="-4 -4 ${side} ${side}" role="img" aria-label="${say.phone}: QR" shape-rendering="crispEdges"><path fill="#000" d="${path}"/></svg></section>`;
}
