/**
 * The page for people: what this service is, the values to type where no client asks, and the Apple profile.
 * It works without scripts and fetches nothing.
 */

import type { Account, Protocol, Security, Server } from '../src/account.ts';
import { type Html, markup, verbatim } from '../src/html.ts';
import style from './page.css.ts';

export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

interface Words {
  readonly title: (name: string) => string;
  readonly lead: string;
  readonly values: string;
  readonly encrypted: string;
  readonly unencrypted: string;
  readonly service: string;
  readonly server: string;
  readonly port: string;
  readonly security: string;
  readonly username: string;
  readonly usernames: Readonly<Record<'address' | 'localPart', string>>;
  readonly protocols: Readonly<Record<Protocol, string>>;
  readonly securities: Readonly<Record<Security, string>>;
  readonly apple: string;
  readonly appleLead: string;
  readonly address: string;
  readonly download: string;
  readonly anybody: string;
  readonly more: string;
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    title: (name) => `Mail settings for ${name}`,
    lead: 'Most mail programs find these settings by themselves: type your address and your password, and that is all. Where one does not, here is what to enter.',
    values: 'What to enter',
    encrypted: 'Encrypted, as it should be',
    unencrypted: 'Not encrypted: for devices that cannot do better',
    service: 'For',
    server: 'Server',
    port: 'Port',
    security: 'Security',
    username: 'User name',
    usernames: { address: 'your whole address', localPart: 'what stands before the @' },
    protocols: { imap: 'Receiving (IMAP)', pop3: 'Receiving (POP3)', smtp: 'Sending (SMTP)' },
    securities: { tls: 'SSL/TLS', starttls: 'STARTTLS', none: 'none' },
    apple: 'iPhone, iPad and Mac',
    appleLead: 'Download the profile, then open Settings and install it. It holds no password.',
    address: 'Your e-mail address',
    download: 'Download the profile',
    anybody: 'Profile without an address',
    more: 'Read more',
  },
  fr: {
    title: (name) => `Réglages de messagerie ${name}`,
    lead: 'La plupart des logiciels de messagerie trouvent ces réglages tout seuls : saisissez votre adresse et votre mot de passe, rien de plus. Sinon, voici ce qu’il faut saisir.',
    values: 'Ce qu’il faut saisir',
    encrypted: 'Chiffré, comme il se doit',
    unencrypted: 'Non chiffré : pour les appareils qui ne savent pas faire mieux',
    service: 'Pour',
    server: 'Serveur',
    port: 'Port',
    security: 'Sécurité',
    username: 'Nom d’utilisateur',
    usernames: { address: 'votre adresse entière', localPart: 'ce qui précède le @' },
    protocols: { imap: 'Réception (IMAP)', pop3: 'Réception (POP3)', smtp: 'Envoi (SMTP)' },
    securities: { tls: 'SSL/TLS', starttls: 'STARTTLS', none: 'aucune' },
    apple: 'iPhone, iPad et Mac',
    appleLead:
      'Téléchargez le profil, puis ouvrez Réglages et installez-le. Il ne contient aucun mot de passe.',
    address: 'Votre adresse e-mail',
    download: 'Télécharger le profil',
    anybody: 'Profil sans adresse',
    more: 'En savoir plus',
  },
};

/** @returns a whole document in that language, from `<!doctype html>` on */
export function page(account: Account, language: Language): Html {
  const say = words[language];
  const title = say.title(account.name);
  return markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${verbatim(style)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="lead">${say.lead}</p>
<section>
<h2>${say.values}</h2>
<h3>${say.encrypted}</h3>
${table([...account.incoming, ...account.outgoing], say)}
${notes(account.instructions[language] ?? [])}
${unencrypted(account.manual, say)}
</section>
<section>
<h2>${say.apple}</h2>
<p>${say.appleLead}</p>
<form action="/profile.mobileconfig">
<label for="emailaddress">${say.address}</label>
<div class="row">
<input id="emailaddress" name="emailaddress" type="email" autocomplete="email" required>
<button>${say.download}</button>
</div>
</form>
<p><a href="/profile.mobileconfig">${say.anybody}</a></p>
</section>
${links(account, language, say)}
</main>
</body>
</html>
`;
}

function table(servers: readonly Server[], say: Words): Html {
  return markup`<table>
<thead><tr><th scope="col">${say.service}</th><th scope="col">${say.server}</th><th scope="col">${say.port}</th><th scope="col">${say.security}</th><th scope="col">${say.username}</th></tr></thead>
<tbody>${servers.map((server) => row(server, say))}</tbody>
</table>`;
}

function row(server: Server, say: Words): Html {
  const cell = (label: string, value: string | number | Html): Html =>
    markup`<td data-label="${label}">${value}</td>`;
  return markup`<tr><th scope="row">${say.protocols[server.protocol]}</th>${cell(say.server, markup`<code>${server.host}</code>`)}${cell(say.port, markup`<code>${server.port}</code>`)}${cell(say.security, say.securities[server.security])}${cell(say.username, usernameOf(server, say))}</tr>`;
}

function usernameOf({ username }: Server, say: Words): string {
  if (username === '%EMAILADDRESS%') return say.usernames.address;
  if (username === '%EMAILLOCALPART%') return say.usernames.localPart;
  return username;
}

function notes(sentences: readonly string[]): Html {
  if (sentences.length === 0) return markup``;
  return markup`<ul>${sentences.map((sentence) => markup`<li>${sentence}</li>`)}</ul>`;
}

function unencrypted(servers: readonly Server[], say: Words): Html {
  if (servers.length === 0) return markup``;
  return markup`<details><summary>${say.unencrypted}</summary>${table(servers, say)}</details>`;
}

function links(account: Account, language: Language, say: Words): Html {
  if (account.documentation.length === 0) return markup``;
  const items = account.documentation.map(
    ({ url, title }) =>
      markup`<li><a href="${url}" rel="noreferrer">${title[language] ?? Object.values(title)[0] ?? url}</a></li>`,
  );
  return markup`<section><h2>${say.more}</h2><ul>${items}</ul></section>`;
}
