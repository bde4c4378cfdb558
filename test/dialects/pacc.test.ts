/** PACC: what it expresses, what it leaves out, and that the bytes stay the same. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paccBody, paccDigest } from '../../src/dialects/pacc.ts';
import type { Account } from '../../src/model/account.ts';
import { pacc as template } from '../../templates/pacc.ts';
import { account, imap, pop3, smtp } from '../support/account.ts';
import { appOf, bodyOf, send, servicesDocument } from '../support/world.ts';

const path = '/.well-known/user-agent-configuration.json';
const url = `https://ua-auto-config.example.org${path}`;

/** The protocols of the document, without keys that have no value. */
function document(changes: Partial<Account>, smtpToo = false) {
  const made = template(account(changes), { smtp: smtpToo });
  return made && JSON.parse(JSON.stringify(made));
}
const protocols = (changes: Partial<Account>) => document(changes)?.protocols;

describe('the bytes', () => {
  const plain = account({
    incoming: [{ ...imap(), host: 'imap.example.org' }],
    outgoing: [{ ...smtp(), host: 'smtp.example.org' }],
    documentation: [{ url: 'https://www.example.org/help/mail', title: { en: 'Help' } }],
  });

  // Made by hand from the draft, and its digest by sha256sum.
  const known =
    '{"authentication":{"password":true},"info":{"help":{"documentation":"https://www.example.org/help/mail"},"provider":{"name":"Example Mail","shortName":"Example"}},"protocols":{"imap":{"host":"imap.example.org"},"submit":{"host":"smtp.example.org"}}}';

  test('have no white space, their keys in order', () => {
    expect(paccBody(plain, 'example.org', { smtp: false })).toBe(known);
  });

  test('have the digest that goes into DNS', async () => {
    expect(await paccDigest(known)).toBe('v=UAAC1; a=sha256; d=1+WqxXtTumGsW7tWppZ+tzWNT2aZ1abAPwj8lzJldlg=');
  });

  test('are digested as UTF-8', async () => {
    expect(await paccDigest('é漢📮')).toBe(
      'v=UAAC1; a=sha256; d=sPmc5SixBVIlaiGaluPf1XTsm1awkLh9nb80C+oq7ZU=',
    );
  });

  test('contain smtp next to submit, for readers of draft -02, unless that is disabled', async () => {
    expect(JSON.parse(paccBody(plain, 'example.org', { smtp: true }) ?? '')).toMatchObject({
      protocols: { smtp: { host: 'smtp.example.org' }, submit: { host: 'smtp.example.org' } },
    });
    const app = appOf({ ...servicesDocument, pacc: { smtp: false } });
    const answer = await app.fetch(new Request(url, { headers: { host: 'ua-auto-config.example.org' } }));
    expect(Object.keys(JSON.parse(await bodyOf(answer)).protocols)).not.toContain('smtp');
  });

  test('with any name are JSON that contains the name', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((text) => !/\s/.test(text));
    fc.assert(
      fc.property(name, (of) => {
        const body = paccBody(account({ name: of, shortName: of }), 'example.org', { smtp: true });
        expect(JSON.parse(body ?? '').info.provider).toEqual({ name: of, shortName: of });
      }),
    );
  });
});

describe('a mail server', () => {
  test.each<[why: string, changes: Partial<Account>, expected: readonly string[] | undefined]>([
    ['is listed with implicit TLS at the standard port', {}, ['imap', 'pop3', 'submit']],
    ['is left out with STARTTLS', { incoming: [imap(143, 'starttls'), pop3()] }, ['pop3', 'submit']],
    ['is left out at another port', { incoming: [imap(1993), pop3()] }, ['pop3', 'submit']],
    [
      'is left out if its user name is not the address',
      { incoming: [{ ...imap(), username: '%EMAILLOCALPART%' }, pop3()] },
      ['pop3', 'submit'],
    ],
    ['is the first of several that can be expressed', { incoming: [imap(1993), imap()] }, ['imap', 'submit']],
    ['for reading is left out without one for sending', { outgoing: [smtp(587, 'starttls')] }, undefined],
    ['for sending is left out without one for reading', { incoming: [] }, undefined],
    ['can be missing with JMAP', { incoming: [], jmap: 'https://jmap.example.net/' }, ['jmap']],
    [
      'for reading without one for sending is left out with JMAP',
      { outgoing: [], jmap: 'https://jmap.example.net/' },
      ['jmap'],
    ],
  ])('%s', (_, changes, expected) => {
    const made = protocols(changes);
    expect(made && Object.keys(made)).toEqual(expected);
  });
});

