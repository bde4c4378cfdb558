/** The presets: each is a valid provider, with what people have to know, and is refused where something is missing. */

import { describe, expect, test } from 'vitest';
import { type ProviderDocument, readConfig } from '../../src/index.ts';
import type { Account } from '../../src/model/account.ts';
import { presets } from '../../src/providers/index.ts';
import { presetNames } from '../../src/providers/preset-names.ts';
import { partsOf } from '../support/profiles.ts';
import { appOf, bodyOf, poxRequest } from '../support/world.ts';

/** The least that an operator writes. */
function written(preset: (typeof presetNames)[number]): ProviderDocument {
  const { needsUsername, ...more } = presets[preset];
  return {
    preset,
    ...(more.needsHost ? { host: more.example } : {}),
    ...(needsUsername ? { username: '%EMAILLOCALPART%' } : {}),
  };
}

const read = (provider: ProviderDocument) =>
  readConfig({ providers: { 'example.net': provider }, domains: { 'example.org': 'example.net' } });

function accountOf(provider: ProviderDocument): Account {
  const config = read(provider);
  if (config.ok && config.value.defaultAccount) return config.value.defaultAccount;
  throw new Error(JSON.stringify(config));
}

describe.each(presetNames)('%s', (name) => {
  const account = accountOf(written(name));

  test('has encrypted servers in both directions, or none and words for people', () => {
    const directions = [account.incoming.length > 0, account.outgoing.length > 0];
    expect(directions).toEqual(name === 'proton' ? [false, false] : [true, true]);
    if (name === 'proton') expect(account.instructions).toHaveProperty('en');
  });

  test('offers IMAP first', () => {
    expect(account.incoming[0]?.protocol).toBe(name === 'proton' ? undefined : 'imap');
  });

  test('says as much in French as in English', () => {
    const { fr = [], en = [] } = account.instructions;
    // OVH's guide for America and Asia, and others, have nothing to add in either.
    expect(fr).toHaveLength(en.length);
    for (const { title } of account.documentation) {
      expect(Object.keys(title).toSorted()).toEqual(['en', 'fr']);
    }
  });
});

describe('what a preset needs', () => {
  test.each<[provider: ProviderDocument, path: string]>([
    [{ preset: 'icloud' }, 'providers.example.net.username'],
    [{ preset: 'zoho' }, 'providers.example.net.host'],
    [{ preset: 'ionos' }, 'providers.example.net.host'],
    [
      { name: 'Example', webmail: 'https://mail.example.net/', username: 'x', manual: ['imaps://a.example'] },
      'providers.example.net.username',
    ],
  ])('is missing or misplaced in %j', (provider, path) => {
    expect(read(provider)).toMatchObject({
      ok: false,
      refusal: [{ path: expect.stringContaining(path.split('.').at(-1) ?? '') }],
    });
  });

  test('a user name replaces that of each server', () => {
    const { incoming, outgoing } = accountOf({ preset: 'icloud', username: '%EMAILLOCALPART%' });
    expect([...incoming, ...outgoing].map(({ username }) => username)).toEqual([
      '%EMAILLOCALPART%',
      '%EMAILLOCALPART%',
    ]);
  });

  test('the host is the region', () => {
    const hosts = accountOf({ preset: 'zoho', host: 'zoho.eu' }).incoming.map(({ host }) => host);
    expect(hosts).toEqual(['imappro.zoho.eu', 'poppro.zoho.eu']);
  });

  test('what the operator writes overrides it', () => {
    const { name, incoming } = accountOf({ preset: 'gandi', name: 'Mail', incoming: ['imaps://a.example'] });
    expect([name, incoming.length]).toEqual(['Mail', 1]);
  });
});

describe('the clouds that take no password', () => {
  const ask = async (preset: (typeof presetNames)[number], path: string, init: RequestInit = {}) => {
    const app = appOf({
      providers: { 'example.net': written(preset) },
      domains: { 'example.org': 'example.net' },
    });
    const headers = { host: 'autodiscover.example.org' };
    return await app.fetch(new Request(`https://autodiscover.example.org${path}`, { ...init, headers }));
  };
  const pox = { method: 'POST', body: poxRequest('jo@example.org') };

  test('Microsoft 365: Outlook is redirected to Microsoft', async () => {
    const body = await bodyOf(await ask('microsoft-365', '/autodiscover/autodiscover.xml', pox));
    expect(body).toContain('<RedirectUrl>https://autodiscover-s.outlook.com/autodiscover/autodiscover.xml<');
  });

  test.each([
    ['ActiveSync', 200],
    ['Ews', 302],
  ])('Microsoft 365: %s by JSON is %d', async (protocol, status) => {
    const path = `/autodiscover/autodiscover.json?Email=jo@example.org&Protocol=${protocol}`;
    expect((await ask('microsoft-365', path)).status).toBe(status);
  });

  test.each<[preset: 'microsoft-365' | 'google-workspace', type: string]>([
    ['microsoft-365', 'com.apple.eas.account'],
    ['google-workspace', 'com.apple.google-oauth'],
  ])('%s: an iPhone gets %s, which asks for no password', async (preset, type) => {
    const answer = await ask(preset, '/profile.mobileconfig?emailaddress=jo@example.org');
    const { payloads } = partsOf(await bodyOf(answer));
    expect(payloads.map(({ PayloadType }) => PayloadType)).toEqual([type]);
  });

  test('Google Workspace: Autodiscover cannot express it', async () => {
    expect((await ask('google-workspace', '/autodiscover/autodiscover.xml', pox)).status).toBe(404);
  });
});
