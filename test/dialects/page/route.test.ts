/** The setup page: address, language and system of the request, and the answer. */

import { describe, expect, test } from 'vitest';
import { type Config, type ConfigDocument, facteur, type ProviderDocument } from '../../../src/index.ts';
import { parseDomain } from '../../../src/model/address.ts';
import { languages } from '../../../templates/locales/index.ts';
import { appOf, bodyOf, configOf, documents, now, send, type WorldName } from '../../support/world.ts';

const own = 'https://facteur.example.net/';
const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36';

const get = (headers: Readonly<Record<string, string>> = {}, world: WorldName = 'ovh', url = own) =>
  send(world, url, { headers });

const post = (address: string, world: WorldName = 'ovh', url = `${own}?language=en`) =>
  send(world, url, {
    method: 'POST',
    body: new URLSearchParams({ emailaddress: address }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': chrome },
  });

/** The text between two tags of the first section of that id. */
const section = (html: string, id: string): string =>
  new RegExp(`<section id="${id}"[\\s\\S]*?</section>`).exec(html)?.[0] ?? '';

describe('an address that is posted', () => {
  test('gives the servers, their ports, and the address as user name', async () => {
    const answer = await post('Jo.Doe+x@Example.ORG');
    const values = section(await bodyOf(answer), 'values').replaceAll('<wbr>', '');
    expect(answer.status).toBe(200);
    for (const value of ['ssl0.ovh.net', '993', '465', 'Jo.Doe+x@example.org']) {
      expect(values).toMatch(new RegExp(`data-copy="[^"]+">${value.replaceAll(/[.+]/g, '\\$&')}<`));
    }
  });

  test('is in no URL of the page, and the page is not cached', async () => {
    const answer = await post('jo@example.org');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(await bodyOf(answer)).not.toMatch(/(?:href|src|action|formaction)="[^"]*jo(?:@|%40)/);
  });

  test('is filled into hosts with a placeholder for its domain', async () => {
    expect(await bodyOf(await post('jo@example.org', 'services'))).toContain('>imap.example.org<');
  });

  test('is escaped everywhere', async () => {
    const html = await bodyOf(await post(`"<i>&'"@example.org`));
    expect(html).not.toContain('<i>');
    expect(html).toContain('&quot;&lt;i&gt;&amp;&#39;&quot;@example.org');
  });

  test.each(['\u0000', '\u001b[31m', '\u007f', '\u0085', '\ufffe', '\u{1ffff}'])(
    'is shown again without what HTML cannot hold: %j',
    async (character) => {
      const html = await bodyOf(await post(`jo${character}`));
      expect(html).toContain(`value="jo\ufffd`);
      expect(html).not.toContain(character);
    },
  );

  test('is not known of a Host that is no name, which is shown without what HTML cannot hold', async () => {
    const html = await bodyOf(await get({ host: 'a\u0085.example' }, 'example'));
    expect(html).toContain('a\ufffd.example');
    expect(html).not.toContain('\u0085');
  });

  test.each([
    ['jo', 'no-at-sign'],
    ['@example.org', 'local-part'],
    ['jo@exa mple.org', 'domain'],
    [`${'x'.repeat(400)}@example.org`, 'too-long'],
    ['<script>alert(1)</script>', 'no-at-sign'],
  ])('gives the form again if it is invalid: %s', async (typed) => {
    const answer = await post(typed);
    const html = await bodyOf(answer);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(html).toContain('role="alert"');
    expect(html).toContain('name="emailaddress"');
    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('id="values"');
  });

  test('that is missing is asked for again', async () => {
    expect((await post('  ')).status).toBe(400);
  });

  test('of an unknown domain gives 404 and the form again, and no known domain', async () => {
    const answer = await post('jo@other.example', 'example');
    const html = await bodyOf(answer);
    expect(answer.status).toBe(404);
    expect(html).toContain('This service does not know other.example.');
    expect(html).toContain('value="jo@other.example"');
    expect(html).not.toMatch(/example\.(net|org)|Example Mail|bcher/);
  });

  test('of a domain that is never served is answered like one that is unknown', async () => {
    const [never, unknown] = await Promise.all([
      post('jo@none.example', 'example').then(bodyOf),
      post('jo@more.example', 'example').then(bodyOf),
    ]);
    expect(never.replaceAll('none.', '')).toBe(unknown.replaceAll('more.', ''));
  });
});

