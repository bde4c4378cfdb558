/** Profiles: texts in eight languages, removal after some days, and several mailboxes. */

import { describe, expect, test } from 'vitest';
import type { ProviderDocument } from '../../../src/index.ts';
import { profileLanguages, profileTexts } from '../../../templates/mobileconfig-texts.ts';
import { flawsOf } from '../../support/crypto/apple-keys.ts';
import { ask, dictionaryOf, profileOf } from '../../support/profiles.ts';
import { bodyOf } from '../../support/world.ts';

const plain: ProviderDocument = {
  name: 'Example Mail',
  shortName: 'Example',
  incoming: ['imaps://imap.example.net'],
  outgoing: ['smtps://smtp.example.net'],
};
const tokenOnly: NonNullable<ProviderDocument['incoming']>[number] = {
  protocol: 'imap',
  host: 'imap.example.net',
  security: 'tls',
  authentication: ['oauth2'],
};
const jo = '?emailaddress=jo@example.org';
const dav = { caldav: 'https://dav.example.net/%EMAILLOCALPART%/', ldap: 'ldaps://ldap.example.net/dc=net' };

describe('the words of a profile', () => {
  test.each([
    [
      'fr-CH, fr;q=0.9, en;q=0.8',
      'Configure jo@example.org sur cet appareil. Ne contient aucun mot de passe.',
    ],
    ['DE', 'Richtet jo@example.org auf diesem Gerät ein. Enthält kein Passwort.'],
    ['sv, pl;q=0.5', 'Konfiguruje jo@example.org na tym urządzeniu. Nie zawiera hasła.'],
    ['sv', 'Sets up jo@example.org on this device. Holds no password.'],
    ['', 'Sets up jo@example.org on this device. Holds no password.'],
  ])('are in the language of %j', async (language, description) => {
    const { profile } = await profileOf({}, jo, { headers: { 'accept-language': language } });
    expect(profile['PayloadDescription']).toBe(description);
  });

  test('without an address contain none', async () => {
    const { profile } = await profileOf({}, '', { headers: { 'accept-language': 'nl' } });
    expect(profile['PayloadDescription']).toBe(
      'Stelt een e-mailadres in op dit apparaat. Bevat geen wachtwoord.',
    );
  });

  test('name the provider', async () => {
    const { profile } = await profileOf({ name: 'Société & Cie' }, jo);
    expect(profile).toMatchObject({
      PayloadDisplayName: 'Société & Cie',
      PayloadOrganization: 'Société & Cie',
    });
    for (const text of Object.values(dictionaryOf(profile['ConsentText']))) {
      expect(text).toContain('(Société & Cie)');
    }
  });

  test('ask for consent in all languages, and in English by default', async () => {
    const { profile } = await profileOf({}, jo);
    const consent = dictionaryOf(profile['ConsentText']);
    expect(Object.keys(consent)).toEqual(['default', ...profileLanguages]);
    expect(consent['default']).toBe(consent['en']);
    expect(new Set(Object.values(consent)).size).toBe(profileLanguages.length);
  });

  test('ask for consent with the provider’s own text', async () => {
    const consent = { fr: 'J’accepte.', de: 'Ich bin einverstanden.' };
    const { profile } = await profileOf({ profile: { consent } }, jo);
    expect(profile['ConsentText']).toEqual({ default: 'J’accepte.', ...consent });
  });

  test('ask for none when the provider wants none', async () => {
    const { profile } = await profileOf({ profile: { consent: false } }, jo);
    expect(profile).not.toHaveProperty('ConsentText');
  });

  test.each(profileLanguages)('are different in %s from any other language', (language) => {
    const { description, anybody, consent } = profileTexts[language];
    for (const other of profileLanguages.filter((one) => one !== language)) {
      const texts = profileTexts[other];
      expect(description('x')).not.toBe(texts.description('x'));
      expect(anybody).not.toBe(texts.anybody);
      expect(consent('x')).not.toBe(texts.consent('x'));
    }
  });
});

