/**
 * Compares the tables of Apple's keys with Apple's own files: github.com/apple/device-management, mdm/profiles.
 * Name a folder that holds them:
 *
 *     FACTEUR_SCHEMAS=../schemas npx vitest run --project node test/format/apple-keys.node.test.ts
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { appleKeys, appleSubkeys, flawsOf, type KeyTable } from '../support/crypto/apple-keys.ts';

const folder = process.env['FACTEUR_SCHEMAS'];

const keyList = z.array(
  z.object({
    key: z.string(),
    type: z.string(),
    presence: z.string().optional(),
    get subkeys() {
      return keyList.optional();
    },
  }),
);

function publishedKeys(name: string): z.infer<typeof keyList> {
  const files = readdirSync(folder ?? '', { recursive: true, encoding: 'utf8' });
  const file = files.find((path) => path.endsWith(`/${name}.yaml`) || path === `${name}.yaml`);
  if (file === undefined) throw new Error(`there is no ${name}.yaml`);
  return z.object({ payloadkeys: keyList }).parse(parse(readFileSync(join(folder ?? '', file), 'utf8')))
    .payloadkeys;
}

const tableOf = (keys: z.infer<typeof keyList>): KeyTable =>
  Object.fromEntries(
    keys.map(({ key, type, presence }) => [
      key,
      z.custom<KeyTable[string]>().parse(type.replace(/[<>]/g, '') + (presence === 'required' ? '' : '?')),
    ]),
  );

test.skipIf(folder !== undefined)('Apple’s files: FACTEUR_SCHEMAS names no folder of them', ({ skip }) => {
  skip('set FACTEUR_SCHEMAS to a folder that holds them');
});

describe.skipIf(folder === undefined)('Apple has published', () => {
  test.each(Object.keys(appleKeys))('these keys of %s', (name) => {
    expect(appleKeys[name]).toEqual(tableOf(publishedKeys(name)));
  });

  test('these keys of LDAPSearchSettings', () => {
    const settings = publishedKeys('com.apple.ldap.account').find(({ key }) => key === 'LDAPSearchSettings');
    expect(appleSubkeys['LDAPSearchSettings']).toEqual(tableOf(settings?.subkeys?.[0]?.subkeys ?? []));
  });
});

const identity = { PayloadVersion: 1, PayloadIdentifier: 'a', PayloadUUID: 'b' };
const payload = {
  ...identity,
  PayloadIdentifier: 'c',
  PayloadUUID: 'd',
  PayloadType: 'com.apple.ldap.account',
};
const ldap = { ...payload, LDAPAccountHostName: 'ldap.example.net' };
const profile = { ...identity, PayloadType: 'Configuration', PayloadContent: [ldap] };

describe('a profile', () => {
  test('without a flaw has none', () => {
    expect(flawsOf(profile)).toEqual([]);
  });

  test.each([
    [{ ...profile, Motto: 'We deliver' }, 'profile Motto is not known'],
    [{ ...profile, DurationUntilRemoval: 60 }, 'profile DurationUntilRemoval is integer and not real'],
    [{ ...profile, PayloadContent: [] }, 'no payload'],
    [{ ...profile, PayloadContent: [payload] }, 'com.apple.ldap.account has no LDAPAccountHostName'],
    [
      { ...profile, PayloadContent: [{ ...ldap, LDAPAccountPassword: 'secret' }] },
      'com.apple.ldap.account LDAPAccountPassword is in the clear',
    ],
    [
      { ...profile, PayloadContent: [{ ...ldap, LDAPAccountUserName: '' }] },
      'com.apple.ldap.account LDAPAccountUserName is empty',
    ],
    [
      { ...profile, PayloadContent: [{ ...ldap, LDAPSearchSettings: [{}] }] },
      'com.apple.ldap.account LDAPSearchSettings has no LDAPSearchSettingSearchBase',
    ],
    [{ ...profile, PayloadContent: [{ ...ldap, PayloadUUID: 'b' }] }, 'PayloadUUID stands twice'],
    [
      { ...profile, PayloadContent: [{ ...ldap, PayloadType: 'TopLevel' }] },
      'no payload is of type TopLevel',
    ],
  ])('with a flaw has it: %j', (flawed, flaw) => {
    expect(flawsOf(flawed)).toContain(flaw);
  });
});