describe('the mail exchanger of an unknown domain', () => {
  const parsed = parseDomain('mx.example.com');
  const domain = parsed.ok ? parsed.value : undefined;
  const ask = async (service: Partial<Config>, address = 'jo@other.example') => {
    const app = facteur({ ...configOf(documents.example), ...service }, { now: () => now });
    const body = new URLSearchParams({ emailaddress: address }).toString();
    return (await app.request(`${own}?language=en`, { method: 'POST', body })).text();
  };

  test('is shown if the operator enables the lookup', async () => {
    expect(await ask({ mailExchanger: async () => domain })).toContain(
      'Its mail goes to <b>mx.example.com</b>.',
    );
  });

  test.each<[why: string, mailExchanger: Config['mailExchanger']]>([
    ['the operator does not look it up', undefined],
    ['there is none', async () => undefined],
    ['DNS does not answer', () => Promise.reject(new Error('SERVFAIL'))],
  ])('is not shown if %s', async (_, mailExchanger) => {
    const html = await ask({ mailExchanger });
    expect(html).toContain('This service does not know other.example.');
    expect(html).not.toContain('Its mail goes to');
  });

  test('is not looked up for a domain that is served, or for what is no address', async () => {
    const mailExchanger = () => Promise.reject(new Error('asked'));
    expect(await ask({ mailExchanger }, 'jo@example.org')).toContain('id="values"');
    expect(await ask({ mailExchanger }, 'jo')).toContain('role="alert"');
  });
});

describe('without an address', () => {
  test('the values are shown with words in place of the address, and may be kept for an hour', async () => {
    const answer = await get();
    const html = await bodyOf(answer);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=3600');
    expect(answer.headers.get('vary')).toBe('accept-language, sec-ch-ua-platform, user-agent');
    expect(section(html, 'values')).toContain('your whole address');
    expect(html).not.toContain('%EMAIL');
  });

  test('an address in the query is ignored', async () => {
    const html = await bodyOf(await get({}, 'ovh', `${own}?emailaddress=jo@example.org`));
    expect(html).not.toContain('jo@example.org');
  });

  test('an own name without a default provider gives only the form', async () => {
    const app = appOf({
      url: 'https://facteur.example.net',
      providers: { 'a.example': { preset: 'ovh' }, 'b.example': { preset: 'ovh' } },
      domains: { 'one.example': 'a.example', 'two.example': 'b.example' },
    });
    const answer = await app.request(own, { headers: { host: 'facteur.example.net' } });
    expect(answer.status).toBe(200);
    expect(await answer.text()).not.toMatch(/id="values"|role="alert"/);
  });

  test('an unknown host gives 404 and the form', async () => {
    const answer = await get({}, 'example', 'https://autoconfig.other.example/');
    expect(answer.status).toBe(404);
    expect(await bodyOf(answer)).toContain('name="emailaddress"');
  });
});

describe('the language', () => {
  test.each([
    ['fr-FR,fr;q=0.9,en;q=0.5', 'fr'],
    ['de-AT,de;q=0.9,fr;q=0.5', 'de'],
    ['ja,pt-BR;q=0.8,en;q=0.2', 'pt'],
    ['sv, pl;q=0.1', 'pl'],
    ['en-GB', 'en'],
    ['ja', 'en'],
    ['*', 'en'],
    ['', 'en'],
  ])('of %s is %s', async (acceptLanguage, language) => {
    const answer = await get({ 'accept-language': acceptLanguage });
    expect(answer.headers.get('content-language')).toBe(language);
    expect(await bodyOf(answer)).toContain(`<html lang="${language}" dir="ltr">`);
  });

  test.each(languages)(
    '%s can be chosen by link, and by a button where there is an address',
    async (language) => {
      const url = `${own}?language=${language}`;
      const without = await bodyOf(await get({ 'accept-language': 'en' }, 'ovh', url));
      expect(without).toContain(`<html lang="${language}"`);
      for (const one of languages) expect(without).toContain(`href="/?language=${one}"`);
      const withAddress = await bodyOf(await post('jo@example.org', 'ovh', url));
      expect(withAddress).toContain(`<html lang="${language}"`);
      for (const one of languages) expect(withAddress).toContain(`formaction="/?language=${one}"`);
    },
  );

  test('is kept when the request is sent on to https', async () => {
    const answer = await send('example', 'http://autoconfig.example.org/?language=fr', {
      headers: { 'x-forwarded-proto': 'http' },
    });
    if (answer.status === 302) {
      expect(answer.headers.get('location')).toBe('https://facteur.example.net/?language=fr');
    }
  });
});