describe('a URL', () => {
  test.each<[why: string, url: string, dav: boolean, jmap: boolean]>([
    ['with a path is listed', 'https://dav.example.net/cal/', true, true],
    ['without a path is no DAV service', 'https://dav.example.net/', false, true],
    ['at another port is left out', 'https://dav.example.net:8443/cal/', false, false],
    ['with somebody’s name in it is left out', 'https://jo:secret@dav.example.net/cal/', false, false],
    [
      'that a client would have to fill in is left out',
      'https://dav.example.net/%EMAILADDRESS%/',
      false,
      false,
    ],
    ['at a literal address is left out', 'https://[2001:db8::1]/cal/', false, false],
  ])('%s', (_, service, dav, jmap) => {
    const document = protocols({ caldav: service, carddav: service, jmap: service });
    expect('caldav' in document).toBe(dav);
    expect('carddav' in document).toBe(dav);
    expect('jmap' in document).toBe(jmap);
  });
});

describe('the way to log in', () => {
  const oauth2 = { issuer: 'https://login.example.net', endpoints: undefined, openRegistration: true };
  const both = { authentication: ['oauth2', 'password'] } as const;
  const oauthOnly = { authentication: ['oauth2'] } as const;

  test.each<[why: string, changes: Partial<Account>, expected: object | undefined]>([
    ['is a password', {}, { password: true }],
    [
      'is a password where it travels encrypted',
      { incoming: [{ ...imap(), authentication: ['password-encrypted'] }] },
      { password: true },
    ],
    [
      'is an issuer too, where any client may register',
      { oauth2, incoming: [{ ...imap(), ...both }], outgoing: [{ ...smtp(), ...both }] },
      { 'oauth-public': { issuer: 'https://login.example.net' }, password: true },
    ],
    [
      'is an issuer alone',
      { oauth2, incoming: [{ ...imap(), ...oauthOnly }], outgoing: [{ ...smtp(), ...oauthOnly }] },
      { 'oauth-public': { issuer: 'https://login.example.net' }, password: false },
    ],
    [
      'is no issuer where clients cannot register',
      {
        oauth2: { ...oauth2, openRegistration: false },
        incoming: [{ ...imap(), ...both }],
        outgoing: [{ ...smtp(), ...both }],
      },
      { password: true },
    ],
    [
      'is no issuer that a server does not know',
      { oauth2, incoming: [{ ...imap(), ...both }] },
      { password: true },
    ],
    [
      'must be one that can be said, or nothing is',
      { incoming: [{ ...imap(), ...oauthOnly }], outgoing: [{ ...smtp(), ...oauthOnly }] },
      undefined,
    ],
  ])('%s', (_, changes, expected) => {
    expect(document(changes)?.authentication).toEqual(expected);
  });
});

describe('what people are shown', () => {
  test('has single spaces', () => {
    expect(document({ name: 'Example \u2003 Mail' }).info.provider.name).toBe('Example Mail');
  });

  test('is the first page of help that is https', () => {
    const title = { en: 'Help' };
    const documentation = [
      { url: 'http://example.net/', title },
      { url: 'https://example.net/a', title },
      { url: 'https://example.net/b', title },
    ];
    expect(document({ documentation }).info.help).toEqual({ documentation: 'https://example.net/a' });
    expect(document({ documentation: [] }).info).not.toHaveProperty('help');
  });
});

describe('the answer', () => {
  test('is public JSON with an ETag, the same to any query', async () => {
    const [first, second] = [
      await send('services', url),
      await send('services', `${url}?emailaddress=jo@example.com`),
    ];
    expect(first.headers.get('content-type')).toBe('application/json');
    expect(first.headers.get('cache-control')).toBe('public, max-age=3600');
    expect(first.headers.get('etag')).toMatch(/^"[^"]+"$/);
    expect(await bodyOf(second)).toBe(await bodyOf(first));
    const held = await send('services', url, {
      headers: { 'if-none-match': first.headers.get('etag') ?? '' },
    });
    expect(held.status).toBe(304);
  });

  test('comes at the domain itself as well', async () => {
    const atDomain = await send('services', `https://example.org${path}`);
    expect(await bodyOf(atDomain)).toBe(await bodyOf(await send('services', url)));
  });

  test('is 404 over http, with no redirect', async () => {
    const answer = await send('services', url.replace('https', 'http'));
    expect(answer.status).toBe(404);
    expect(answer.headers.has('location')).toBe(false);
  });
});
