/**
 * The page for people: one field for the address, then the values to type where no client asks, the Apple profile,
 * and each program's own steps. It works without scripts and fetches nothing.
 */

import { type Html, markup, verbatim } from '../src/format/html.ts';
import type { Account } from '../src/model/account.ts';
import { type Language, languages, translations } from './locales/index.ts';
import type { Translation } from './locales/translation.ts';
import { apple, hidden, phone } from './page/devices.ts';
import { breakable, interpolate } from './page/interpolate.ts';
import type { PageModel } from './page/model.ts';
import { exchange, services } from './page/services.ts';
import { stepsByClient } from './page/steps.ts';
import { ports, values } from './page/values.ts';

/** What is trusted by its hash, and so must stand in the page as it is. */
export interface Inline {
  readonly style: string;
  readonly script: string;
}

/** @returns a whole document, from `<!doctype html>` on */
export function page(shown: PageModel, { style, script }: Inline): Html {
  const { language, brand, found } = shown;
  const say = translations[language];
  const own = brand.texts?.[language];
  const address = addressOf(shown);
  const name = brand.name ?? (found.state === 'known' ? found.account.name : '');
  const title = own?.title ?? say.title;
  const solved = found.state === 'known' && address !== undefined;
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
<header><div class="wide"><p class="brand">${logo(brand.logo)}${name}</p>${languageLinks(shown, address, say)}</div></header>
<main class="wide">
<h1>${solved ? interpolate(say.titleFor, { address: breakable(address) }) : title}</h1>
${solved ? '' : markup`<p class="lead">${own?.lead ?? say.lead}</p>`}
${problem(shown, say)}
${solved ? '' : ask(shown, say)}
${found.state === 'known' ? settings(found.account, address, shown, say) : ''}
${solved ? markup`<details class="another"><summary>${say.another}</summary>${ask(shown, say)}</details>` : ''}
</main>
<footer class="wide">${own?.note === undefined ? '' : markup`<p>${own.note}</p>`}${brand.support === undefined ? '' : markup`<p><a href="${brand.support}" rel="noreferrer">${say.help}</a></p>`}</footer>
<p class="unseen" id="said" role="status" data-verb="${say.copy}" data-done="${say.copied}"></p>
<script>${verbatim(script)}</script>
</body>
</html>
`;
}

const addressOf = ({ found }: PageModel): string | undefined =>
  'address' in found ? found.address : undefined;

const logo = (url: string | undefined): Html =>
  url === undefined ? markup`` : markup`<img src="${url}" alt="">`;

/** Links; where there is an address, buttons that post it again, for it must not stand in a URL. */
function languageLinks({ language, paths }: PageModel, address: string | undefined, say: Translation): Html {
  const to = (one: Language): Html => {
    const { name } = translations[one];
    const current = verbatim(one === language ? ' aria-current="true"' : '');
    return address === undefined
      ? markup`<a href="${paths.page}?language=${one}" hreflang="${one}" lang="${one}"${current}>${name}</a>`
      : markup`<button formaction="${paths.page}?language=${one}" lang="${one}"${current}>${name}</button>`;
  };
  const links = languages.map(to);
  return markup`<nav aria-label="${say.language}"><form method="post" action="${paths.page}">${address === undefined ? '' : hidden(address)}${links}</form></nav>`;
}

function problem({ found }: PageModel, say: Translation): Html {
  const said = (first: Html | string, more: Html | string): Html =>
    markup`<p class="problem" role="alert"><strong>${first}</strong> ${more}</p>`;
  switch (found.state) {
    case 'unknown':
      return said(
        interpolate(say.unknown, { domain: markup`${found.domain}` }),
        markup`${found.exchanger === undefined ? '' : interpolate(`${say.exchanger} `, { exchanger: found.exchanger })}${say.unknownHelp}`,
      );
    case 'malformed':
      return said(interpolate(say.malformed, { typed: markup`${found.typed}` }), '');
    case 'unavailable':
      return said(say.unavailable, '');
    case 'unlinked':
      return said(say.unlinked, '');
    default:
      return markup``;
  }
}

function ask(shown: PageModel, say: Translation): Html {
  const { found, language, paths } = shown;
  const typed = found.state === 'malformed' ? found.typed : addressOf(shown);
  const again = verbatim(found.state === 'malformed' ? ' aria-invalid="true" autofocus' : '');
  return markup`<section class="ask"><form method="post" action="${paths.page}?language=${language}">
<label for="emailaddress">${say.address}</label>
<div class="row"><input id="emailaddress" name="emailaddress" inputmode="email" autocomplete="email" autocapitalize="none" spellcheck="false" maxlength="254" required aria-describedby="privacy" value="${typed ?? ''}"${again}><button class="main">${say.show}</button></div>
<p class="hint" id="privacy">${say.privacy}</p></form></section>`;
}

/** Everything there is to know of an account; on Apple's devices what does it all at once stands first. */
function settings(account: Account, address: string | undefined, shown: PageModel, say: Translation): Html {
  const { language, system, iosMajor, link, paths } = shown;
  const byMail = account.incoming.length > 0 && account.outgoing.length > 0;
  const here = system === 'ios' || system === 'macos' ? { system, iosMajor } : undefined;
  const profile = byMail ? [apple(address, paths, say, here)] : [];
  const elsewhere = link === undefined ? [] : [phone(link, language, say)];
  const pair = [...elsewhere, ...(here ? [] : profile)];
  return markup`${[
    ...(here ? profile : []),
    ...(byMail ? [values(account, language, say)] : []),
    exchange(account, say),
    ...(byMail ? [stepsByClient(account, address, system, language, say)] : []),
    ...(pair.length > 0 ? [markup`<div class="pair">${pair}</div>`] : []),
    ...(byMail || account.manual.length > 0 ? [ports(account, say)] : []),
    services(account, language, say),
  ]}`;
}