describe('the reader’s system', () => {
  const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Safari/604.1';
  const android = 'Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537 Chrome/150 Mobile Safari/537';
  const macintosh = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Safari/605';
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';

  test.each([
    [{ 'user-agent': chrome }, 'Windows'],
    [{ 'user-agent': iphone }, 'iPhone, iPad'],
    [{ 'user-agent': android }, 'Android'],
    [{ 'user-agent': macintosh }, 'Mac'],
    [{ 'user-agent': firefox }, 'Linux'],
    [{ 'user-agent': chrome, 'sec-ch-ua-platform': '"Android"' }, 'Android'],
    [{ 'sec-ch-ua-platform': '"macOS"' }, 'Mac'],
    [{}, 'Windows'],
  ])('of %j comes first and open: %s', async (headers, system) => {
    const steps = section(await bodyOf(await get(headers)), 'steps');
    expect(steps).toMatch(new RegExp(`</h2><details class="system" open><summary>${system}</summary>`));
    expect(steps.match(/class="system" open/g)).toHaveLength(1);
  });
});

describe('the steps', () => {
  test('of Windows Mail name the guide’s fields and tick boxes, in its order, filled in', async () => {
    const html = await bodyOf(await post('jo@example.org', 'ovh', `${own}?language=fr`));
    const [, courrier = ''] = html.split('Courrier (Windows)');
    const told = courrier.slice(0, courrier.indexOf('</details>')).replaceAll(/<[^>]+>/g, '\n');
    const lines = told
      .split('\n')
      .map((line) => line.replace(/[:\s]+$/, '').trim())
      .filter(Boolean);
    const from = lines.indexOf('Serveur de messagerie entrant (IMAP)');
    expect(lines.slice(from - 6, from + 12)).toEqual([
      'Adresse de messagerie',
      'jo@example.org',
      'Nom d’utilisateur',
      'jo@example.org',
      'Mot de passe',
      'celui de cette boîte e-mail',
      'Serveur de messagerie entrant (IMAP)',
      'ssl0.ovh.net',
      'Port',
      '993',
      '☑ Le serveur entrant requiert SSL',
      'Serveur de messagerie sortant (SMTP)',
      'ssl0.ovh.net',
      'Port',
      '465',
      '☑ Le serveur sortant requiert SSL',
      '☑ Le serveur sortant requiert l’authentification',
      '☑ Utiliser les mêmes nom d’utilisateur et mot de passe pour envoyer et recevoir les messages électroniques',
    ]);
  });

  test.each([
    ...['Outlook (new)', 'Outlook (classic)', 'Windows Mail', 'Outlook', 'Thunderbird', 'Apple Mail'],
    ...['Gmail', 'Samsung Email', 'K-9 Mail', 'FairEmail', 'Delta Chat', 'Evolution', 'KMail', 'eM Client'],
  ])('are there for %s', async (client) => {
    expect(section(await bodyOf(await get()), 'steps')).toMatch(
      new RegExp(`<summary>${client.replace(/[()]/g, '\\$&')}( <span[^>]*>✓</span>)?</summary>`),
    );
  });
});

describe('the table of ports', () => {
  test('shows the encrypted servers, and folds the others away, marked', async () => {
    const [open = '', folded = ''] = section(await bodyOf(await get()), 'ports').split('<details>');
    for (const port of ['993', '995', '465']) expect(open).toContain(`<code>${port}</code>`);
    for (const port of ['143', '110', '587']) {
      expect(open).not.toContain(`<code>${port}</code>`);
      expect(folded).toContain(`<code>${port}</code>`);
    }
    expect(folded).toContain('Not encrypted');
  });
});

