/**
 * OVH's shared mail, compared value by value with OVH's guide: "Courrier sur Windows 8 - Configuration de l'adresse
 * e-mail" (legacy guide 1281, github.com/ovh/docs). Its sentences are quoted next to the values.
 */

import { describe, expect, test } from 'vitest';
import { defaultDocument } from '../../src/index.ts';
import { account as anyAccount } from '../support/account.ts';
import { dialects } from '../support/dialects.ts';
import { appOf, bodyOf, configOf, poxRequest, send } from '../support/world.ts';

const ovh = configOf(defaultDocument).defaultAccount ?? anyAccount();

describe('the guide', () => {
  test.each<[sentence: string, protocol: string, port: number]>([
    ['Serveur entrant (IMAP) : SSL0.OVH.NET, port 993, requiert SSL', 'imap', 993],
    ['Serveur entrant (POP) : SSL0.OVH.NET, port 995, SSL activé', 'pop3', 995],
    ['Serveur sortant (SMTP) : SSL0.OVH.NET, port 465, requiert SSL', 'smtp', 465],
  ])('says: %s', (_, protocol, port) => {
    const servers = [...ovh.incoming, ...ovh.outgoing].filter((server) => server.protocol === protocol);
    expect(servers).toMatchObject([
      {
        protocol,
        host: 'ssl0.ovh.net',
        port,
        security: 'tls',
        authentication: ['password'],
        username: '%EMAILADDRESS%',
      },
    ]);
  });

  test.each<[sentence: string, protocol: string, port: number]>([
    ['Entrant, IMAP, SSL désactivé : 143', 'imap', 143],
    ['Entrant, POP, SSL désactivé : 110', 'pop3', 110],
    ['Sortant, SSL désactivé : 587', 'smtp', 587],
  ])('says, for people alone: %s', (_, protocol, port) => {
    const unencrypted = ovh.manual.filter(({ security }) => security === 'none');
    expect(unencrypted.filter((server) => server.protocol === protocol)).toMatchObject([
      { host: 'ssl0.ovh.net', port },
    ]);
  });

  test('says: vous devez renseigner votre adresse e-mail entière; the same everywhere', () => {
    const usernames = [...ovh.incoming, ...ovh.outgoing, ...ovh.manual].map(({ username }) => username);
    expect(usernames).toEqual(Array.from({ length: 9 }, () => '%EMAILADDRESS%'));
  });

  test('has other names for the same, for people', () => {
    const encrypted = ovh.manual.filter(({ security }) => security === 'tls');
    expect(encrypted.map(({ host, port }) => `${host}:${port}`)).toEqual([
      'imap.mail.ovh.net:993',
      'pop.mail.ovh.net:995',
      'smtp.mail.ovh.net:465',
    ]);
  });

  test('has no other servers: three for clients, six for the page only', () => {
    expect([ovh.incoming.length, ovh.outgoing.length, ovh.manual.length]).toEqual([2, 1, 6]);
  });
});

test('IMAP is offered before POP', () => {
  expect(ovh.incoming.map(({ protocol }) => protocol)).toEqual(['imap', 'pop3']);
});

test('it is called OVH, and its id is its own domain', () => {
  expect([ovh.name, ovh.shortName, ovh.id]).toEqual(['OVH', 'OVH', 'ovh.net']);
});

