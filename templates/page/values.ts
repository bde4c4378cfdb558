/** The values to enter, each with a copy button, and the table of all servers. */

import { type Html, markup } from '../../src/format/html.ts';
import type { Account, Server } from '../../src/model/account.ts';
import type { Language } from '../locales/index.ts';
import type { Translation } from '../locales/translation.ts';
import { breakable, interpolate } from './interpolate.ts';
import { hasExchange, hostOf, isTemplate, securityOf, serviceOf, usernameOf } from './model.ts';

/** The recommended servers, with every value that may have to be entered. */
export function values(account: Account, language: Language, texts: Translation): Html {
  const servers = [account.incoming[0], account.outgoing[0]].filter((server) => server !== undefined);
  return markup`<section id="values"><h2>${texts.values}</h2>
<div class="cards">${servers.map((server) => card(server, texts))}</div>
<ul class="notes">${signIn(account, texts)}<li class="warn"><strong>${texts.authentication}</strong></li>${exchangeNote(account, texts)}${notes(account, language)}</ul>
</section>`;
}

/** Which of two ways to choose, or for which addresses these values are not. */
const exchangeNote = (account: Account, texts: Translation): Html =>
  markup`<li class="warn">${hasExchange(account) ? texts.exchangeOrMail : `${texts.notExchange} ${texts.exchangeLead}`}</li>`;

function card(server: Server, texts: Translation): Html {
  const { username } = server;
  const copied = (label: string, value: string | number): Html =>
    line(
      label,
      markup`<span class="value" data-copy="${label}">${typeof value === 'string' ? breakable(value) : value}</span>`,
    );
  const plain = (label: string, value: string): Html => line(label, markup`<span>${value}</span>`);
  const user = isTemplate(username) ? plain : copied;
  return markup`<div class="card"><h3>${serviceOf(server, texts)}</h3><dl>${[
    copied(texts.server, hostOf(server)),
    copied(texts.port, server.port),
    line(texts.security, markup`<span class="value">${securityOf(server, texts)}</span>`),
    user(texts.username, usernameOf(username, texts)),
    plain(texts.password, texts.yourPassword),
  ]}</dl></div>`;
}

/** The provider's own instructions, with English as fallback. */
function notes({ instructions }: Account, language: Language): Html {
  const own = instructions[language];
  const tag = own === undefined ? 'en' : language;
  const sentences = own ?? instructions['en'] ?? [];
  return markup`${sentences.map((sentence) => markup`<li lang="${tag}">${sentence}</li>`)}`;
}

/** The instructions of a provider without servers for programs: Proton Mail. */
export const notesAlone = (account: Account, language: Language): Html =>
  Object.keys(account.instructions).length === 0
    ? markup``
    : markup`<section><ul class="notes">${notes(account, language)}</ul></section>`;

const line = (label: string, value: Html): Html => markup`<div><dt>${label}</dt><dd>${value}</dd></div>`;

function signIn({ oauth2, incoming, outgoing }: Account, texts: Translation): Html {
  const asked = [...incoming, ...outgoing].some(({ authentication }) => authentication.includes('oauth2'));
  if (!oauth2 || !asked) return markup``;
  return markup`<li>${interpolate(texts.oauth2, { issuer: new URL(oauth2.issuer).host })}</li>`;
}

/** All servers: encrypted ones first, the others collapsed. */
export function ports({ incoming, outgoing, manual }: Account, texts: Translation): Html {
  const encrypted = [...incoming, ...outgoing, ...manual.filter(({ security }) => security !== 'none')];
  const others = manual.filter(({ security }) => security === 'none');
  return markup`<section id="ports"><h2>${texts.ports}</h2>
${encrypted.length > 0 ? markup`<h3>${texts.encrypted}</h3>${table(encrypted, texts)}` : ''}
${others.length > 0 ? markup`<details><summary><span class="mark">⚠</span> ${texts.unencrypted}</summary>${table(others, texts)}</details>` : ''}
</section>`;
}

function table(servers: readonly Server[], texts: Translation): Html {
  return markup`<table><thead><tr><th scope="col"><span class="unseen">${texts.ports}</span></th><th scope="col">${texts.server}</th><th scope="col">${texts.port}</th><th scope="col">${texts.security}</th></tr></thead>
<tbody>${servers.map((server) => row(server, texts))}</tbody></table>`;
}

function row(server: Server, texts: Translation): Html {
  const cell = (label: string, value: string | Html): Html => markup`<td data-label="${label}">${value}</td>`;
  return markup`<tr><th scope="row">${serviceOf(server, texts)}</th>${[
    cell(texts.server, markup`<code>${hostOf(server)}</code>`),
    cell(texts.port, markup`<code>${server.port}</code>`),
    cell(texts.security, securityOf(server, texts)),
  ]}</tr>`;
}