describe('what else a provider offers', () => {
  const provider = {
    name: 'Example Mail',
    caldav: 'https://dav.example.net/cal/',
    carddav: 'https://dav.example.net/card/',
    webmail: 'https://webmail.example.net/',
    oauth2: { issuer: 'https://login.example.net' },
    incoming: [
      { protocol: 'imap', host: 'imap.example.net', security: 'tls', authentication: ['oauth2', 'password'] },
    ],
    outgoing: ['smtps://smtp.example.net'],
  } satisfies NonNullable<ConfigDocument['providers']>[string];
  const ask = async (document: ConfigDocument): Promise<string> =>
    (await appOf(document).request(`${own}?language=en`, { headers: { host: 'localhost' } })).text();

  test('is shown', async () => {
    const html = await ask({ providers: { 'example.net': provider } });
    for (const text of [
      'https://dav.example.net/cal/',
      'https://dav.example.net/card/',
      'href="https://webmail.example.net/"',
      'sign in at <b>login.example.net</b>',
    ]) {
      expect(html).toContain(text);
    }
  });

  test('is the whole page for a mailbox with Exchange only', async () => {
    const activesync = 'https://exchange.example.net/Microsoft-Server-ActiveSync';
    const html = await ask({ providers: { 'example.net': { name: 'Example', activesync } } });
    expect(html).toContain('choose Exchange or Microsoft 365');
    expect(html).toContain('>exchange.example.net<');
    expect(html).toMatch(/action="\/profile\.mobileconfig"/);
    expect(html).not.toMatch(/id="(values|steps|ports)"/);
  });
});

describe('Exchange beside mail servers', () => {
  test('is the first choice, and no second account', async () => {
    const html = await bodyOf(await post('jo@mixed.example', 'exchange'));
    expect(section(html, 'values')).toContain('Set this mailbox up once');
    expect(section(html, 'values')).not.toContain('Not for Exchange addresses');
    expect(section(html, 'exchange')).toContain('<h2>Exchange</h2>');
  });

  test('is not meant where the account has none', async () => {
    const html = await bodyOf(await post('jo@example.org', 'exchange'));
    expect(section(html, 'values')).toContain('Not for Exchange addresses');
  });
});

describe('a provider that takes no password', () => {
  const mac =
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15';
  const iphone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Safari/604.1';
  const pageFor = async (issuer: string, agent: string): Promise<string> => {
    const provider: ProviderDocument = {
      name: 'Example',
      incoming: [{ protocol: 'imap', host: 'mail.example.net', security: 'tls', authentication: ['oauth2'] }],
      outgoing: [{ protocol: 'smtp', host: 'mail.example.net', security: 'tls', authentication: ['oauth2'] }],
      oauth2: { issuer },
    };
    const app = appOf({ providers: { 'example.net': provider }, domains: { 'example.org': 'example.net' } });
    const url = 'https://autoconfig.example.org/?language=en';
    const headers = { host: 'autoconfig.example.org', 'user-agent': agent };
    return await bodyOf(await app.fetch(new Request(url, { headers })));
  };
  const [google, microsoft] = [
    'https://accounts.google.com',
    'https://login.microsoftonline.com/common/v2.0',
  ];

  test('has no password to enter', async () => {
    const html = await pageFor(microsoft, chrome);
    expect(html).toContain('a window opens where you sign in');
    expect(html).not.toContain('the password of this mailbox');
  });

  test.each<[issuer: string, words: readonly string[]]>([
    [google, ['Press “<b>Download the profile</b>” above.', 'choose <b>Google</b>, and sign in']],
    [microsoft, ['Press “<b>Download the profile</b>” above.']],
  ])('%s: no step for Apple Mail asks for values', async (issuer, words) => {
    const html = await pageFor(issuer, chrome);
    for (const text of words) expect(html).toContain(text);
    expect(html).not.toContain('Without the profile');
    expect(html).not.toContain('sign in too, with the same');
  });

  test('without any server, the notes are all there is', async () => {
    const app = appOf({
      providers: { 'example.net': { preset: 'proton' } },
      domains: { 'example.org': 'example.net' },
    });
    const headers = { host: 'autoconfig.example.org' };
    const answer = await app.fetch(new Request('https://autoconfig.example.org/?language=en', { headers }));
    expect(await bodyOf(answer)).toContain('install Proton Mail Bridge');
  });

  test.each<[issuer: string, kind: string]>([
    [microsoft, 'choose Microsoft 365 if there is one'],
    [google, 'choose Google if there is one'],
    ['https://login.example.net/', 'not Exchange, not Google'],
  ])('%s: the steps name the kind of account', async (issuer, kind) => {
    const html = (await pageFor(issuer, chrome)).replaceAll(/<\/?(b|wbr)>/g, '');
    expect(html).toContain(kind);
    expect(html).not.toContain('and your password, and continue');
  });

  test.each<[issuer: string, agent: string, system: string]>([
    [microsoft, mac, 'macos'],
    [microsoft, iphone, 'ios'],
    [google, iphone, 'ios'],
  ])('%s has the profile of the own system', async (issuer, agent, system) => {
    const html = await pageFor(issuer, agent);
    expect(html).toContain(`<input type="hidden" name="system" value="${system}">`);
    expect(html).toContain('action="/profile.mobileconfig"');
  });

  test.each<[issuer: string, agent: string, sentence: RegExp]>([
    [google, mac, /A profile cannot set up this account\. In Settings, add an account, choose Google/],
    ['https://login.example.net/', iphone, /A profile cannot set up this account\.<\/p>/],
  ])('%s has words in the place of a profile that cannot be', async (issuer, agent, sentence) => {
    const html = await pageFor(issuer, agent);
    expect(html.replaceAll(/<\/?b>/g, '')).toMatch(sentence);
    expect(html).not.toContain('action="/profile.mobileconfig"');
  });
});