describe('the page says', () => {
  test.each<[what: string, language: string, sentence: RegExp]>([
    ['that the user name is the whole address', 'fr', /Nom d’utilisateur votre adresse entière/],
    ['that the user name is the whole address', 'en', /User name your whole address/],
    ['where their password was set', 'fr', /mot de passe.*espace client/i],
    ['where their password was set', 'en', /password.*customer area/i],
    [
      'that the outgoing server needs authentication',
      'fr',
      /serveur sortant exige aussi une authentification/i,
    ],
    ['that the outgoing server needs authentication', 'en', /the outgoing server needs you to sign in too/i],
    [
      'that it is the same user name and password as for receiving',
      'fr',
      /mêmes nom d’utilisateur et mot de passe/i,
    ],
    ['that it is the same user name and password as for receiving', 'en', /same user name and password/i],
    ['that POP before SMTP is not supported', 'fr', /POP before SMTP.*n’est pas pris/i],
    ['that POP before SMTP is not supported', 'en', /POP before SMTP.*not supported/i],
    ['that all this is not for Exchange addresses', 'fr', /ne s’applique pas aux adresses Exchange/i],
    ['that all this is not for Exchange addresses', 'en', /not for Exchange addresses/i],
  ])('%s (%s)', async (_, language, sentence) => {
    const html = await bodyOf(await send('ovh', `http://127.0.0.1:8080/?language=${language}`));
    expect(html.replaceAll(/(<[^>]*>)+/g, ' ').replaceAll('&quot;', '"')).toMatch(sentence);
  });

  test('as much in French as in English', () => {
    expect(Object.keys(ovh.instructions).toSorted()).toEqual(['en', 'fr']);
    expect(ovh.instructions['fr']).toHaveLength(ovh.instructions['en']?.length ?? 0);
  });

  test('where to read on, over https, in both languages', () => {
    expect(ovh.documentation.length).toBeGreaterThan(0);
    for (const { url, title } of ovh.documentation) {
      expect(new URL(url).protocol).toBe('https:');
      expect(Object.keys(title).toSorted()).toEqual(['en', 'fr']);
    }
  });
});

/** Every route of every dialect for clients, with and without an address, for a domain at OVH. */
const asked = dialects
  .filter(({ name, offered }) => name !== 'setup' && offered === undefined)
  .flatMap(({ routes, methods }) =>
    routes.flatMap((route) => {
      const url = `https://autoconfig.example.org${route.endsWith('/') ? `${route}example.org` : route}`;
      const post = { method: 'POST', body: poxRequest('jo@example.org') };
      return [
        { what: `GET ${route}`, url, init: {} },
        { what: `GET ${route} with an address`, url: `${url}?emailaddress=jo@example.org`, init: {} },
        ...(methods.includes('POST') ? [{ what: `POST ${route}`, url, init: post }] : []),
      ];
    }),
  );

describe('no client is ever sent to an unencrypted port', () => {
  test.each(asked)('$what', async ({ url, init }) => {
    const body = await bodyOf(await send('ovh', url, init));
    expect(body).not.toMatch(/\b(?:143|110|587)\b/);
  });

  test.each(asked.filter(({ what }) => /autoconfig\/mail|POST|profile/.test(what)))(
    '$what: but to the encrypted ones',
    async ({ url, init }) => {
      const body = await bodyOf(await send('ovh', url, init));
      expect(body).toMatch(/\b993\b/);
      expect(body).toMatch(/\b465\b/);
      expect(body).toContain('ssl0.ovh.net');
    },
  );
});

test.each([
  ['en', 'Not encrypted'],
  ['fr', 'Non chiffré'],
])('the page for people shows the unencrypted ports apart, and says so (%s)', async (language, words) => {
  const headers = { 'accept-language': language };
  const page = await bodyOf(await send('ovh', 'https://autoconfig.example.org/', { headers }));
  const [, ports = ''] = page.split('<section id="ports">');
  const [before = '', apart = ''] = ports.split('<details>');
  expect(before).not.toMatch(/>(?:143|110|587)</);
  for (const port of [143, 110, 587]) expect(apart).toContain(`>${port}<`);
  expect(apart).toContain(words);
});

describe('the guide does not apply to Exchange addresses: a separate domain', () => {
  const apart = appOf({
    ...defaultDocument,
    domains: { ...defaultDocument.domains, 'exchange.example': 'none' },
  });

  test.each([
    'https://autoconfig.exchange.example/mail/config-v1.1.xml',
    'https://localhost/mail/config-v1.1.xml?emailaddress=jo@exchange.example',
    'https://localhost/v1.1/exchange.example',
    'https://localhost/profile.mobileconfig?emailaddress=jo@exchange.example',
    'https://autodiscover.exchange.example/autodiscover/autodiscover.xml',
    'https://autoconfig.exchange.example/',
  ])('is given nothing of it at %s', async (url) => {
    const answer = await apart.fetch(new Request(url, { headers: { host: new URL(url).host } }));
    expect(answer.status).toBe(404);
    expect(await bodyOf(answer)).not.toContain('ovh');
  });

  test('gets none of these settings from Autodiscover', async () => {
    const url = 'https://localhost/autodiscover/autodiscover.xml';
    const body = poxRequest('jo@exchange.example');
    const answer = await apart.fetch(new Request(url, { method: 'POST', body }));
    expect(answer.status).toBe(404);
  });
});