describe('a profile', () => {
  test('is removed after the configured days', async () => {
    const { profile } = await profileOf({ profile: { removeAfterDays: 30 } }, jo);
    expect(profile['DurationUntilRemoval']).toEqual({ '#real': 2_592_000 });
    expect(flawsOf(profile)).toEqual([]);
  });

  test('stays if nothing is configured', async () => {
    const { profile } = await profileOf({}, jo);
    expect(profile).not.toHaveProperty('DurationUntilRemoval');
  });

  test.each([
    ['Example', 'attachment; filename="Example example.org.mobileconfig"'],
    [
      'Société “Été”/€',
      'attachment; filename="Societe Ete- example.org.mobileconfig"; filename*=UTF-8\'\'Soci%C3%A9t%C3%A9%20%E2%80%9C%C3%89t%C3%A9%E2%80%9D-%E2%82%AC%20example.org.mobileconfig',
    ],
    [
      '郵便',
      'attachment; filename="example.org.mobileconfig"; filename*=UTF-8\'\'%E9%83%B5%E4%BE%BF%20example.org.mobileconfig',
    ],
    ['A"\\b%41', 'attachment; filename="A-b-41 example.org.mobileconfig"'],
    [
      "é'(x)*",
      "attachment; filename=\"e'(x)- example.org.mobileconfig\"; filename*=UTF-8''%C3%A9%27%28x%29-%20example.org.mobileconfig",
    ],
  ])('of %s has a name that is safe', async (shortName, disposition) => {
    expect((await ask({ shortName }, jo)).headers.get('content-disposition')).toBe(disposition);
  });
});

describe('a profile of several mailboxes', () => {
  const both = `${jo}&emailaddress=al@example.com&name=Jo`;

  test('has the accounts of each, and one directory', async () => {
    const { profile, payloads } = await profileOf(dav, both);
    expect(flawsOf(profile)).toEqual([]);
    expect(payloads.map((of) => of['EmailAddress'] ?? of['CalDAVUsername'] ?? of['PayloadType'])).toEqual([
      'jo@example.org',
      'jo@example.org',
      'com.apple.ldap.account',
      'al@example.com',
      'al@example.com',
    ]);
    expect(payloads[3]).toMatchObject({
      EmailAccountName: 'Jo',
      EmailAccountDescription: 'al@example.com',
      IncomingMailServerUsername: 'al@example.com',
      OutgoingMailServerUsername: 'al@example.com',
    });
    expect(payloads[4]).toMatchObject({ CalDAVPrincipalURL: '/al/' });
    expect(profile['PayloadDescription']).toContain('jo@example.org, al@example.com');
  });

  test('is the same in any order and letter case, and replaces no profile of a single mailbox', async () => {
    const idOf = async (query: string) => (await profileOf(dav, query)).profile['PayloadIdentifier'];
    const id = await idOf(both);
    expect(await idOf('?email=AL@example.com&emailaddress=Jo@Example.org')).toBe(id);
    expect(await idOf(jo)).not.toBe(id);
    expect(await idOf('?email=al@example.com')).not.toBe(id);
  });

  test('has the payloads of the single profiles, with their identifiers and UUIDs', async () => {
    const idsOf = async (query: string) =>
      (await profileOf(dav, query)).payloads
        .filter(({ PayloadType }) => PayloadType !== 'com.apple.ldap.account')
        .map(({ PayloadIdentifier, PayloadUUID }) => [PayloadIdentifier, PayloadUUID]);
    const ids = await idsOf(both);
    expect(ids).toEqual([...(await idsOf(jo)), ...(await idsOf('?email=al@example.com'))]);
    expect(new Set(ids.flat()).size).toBe(2 * ids.length);
  });

  test('fills in the domain of each', async () => {
    const { payloads } = await profileOf({ incoming: ['imaps://imap.%EMAILDOMAIN%'] }, both);
    expect(payloads.map((of) => of['IncomingMailServerHostName'])).toEqual([
      'imap.example.org',
      'imap.example.com',
    ]);
  });

  test('counts a mailbox once', async () => {
    const once = await bodyOf(await ask({}, jo));
    expect(await bodyOf(await ask({}, `${jo}&email=JO@example.org`))).toBe(once);
  });

  test.each([
    ['a domain that is not served', `${jo}&emailaddress=al@other.example`, 404],
    ['an address that has its mailbox elsewhere', `${jo}&emailaddress=boss@example.org`, 404],
    ['an address that is none', `${jo}&emailaddress=al`, 400],
    ['eleven addresses', `?${'x'.repeat(11).replaceAll('x', 'email=jo@example.org&')}`, 400],
  ])('is refused for %s', async (_, query, status) => {
    const answer = await ask({}, query, {
      domains: { 'example.org': 'example.net', 'ovh.example': 'ovh.net' },
      addresses: { 'boss@example.org': 'none' },
    });
    expect(answer.status).toBe(status);
    expect(await bodyOf(answer)).not.toMatch(/example|ovh/);
  });

  test.each([
    [`${jo}&emailaddress=al@other.example`, 'No mail settings are published here for address 2 of 2.'],
    [
      `?email=al@other.example&email=jo@example.org`,
      'No mail settings are published here for address 1 of 2.',
    ],
    [
      `${jo}&email=al@example.org&email=jo@token.example`,
      'A profile cannot contain the mail settings of address 3 of 3.',
    ],
  ])('says which address it cannot contain: %s', async (query, text) => {
    const answer = await ask({}, query, {
      providers: { 'example.net': plain, 'token.example': { ...plain, incoming: [tokenOnly] } },
      domains: { 'example.org': 'example.net', 'token.example': 'token.example' },
    });
    expect([answer.status, (await bodyOf(answer)).trim()]).toEqual([404, text]);
  });

  test('holds ten', async () => {
    const ten = Array.from({ length: 10 }, (_, at) => `email=jo${at}@example.org`).join('&');
    expect((await profileOf({}, `?${ten}`)).payloads).toHaveLength(10);
  });
});

