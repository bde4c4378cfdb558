/** What a provider offers beside mail servers: Exchange, calendars, address books, and something to read. */

import { type Html, markup } from '../../src/format/html.ts';
import type { Account } from '../../src/model/account.ts';
import type { Language } from '../locales/index.ts';
import type { Translation } from '../locales/translation.ts';

/** What whoever has Exchange does. */
export function exchange({ activesync, ews, autodiscover }: Account, say: Translation): Html {
  const url = activesync ?? ews ?? (autodiscover?.to === 'url' ? autodiscover.url : undefined);
  if (url === undefined && autodiscover === undefined) return markup``;
  const server =
    url === undefined
      ? ''
      : markup`<dl><div><dt>${say.server}</dt><dd><span class="value" data-copy="${say.server}">${new URL(url).host}</span></dd></div></dl>`;
  return markup`<section id="exchange"><h2>Exchange</h2><p>${say.exchangeLead}</p>${server}</section>`;
}

/** Links, and URLs to copy. */
export function services(account: Account, language: Language, say: Translation): Html {
  const { caldav, carddav, webmail, documentation } = account;
  const copied = [
    { label: say.calendar, url: caldav },
    { label: say.contacts, url: carddav },
  ].flatMap(({ label, url }) =>
    url === undefined
      ? []
      : [markup`<div><dt>${label}</dt><dd><span class="value" data-copy="${label}">${url}</span></dd></div>`],
  );
  const links = [
    ...(webmail === undefined ? [] : [{ url: webmail, text: say.webmail }]),
    ...documentation.map(({ url, title }) => ({
      url,
      text: title[language] ?? title['en'] ?? Object.values(title)[0] ?? url,
    })),
  ].map(({ url, text }) => markup`<li><a href="${url}" rel="noreferrer">${text}</a></li>`);
  if (copied.length + links.length === 0) return markup``;
  return markup`<section id="more"><h2>${say.more}</h2>${copied.length > 0 ? markup`<dl>${copied}</dl>` : ''}${links.length > 0 ? markup`<ul class="notes">${links}</ul>` : ''}</section>`;
}