describe('the policy', () => {
  const hashOf = async (text: string): Promise<string> => {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
    return `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
  };

  test.each([undefined, '#c0ffee'])(
    'allows the page’s own style and script and nothing else (accent %s)',
    async (accent) => {
      const app = appOf({ ...documents.ovh, brand: { ...(accent === undefined ? {} : { accent }) } });
      const answer = await app.request(own);
      const html = await answer.text();
      const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(html) ?? [];
      const [, script = ''] = /<script>([\s\S]*?)<\/script>/.exec(html) ?? [];
      expect(answer.headers.get('content-security-policy')).toBe(
        [
          `default-src 'none'; style-src '${await hashOf(style)}'; script-src '${await hashOf(script)}'; img-src data:`,
          "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        ].join('; '),
      );
      expect(html.match(/<(?:style|script)\b/g)).toHaveLength(2);
      expect(html).not.toMatch(/ style=| on\w+=|@import|url\(|<link rel="(?!icon)| src="(?!data:)/);
    },
  );
});

describe('the page without an address, which is cached', () => {
  test('is the same with and without a cache, after any earlier requests', async () => {
    const document: ConfigDocument = {
      ...documents.example,
      providers: {
        'example.net': {
          name: 'Example Mail',
          shortName: 'Example',
          incoming: ['imaps://mail.%EMAILDOMAIN%'],
          outgoing: ['smtps://mail.%EMAILDOMAIN%'],
        },
      },
      domains: { 'one.example': 'example.net', 'two.example': { provider: 'example.net', name: 'Two' } },
    };
    const hosts = [
      'autoconfig.one.example',
      'autoconfig.two.example',
      'mail.two.example',
      'facteur.example.net',
    ];
    const phones = ['18_1', '12_2'].map((version) => `iPhone; CPU iPhone OS ${version} like Mac OS X`);
    const requests = hosts.flatMap((host) =>
      ['de', 'pl'].flatMap((language) =>
        [chrome, ...phones].map((userAgent) => ({
          url: `https://${host}/`,
          headers: { host, 'accept-language': language, 'user-agent': userAgent },
        })),
      ),
    );
    const asked = async (app: ReturnType<typeof appOf>, { url, headers }: (typeof requests)[number]) =>
      bodyOf(await app.fetch(new Request(url, { headers })));
    const used = appOf(document);
    for (const request of [...requests, ...requests.toReversed()]) {
      expect(await asked(used, request)).toBe(await asked(appOf(document), request));
    }
  });
});