describe('a profile of mailboxes with different accounts', () => {
  const world = (first: ProviderDocument = {}, second: ProviderDocument = {}) => ({
    providers: {
      'example.net': { ...plain, ldap: 'ldaps://ldap.example.net/dc=net', ...first },
      'other.example': {
        ...plain,
        name: 'Other Mail',
        incoming: ['imaps://imap.other.example'],
        ldap: 'ldaps://ldap.other.example',
        ...second,
      },
    },
    domains: { 'example.org': 'example.net', 'hosted.example': 'other.example' },
  });
  const both = `${jo}&emailaddress=al@hosted.example`;
  const reversed = '?emailaddress=al@hosted.example&emailaddress=jo@example.org';

  test('has the payloads of each single profile, unchanged', async () => {
    const { profile, payloads } = await profileOf({}, both, world());
    expect(flawsOf(profile)).toEqual([]);
    const single = await Promise.all(
      [jo, '?emailaddress=al@hosted.example'].map((query) => profileOf({}, query, world())),
    );
    expect(payloads).toEqual(single.flatMap((parts) => parts.payloads));
    expect(payloads).toHaveLength(4);
  });

  test('names both providers, and is the same profile in any order', async () => {
    const { profile } = await profileOf({}, both, world());
    expect(profile).toMatchObject({
      PayloadDisplayName: 'Example Mail, Other Mail',
      PayloadOrganization: 'Example Mail, Other Mail',
    });
    expect(dictionaryOf(profile['ConsentText'])['en']).toContain('(Example Mail, Other Mail)');
    const again = (await profileOf({}, reversed, world())).profile;
    expect(again['PayloadIdentifier']).toBe(profile['PayloadIdentifier']);
    expect(again['PayloadUUID']).toBe(profile['PayloadUUID']);
  });

  test('of one provider with other servers for a domain keeps the servers of each', async () => {
    const { payloads } = await profileOf({}, `${jo}&email=al@example.com`, {
      domains: {
        'example.org': 'example.net',
        'example.com': { provider: 'example.net', imap: 'imap.example.com' },
      },
    });
    expect(payloads.map((of) => of['IncomingMailServerHostName'])).toEqual([
      'imap.example.net',
      'imap.example.com',
    ]);
  });

  test.each<[what: string, first: ProviderDocument, second: ProviderDocument, days: number | undefined]>([
    ['neither', {}, {}, undefined],
    ['one', { profile: { removeAfterDays: 30 } }, {}, 30],
    ['both', { profile: { removeAfterDays: 30 } }, { profile: { removeAfterDays: 7 } }, 7],
  ])('is removed after the shortest time: %s', async (_, first, second, days) => {
    const { profile } = await profileOf({}, both, world(first, second));
    expect(profile['DurationUntilRemoval']).toEqual(
      days === undefined ? undefined : { '#real': days * 86_400 },
    );
  });

  test.each<[what: string, first: ProviderDocument, second: ProviderDocument, en: string | undefined]>([
    ['none', { profile: { consent: false } }, { profile: { consent: false } }, undefined],
    ['own', { profile: { consent: { en: 'A' } } }, { profile: { consent: { fr: 'B' } } }, 'A\n\nB'],
    ['the same', { profile: { consent: { en: 'A' } } }, { profile: { consent: { en: 'A' } } }, 'A'],
    ['one', { profile: { consent: false } }, { profile: { consent: { en: 'B' } } }, 'B'],
    [
      'built-in and own',
      {},
      { profile: { consent: { en: 'B' } } },
      `${profileTexts.en.consent('Example Mail')}\n\nB`,
    ],
  ])('asks for the consent to the texts of all providers: %s', async (_, first, second, en) => {
    const { profile } = await profileOf({}, both, world(first, second));
    const consent = profile['ConsentText'];
    expect(consent && dictionaryOf(consent)['en']?.toString()).toBe(en);
  });
});
