/** Apple profiles: only keys that Apple defines, with the right types, all required keys, no empty values. */

import { describe, expect, test } from 'vitest';
import { type Dictionary, type PlistValue, parsePlist } from '../../../src/check/parsers/plist.ts';
import { flawsOf } from '../../support/crypto/apple-keys.ts';
import { bodyOf, send } from '../../support/world.ts';

function dictionary(value: PlistValue | undefined): Dictionary {
  if (typeof value === 'object' && !isList(value)) return value;
  throw new Error('no dictionary');
}
const isList = (value: PlistValue): value is readonly PlistValue[] => Array.isArray(value);

async function profileAt(
  query: string,
  host = 'facteur.example.net',
): Promise<{ profile: Dictionary; payload: Dictionary }> {
  const profile = dictionary(
    parsePlist(await bodyOf(await send('ovh', `https://${host}/profile.mobileconfig${query}`))),
  );
  const content = profile['PayloadContent'];
  if (content === undefined || !isList(content)) throw new Error('no PayloadContent');
  return { profile, payload: dictionary(content[0]) };
}

describe('a profile', () => {
  test.each([
    ['with an address', '?emailaddress=jo@example.org'],
    ['with a name', '?emailaddress=jo@example.org&name=Jo'],
    ['for anybody', ''],
  ])('%s has the keys that Apple knows', async (_, query) => {
    const { profile, payload } = await profileAt(query);
    expect(flawsOf(profile)).toEqual([]);
    expect(profile).toMatchObject({ PayloadType: 'Configuration', PayloadVersion: 1 });
    expect(payload).toMatchObject({ PayloadType: 'com.apple.mail.managed', PayloadVersion: 1 });
  });

  test('uses the whole address as every user name', async () => {
    const { payload } = await profileAt('?emailaddress=jo%2Bnews@EXAMPLE.org');
    for (const key of ['EmailAddress', 'IncomingMailServerUsername', 'OutgoingMailServerUsername']) {
      expect(payload[key]).toBe('jo+news@example.org');
    }
  });

  test('lets the device ask for the address if there is none', async () => {
    const { payload } = await profileAt('');
    for (const key of [
      'EmailAddress',
      'EmailAccountName',
      'IncomingMailServerUsername',
      'OutgoingMailServerUsername',
    ]) {
      expect(payload).not.toHaveProperty(key);
    }
  });

  test('contains no password, for any query', async () => {
    const { profile } = await profileAt(
      '?emailaddress=jo@example.org&password=secret&IncomingPassword=secret',
    );
    expect(JSON.stringify(profile)).not.toMatch(/secret|"(Incoming|Outgoing)Password"/);
  });

  test('contains the sender’s name as typed, also with + for a space', async () => {
    const name = async (sent: string) =>
      (await profileAt(`?emailaddress=jo@example.org&name=${sent}`)).payload['EmailAccountName'];
    expect(await name('Jo%20%26%20%3CCo%3E')).toBe('Jo & <Co>');
    expect(await name('Jo+Doe')).toBe('Jo Doe');
    expect(await name('C%2B%2B')).toBe('C++');
    expect(await name('%E5%AE%89%20%25EMAILADDRESS%25')).toBe('安 %EMAILADDRESS%');
  });

  test.each([
    ['a line break', 'Jo%0ADoe'],
    ['a zero', 'Jo%00'],
    ['101 characters', 'J'.repeat(101)],
    ['no UTF-8', '%ff'],
  ])('is refused for a name with %s', async (_, name) => {
    const answer = await send('ovh', `https://facteur.example.net/profile.mobileconfig?name=${name}`);
    expect(answer.status).toBe(400);
  });

  test('is the same for the same mailbox, and different for another', async () => {
    const uuids = async (query: string) => {
      const { profile, payload } = await profileAt(query);
      return [profile['PayloadUUID'], payload['PayloadUUID'], profile['PayloadIdentifier']];
    };
    const jo = await uuids('?emailaddress=jo@example.org');
    expect(await uuids('?emailaddress=Jo@Example.org&name=Jo')).toEqual(jo);
    const all = [
      jo,
      await uuids('?emailaddress=al@example.org'),
      await uuids('?emailaddress=jo@example.net'),
      await uuids(''),
    ];
    expect(new Set(all.flat()).size).toBe(12);
    for (const uuid of all.flatMap((three) => three.slice(0, 2))) {
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[58][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  test('is a download with a safe name, and is not cached', async () => {
    const { headers } = await send(
      'ovh',
      'https://facteur.example.net/email.mobileconfig?email=jo@b%C3%BCcher.example',
    );
    expect(headers.get('content-type')).toBe('application/x-apple-aspen-config');
    expect(headers.get('content-disposition')).toBe(
      'attachment; filename="OVH xn--bcher-kva.example.mobileconfig"',
    );
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('by POST, with the address in no URL', () => {
  const url = 'https://facteur.example.net/profile.mobileconfig';
  const posted = (body: string | Uint8Array<ArrayBuffer>) =>
    send('ovh', url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });

  test.each<[what: string, body: string, query: string]>([
    ['an address', 'emailaddress=jo%40example.org', 'emailaddress=jo@example.org'],
    ['a name', 'emailaddress=jo%40example.org&name=Jo+Doe', 'emailaddress=jo@example.org&name=Jo%20Doe'],
    [
      'a plus, which a form encodes',
      'emailaddress=jo%2Bnews%40example.org',
      'emailaddress=jo+news@example.org',
    ],
    ['POP3', 'emailaddress=jo%40example.org&type=pop3', 'emailaddress=jo@example.org&type=pop3'],
    ['nothing', '', ''],
  ])('the profile is the same: %s', async (_, body, query) => {
    const [post, get] = await Promise.all([posted(body), send('ovh', `${url}?${query}`)]);
    expect([post.status, await bodyOf(post)]).toEqual([200, await bodyOf(get)]);
    expect(Object.fromEntries(post.headers)).toEqual(Object.fromEntries(get.headers));
  });

  test.each<[what: string, body: string | Uint8Array<ArrayBuffer>]>([
    ['no address', 'emailaddress=jo'],
    ['no UTF-8', 'emailaddress=%ff@example.org'],
    ['no text', Uint8Array.of(0xc3, 0x28)],
  ])('%s gets 400', async (_, body) => {
    expect((await posted(body)).status).toBe(400);
  });
});
