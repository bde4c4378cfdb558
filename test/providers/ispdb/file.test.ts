/**
 * Real-world variants of autoconfig files, one at a time: a small file, one change, the result. The file names are those
 * of github.com/thunderbird/autoconfig where the variant occurs.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeXml } from '../../../src/format/xml.ts';
import { readConfig } from '../../../src/index.ts';
import {
  type Account,
  authentications,
  encryptions,
  incomingProtocols,
  outgoingProtocols,
  type Protocol,
  type Services,
} from '../../../src/model/account.ts';
import { describeWarning, type Warning } from '../../../src/providers/ispdb/warning.ts';
import { autoconfig as template } from '../../../templates/autoconfig.ts';
import { account } from '../../support/account.ts';
import { booksOf } from '../../support/accounting.ts';
import { fileOf, imap, incoming, outgoing, smtp, xmlOf } from './cases/file.ts';
import { identities } from './cases/identities.ts';
import { logins } from './cases/logins.ts';
import { others } from './cases/others.ts';
import { servers } from './cases/servers.ts';
import { services } from './cases/services.ts';
import { texts } from './cases/texts.ts';

test('a file is read whole', () => {
  expect(fileOf(xmlOf())).toEqual({
    kind: 'provider',
    id: 'example.net',
    document: {
      name: 'Example Mail',
      shortName: 'Example',
      incoming: [imap],
      outgoing: [smtp],
      manual: [],
      documentation: [],
      instructions: {},
    },
    domains: ['example.net'],
    mxDomains: [],
    warnings: [],
  });
});

const rows = [...servers, ...logins, ...identities, ...texts, ...services, ...others];

describe('a file', () => {
  test.each(rows)('with $why', (row) => {
    const { warnings, document, ...file } = fileOf(xmlOf(row.parts));
    const usual = fileOf(xmlOf());
    expect(warnings).toEqual(row.warnings ?? []);
    expect(document).toEqual({ ...usual.document, ...row.document });
    expect(file).toEqual({
      kind: row.kind ?? 'provider',
      id: row.id ?? 'example.net',
      domains: row.domains ?? ['example.net'],
      mxDomains: row.mxDomains ?? [],
    });
  });

  test.each(rows.filter(({ why }) => !why.includes('beyond ASCII')))(
    'with $why: is taken over or warned of to the last element',
    ({ parts }) => {
      const xml = xmlOf(parts);
      const books = booksOf(xml, fileOf(xml));
      expect(books).toMatchObject({ lost: [], invented: [] });
      expect(books.taken.length + books.warned.length).toBe(books.present.length);
    },
  );

  test.each(rows)('with $why: is a provider that the configuration takes', ({ parts }) => {
    const { id, document } = fileOf(xmlOf(parts));
    expect(readConfig({ provider: id, providers: { [id]: document } })).toMatchObject({ ok: true });
  });

  test('has a sentence for each warning', () => {
    for (const warning of rows.flatMap((row) => row.warnings ?? [])) {
      const words = describeWarning(warning);
      expect(words).toMatch(/^[^\n]{10,}$/);
      expect(words).not.toMatch(/undefined|\[object/);
    }
  });

  test('has every kind of warning in one of these rows', () => {
    const kinds = {
      'not-kept': true,
      'element-unknown': true,
      'attribute-unknown': true,
      'text-unknown': true,
      repeated: true,
      'domain-unfit': true,
      'link-unfit': true,
      'url-unfit': true,
      'endpoints-incomplete': true,
      'text-unfit': true,
      'language-unfit': true,
      'language-missing': true,
      'title-missing': true,
      'type-unknown': true,
      'part-missing': true,
      'host-unfit': true,
      'port-unfit': true,
      'socketType-unknown': true,
      'authentication-unknown': true,
      'authentication-missing': true,
      'username-unfit': true,
      'username-missing': true,
      'username-not-fillable': true,
      plaintext: true,
      'nothing-for-clients': true,
      'id-unfit': true,
      'name-unfit': true,
    } as const satisfies Record<Warning['kind'], true>;
    const seen = new Set(rows.flatMap(({ warnings = [] }) => warnings.map(({ kind }) => kind)));
    expect([...seen].toSorted()).toEqual(Object.keys(kinds).toSorted());
  });

  test.each([
    ['a byte order mark', `\ufeff<?xml version="1.0" encoding="UTF-8"?>\n${xmlOf()}`],
    ['no declaration (me.com.xml)', xmlOf()],
    ['an empty line before the declaration (studio-it.pl.xml)', `\n<?xml version="1.0"?>\n${xmlOf()}`],
    ['a declaration and a root element in one line', `<?xml version="1.0"?>${xmlOf()}`],
    ['a comment after its root element (gmx.net.xml)', `${xmlOf()}\n<!-- and many more: x.example, -->\n`],
    ['the line ends of Windows', xmlOf().replaceAll('\n', '\r\n')],
    ['no white space', xmlOf().replace(/>\s+</g, '><')],
  ])('with %s is the same file', (_, xml) => {
    expect(fileOf(xml)).toEqual(fileOf(xmlOf()));
  });

  test('with only servers on localhost is for the page only (protonmail.com)', () => {
    const here = { hostname: '127.0.0.1', authentication: '', socketType: 'STARTTLS' };
    const { kind, document } = fileOf(xmlOf({ incoming: incoming(here), outgoing: outgoing(here) }));
    expect(kind).toBe('people-only');
    expect(document).toMatchObject({ incoming: [], outgoing: [], manual: [] });
  });
});

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/);
const host = fc.tuple(label, label, fc.constantFrom('example', 'net')).map((labels) => labels.join('.'));
/** Texts that fields.ts accepts: no control characters, no surrounding white space. */
const words = (limit: number) =>
  fc
    .string({ unit: fc.constantFrom(...'aZ9 &<>"\'é飯%-|\u00a0', '👩'), minLength: 1, maxLength: limit / 2 })
    .map((text) => text.trim())
    .filter((text) => text !== '');
