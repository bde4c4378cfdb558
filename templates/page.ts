/**
 * The setup page: a form for the address, then the values for manual setup, the Apple profile and the steps for each
 * program. It works without JavaScript and loads nothing.
 */

import { type Html, markup, verbatim } from '../src/format/html.ts';
import type { Account } from '../src/model/account.ts';
import { type Language, languages, translations } from './locales/index.ts';
import type { Translation } from './locales/translation.ts';
import { apple, appleWithoutProfile, hidden, phone } from './page/devices.ts';
import { breakable, interpolate } from './page/interpolate.ts';
import { type PageModel, textsFor } from './page/model.ts';
import { exchange, services } from './page/services.ts';
import { stepsByClient } from './page/steps.ts';
import { notesAlone, ports, values } from './page/values.ts';

/** Style sheet and script, allowed by hash in the CSP, so they are inserted unescaped. */
interface Inline {
  readonly style: string;
  readonly script: string;
}

/** @returns the complete HTML document */
export function page(model: PageModel, { style, script }: Inline): Html {
  const { language, brand, lookup } = model;
  const texts = translations[language];
  const own = brand.texts?.[language];
  const address = addressOf(model);
  const name = brand.name ?? (lookup.state === 'known' ? lookup.account.name : '');
  const title = own?.title ?? texts.title;
  const hasSettings = lookup.state === 'known' && address !== undefined;
  return markup`<!doctype html>
<html lang="${language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${name === '' ? title : `${title} · ${name}`}</title>
<link rel="icon" href="data:,">
<style>${verbatim(style)}</style>
</head>
<body>
<header><div class="wide"><p class="brand">${logo(brand.logo)}${name}</p>${languageLinks(model, address, texts)}</div></header>
<main class="wide">
<h1>${hasSettings ? interpolate(texts.titleFor, { address: breakable(address) }) : title}</h1>
${hasSettings ? '' : markup`<p class="lead">${own?.lead ?? texts.lead}</p>`}
${problem(model, texts)}
${hasSettings ? '' : addressForm(model, texts)}
${lookup.state === 'known' ? settings(lookup.account, address, model, textsFor(lookup.account, texts)) : ''}
${hasSettings ? markup`<details class="another"><summary>${texts.another}</summary>${addressForm(model, texts)}</details>` : ''}
</main>
<footer class="wide">${own?.note === undefined ? '' : markup`<p>${own.note}</p>`}${brand.support === undefined ? '' : markup`<p><a href="${brand.support}" rel="noreferrer">${texts.help}</a></p>`}</footer>
<p class="unseen" id="said" role="status" data-verb="${texts.copy}" data-done="${texts.copied}"></p>
<script>${verbatim(script)}</script>
</body>
</html>
`;
}

const addressOf = ({ lookup }: PageModel): string | undefined =>
  'address' in lookup ? lookup.address : undefined;

const logo = (url: string | undefined): Html =>
  url === undefined ? markup`` : markup`<img src="${url}" alt="">`;

/** Links, or with an address buttons that post it again, because no URL may contain it. */
function languageLinks(
  { language, paths }: PageModel,
  address: string | undefined,
  texts: Translation,
): Html {
  const to = (one: Language): Html => {
    const { name } = translations[one];
    const current = verbatim(one === language ? ' aria-current="true"' : '');
    return address === undefined
      ? markup`<a href="${paths.page}?language=${one}" hreflang="${one}" lang="${one}"${current}>${name}</a>`
      : markup`<button formaction="${paths.page}?language=${one}" lang="${one}"${current}>${name}</button>`;
  };
  const links = languages.map(to);
  return markup`<nav aria-label="${texts.language}"><form method="post" action="${paths.page}">${address === undefined ? '' : hidden(address)}${links}</form></nav>`;
}

function problem({ lookup }: PageModel, texts: Translation): Html {
  const message = (first: Html | string, more: Html | string): Html =>
    markup`<p class="problem" role="alert"><strong>${first}</strong> ${more}</p>`;
  switch (lookup.state) {
    case 'unknown':
      return message(
        interpolate(texts.unknown, { domain: markup`${lookup.domain}` }),
        markup`${lookup.exchanger === undefined ? '' : interpolate(`${texts.exchanger} `, { exchanger: lookup.exchanger })}${texts.unknownHelp}`,
      );
    case 'malformed':
      return message(interpolate(texts.malformed, { typed: markup`${lookup.typed}` }), '');
    case 'unavailable':
      return message(texts.unavailable, '');
    case 'unlinked':
      return message(texts.unlinked, '');
    default:
      return markup``;
  }
}

function addressForm(model: PageModel, texts: Translation): Html {
  const { lookup, language, paths } = model;
  const typed = lookup.state === 'malformed' ? lookup.typed : addressOf(model);
  const again = verbatim(lookup.state === 'malformed' ? ' aria-invalid="true" autofocus' : '');
  return markup`<section class="ask"><form method="post" action="${paths.page}?language=${language}">
<label for="emailaddress">${texts.address}</label>
<div class="row"><input id="emailaddress" name="emailaddress" inputmode="email" autocomplete="email" autocapitalize="none" spellcheck="false" maxlength="254" required aria-describedby="privacy" value="${typed ?? ''}"${again}><button class="main">${texts.show}</button></div>
<p class="hint" id="privacy">${texts.privacy}</p></form></section>`;
}

/** The settings of an account; on Apple devices, the profile comes first. */
function settings(account: Account, address: string | undefined, model: PageModel, texts: Translation): Html {
  const { language, system, iosMajor, link, paths } = model;
  const byMail = account.incoming.length > 0 && account.outgoing.length > 0;
  const here = system === 'ios' || system === 'macos' ? { system, iosMajor } : undefined;
  const offer = model.profiles[system === 'macos' ? 'macos' : 'ios'];
  const profile =
    offer === undefined
      ? []
      : [offer.offered ? apple(address, paths, texts, here) : appleWithoutProfile(offer.kind, texts)];
  const phoneLink = link === undefined ? [] : [phone(link, language, texts)];
  const pair = [...phoneLink, ...(here ? [] : profile)];
  return markup`${[
    ...(here ? profile : []),
    byMail ? values(account, language, texts) : notesAlone(account, language),
    exchange(account, texts),
    ...(byMail ? [stepsByClient(account, address, model, texts)] : []),
    ...(pair.length > 0 ? [markup`<div class="pair">${pair}</div>`] : []),
    ...(byMail || account.manual.length > 0 ? [ports(account, texts)] : []),
    services(account, language, texts),
  ]}`;
}
