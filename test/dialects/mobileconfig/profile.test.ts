/** Profiles: texts in eight languages, removal after some days, and several mailboxes. */

import { describe, expect, test } from 'vitest';
import { profileLanguages, profileTexts } from '../../../templates/mobileconfig-texts.ts';
import { flawsOf } from '../../support/crypto/apple-keys.ts';
import { ask, dictionaryOf, profileOf } from '../../support/profiles.ts';
import { bodyOf } from '../../support/world.ts';

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

  test('is the same in any order and letter case, and differs from the profiles of single mailboxes', async () => {
    const idOf = async (query: string) => (await profileOf(dav, query)).profile['PayloadIdentifier'];
    const id = await idOf(both);
    expect(await idOf('?email=AL@example.com&emailaddress=Jo@Example.org')).toBe(id);
    expect(await idOf(jo)).not.toBe(id);
    const uuids = async (query: string) =>
      (await profileOf(dav, query)).payloads.map(({ PayloadUUID }) => PayloadUUID);
    const all = [...(await uuids(both)), ...(await uuids(jo)), ...(await uuids('?email=al@example.com'))];
    expect(new Set(all).size).toBe(all.length);
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
    ['a domain of another provider', `${jo}&emailaddress=al@ovh.example`, 404],
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

  test('holds ten', async () => {
    const ten = Array.from({ length: 10 }, (_, at) => `email=jo${at}@example.org`).join('&');
    expect((await profileOf({}, `?${ten}`)).payloads).toHaveLength(10);
  });
});