const username = fc.constantFrom(
  '%EMAILADDRESS%',
  '%EMAILLOCALPART%',
  '%EMAILLOCALPART%.%EMAILDOMAIN%',
  'shared&<>"',
);

const serverOf = <Name extends Protocol>(protocols: readonly Name[]) =>
  fc.record({
    protocol: fc.constantFrom(...protocols),
    host: fc.oneof(host, fc.constant('mail.%EMAILDOMAIN%')),
    port: fc.integer({ min: 1, max: 65535 }),
    security: fc.constantFrom(...encryptions),
    authentication: fc
      .uniqueArray(fc.constantFrom(...authentications), { minLength: 1 })
      .map(([first = 'password', ...others]) => [first, ...others] as const),
    username,
  });

const url = fc
  .webUrl({ validSchemes: ['https'], withQueryParameters: true })
  .map((text) => new URL(text).href);
const anyServices = fc.record(
  {
    caldav: url,
    carddav: url,
    webmail: url,
    managesieve: fc.record({
      host,
      port: fc.integer({ min: 1, max: 65535 }),
      security: fc.constantFrom(...encryptions),
    }),
    oauth2: fc.record({
      issuer: host.map((name) => `https://${name}`),
      endpoints: fc.record({
        authorization: url,
        token: url,
        scope: fc.array(label, { minLength: 1 }).map((scopes) => scopes.join(' ')),
      }),
      openRegistration: fc.constant(false),
    }),
  },
  { requiredKeys: [] },
);

/** In the words of an operator. */
const asWritten = ({ oauth2, managesieve, ...urls }: Services) => ({
  ...urls,
  ...(oauth2 && { oauth2: { issuer: oauth2.issuer, ...oauth2.endpoints } }),
  ...(managesieve && {
    managesieve: `${managesieve.security === 'tls' ? 'sieves' : 'sieve+starttls'}://${managesieve.host}:${managesieve.port}`,
  }),
});

const anyAccount: fc.Arbitrary<Account> = fc.record({
  id: host,
  name: words(60),
  shortName: words(20),
  incoming: fc.array(serverOf(incomingProtocols), { minLength: 1, maxLength: 4 }),
  outgoing: fc.array(serverOf(outgoingProtocols), { minLength: 1, maxLength: 3 }),
  manual: fc.constant([]),
  documentation: fc.array(
    fc.record({
      url: fc.webUrl({ withQueryParameters: true, withFragments: true }),
      title: fc.dictionary(fc.constantFrom('en', 'fr', 'pt-BR', 'zh-Hant-TW'), words(200), { minKeys: 1 }),
    }),
    { maxLength: 3 },
  ),
  instructions: fc.constant({}),
});

describe('an autoconfig document of facteur', () => {
  test('is read back as its provider', () => {
    fc.assert(
      fc.property(
        anyAccount,
        anyServices,
        fc.uniqueArray(host, { minLength: 1, maxLength: 4 }),
        (of, services, domains) => {
          const { id, ...document } = of;
          expect(fileOf(writeXml(template({ ...of, ...services }, domains)))).toEqual({
            kind: 'provider',
            id,
            document: { ...document, ...asWritten(services) },
            domains,
            mxDomains: [],
            warnings: [],
          });
        },
      ),
    );
  });

  test('except for extended services', () => {
    const of = account({ jmap: 'https://jmap.example.net/', extended: true });
    expect(fileOf(writeXml(template(of, ['example.net']))).warnings).toEqual([
      { kind: 'type-unknown', type: 'jmap', path: 'emailProvider/incomingServer[3]' },
    ]);
  });

  test('except for servers that only the page shows', () => {
    const of = account({
      manual: [{ ...imap, security: 'none' }],
      instructions: { en: ['Allow IMAP once.'] },
    });
    const { document } = fileOf(writeXml(template(of, ['example.net'])));
    expect(document).toMatchObject({ manual: [], instructions: {} });
  });
});
