/** The sections for a provider's other services: Exchange, calendars, address books and documentation. */

import { type Html, markup } from '../../src/format/html.ts';
import type { Account } from '../../src/model/account.ts';
import type { Language } from '../locales/index.ts';
import type { Translation } from '../locales/translation.ts';
import { isTemplate, usernameOf } from './model.ts';

/** The steps for Exchange users. */
export function exchange({ activesync, ews, autodiscover }: Account, texts: Translation): Html {
  const url = activesync ?? ews ?? (autodiscover?.to === 'url' ? autodiscover.url : undefined);
  if (url === undefined && autodiscover === undefined) return markup``;
  const server =
    url === undefined
      ? ''
      : markup`<dl><div><dt>${texts.server}</dt><dd><span class="value" data-copy="${texts.server}">${new URL(url).host}</span></dd></div></dl>`;
  return markup`<section id="exchange"><h2>Exchange</h2><p>${texts.exchangeLead}</p>${server}</section>`;
}

/** Links, and URLs to copy. */
export function services(account: Account, language: Language, texts: Translation): Html {
  const { caldav, carddav, usernames, webmail, documentation } = account;
  const copied = [
    { label: texts.calendar, url: caldav, username: usernames?.caldav },
    { label: texts.contacts, url: carddav, username: usernames?.carddav },
  ].flatMap(({ label, url, username }) =>
    url === undefined
      ? []
      : [
          markup`<div><dt>${label}</dt><dd><span class="value" data-copy="${label}">${url}</span></dd></div>`,
          ...(username === undefined ? [] : [login(label, username, texts)]),
        ],
  );
  const links = [
    ...(webmail === undefined ? [] : [{ url: webmail, text: texts.webmail }]),
    ...documentation.map(({ url, title }) => ({
      url,
      text: title[language] ?? title['en'] ?? Object.values(title)[0] ?? url,
    })),
  ].map(({ url, text }) => markup`<li><a href="${url}" rel="noreferrer">${text}</a></li>`);
  if (copied.length + links.length === 0) return markup``;
  return markup`<section id="more"><h2>${texts.more}</h2>${copied.length > 0 ? markup`<dl>${copied}</dl>` : ''}${links.length > 0 ? markup`<ul class="notes">${links}</ul>` : ''}</section>`;
}

/** The user name of a service that has another one than mail. */
function login(service: string, username: string, texts: Translation): Html {
  const text = usernameOf(username, texts);
  const value = isTemplate(username)
    ? markup`<span>${text}</span>`
    : markup`<span class="value" data-copy="${texts.username}">${text}</span>`;
  return markup`<div><dt>${service} · ${texts.username}</dt><dd>${value}</dd></div>`;
}
