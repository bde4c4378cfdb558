/** The values to enter, big and one by one, and all servers in a table. */

import { type Html, markup } from '../../src/format/html.ts';
import type { Account, Server } from '../../src/model/account.ts';
import type { Language } from '../locales/index.ts';
import type { Translation } from '../locales/translation.ts';
import { breakable, interpolate } from './interpolate.ts';
import { hostOf, securityOf, serviceOf, usernameOf } from './model.ts';

/** The servers that clients should use, with everything that a person may have to type or tick. */
export function values(account: Account, language: Language, say: Translation): Html {
  const servers = [account.incoming[0], account.outgoing[0]].filter((server) => server !== undefined);
  return markup`<section id="values"><h2>${say.values}</h2>
<div class="cards">${servers.map((server) => card(server, say))}</div>
<ul class="notes">${signIn(account, say)}<li class="warn"><strong>${say.authentication}</strong></li><li class="warn">${say.notExchange} ${say.exchangeLead}</li>${notes(account, language)}</ul>
</section>`;
}

function card(server: Server, say: Translation): Html {
  const { username } = server;
  const copied = (label: string, value: string | number): Html =>
    line(
      label,
      markup`<span class="value" data-copy="${label}">${typeof value === 'string' ? breakable(value) : value}</span>`,
    );
  const plain = (label: string, value: string): Html => line(label, markup`<span>${value}</span>`);
  const user = username.startsWith('%') ? plain : copied;
  return markup`<div class="card"><h3>${serviceOf(server, say)}</h3><dl>${[
    copied(say.server, hostOf(server)),
    copied(say.port, server.port),
    line(say.security, markup`<span class="value">${securityOf(server, say)}</span>`),
    user(say.username, usernameOf(server, say)),
    plain(say.password, say.yourPassword),
  ]}</dl></div>`;
}

/** The provider's own, in English where it has none in this language. */
function notes({ instructions }: Account, language: Language): Html {
  const own = instructions[language];
  const tag = own === undefined ? 'en' : language;
  const sentences = own ?? instructions['en'] ?? [];
  return markup`${sentences.map((sentence) => markup`<li lang="${tag}">${sentence}</li>`)}`;
}

const line = (label: string, value: Html): Html => markup`<div><dt>${label}</dt><dd>${value}</dd></div>`;

function signIn({ oauth2, incoming, outgoing }: Account, say: Translation): Html {
  const asked = [...incoming, ...outgoing].some(({ authentication }) => authentication.includes('oauth2'));
  if (!oauth2 || !asked) return markup``;
  return markup`<li>${interpolate(say.oauth2, { issuer: new URL(oauth2.issuer).host })}</li>`;
}

/** All servers, the encrypted ones first and the others folded away. */
export function ports({ incoming, outgoing, manual }: Account, say: Translation): Html {
  const encrypted = [...incoming, ...outgoing, ...manual.filter(({ security }) => security !== 'none')];
  const others = manual.filter(({ security }) => security === 'none');
  return markup`<section id="ports"><h2>${say.ports}</h2>
${encrypted.length > 0 ? markup`<h3>${say.encrypted}</h3>${table(encrypted, say)}` : ''}
${others.length > 0 ? markup`<details><summary><span class="mark">⚠</span> ${say.unencrypted}</summary>${table(others, say)}</details>` : ''}
</section>`;
}

function table(servers: readonly Server[], say: Translation): Html {
  return markup`<table><thead><tr><th scope="col"><span class="unseen">${say.ports}</span></th><th scope="col">${say.server}</th><th scope="col">${say.port}</th><th scope="col">${say.security}</th></tr></thead>
<tbody>${servers.map((server) => row(server, say))}</tbody></table>`;
}

function row(server: Server, say: Translation): Html {
  const cell = (label: string, value: string | Html): Html => markup`<td data-label="${label}">${value}</td>`;
  return markup`<tr><th scope="row">${serviceOf(server, say)}</th>${[
    cell(say.server, markup`<code>${hostOf(server)}</code>`),
    cell(say.port, markup`<code>${server.port}</code>`),
    cell(say.security, securityOf(server, say)),
  ]}</tr>`;
}
