/** What Safari and the installation require of a profile. */

import { build } from 'plist';
import { expect, it } from 'vitest';
import type { Reply } from '../../../src/check/parsers/client.ts';
import { mobileconfigParsers } from '../../../src/check/parsers/index.ts';
import { address, settings } from '../../support/parser-samples.ts';

const identity = {
  PayloadVersion: 1,
  PayloadIdentifier: 'net.example.mail',
  PayloadUUID: '7b2e1c34-5a1f-5c0d-9e55-0a6b1c2d3e4f',
};
const mail = {
  ...identity,
  PayloadType: 'com.apple.mail.managed',
  EmailAccountType: 'EmailTypeIMAP',
  EmailAddress: address,
  IncomingMailServerAuthentication: 'EmailAuthPassword',
  IncomingMailServerHostName: 'imap.example.net',
  IncomingMailServerPortNumber: 993,
  IncomingMailServerUseSSL: true,
  IncomingMailServerUsername: address,
  OutgoingMailServerAuthentication: 'EmailAuthPassword',
  OutgoingMailServerHostName: 'smtp.example.net',
  OutgoingMailServerPortNumber: 465,
  OutgoingMailServerUseSSL: true,
  OutgoingMailServerUsername: address,
};

function profile(
  payload: Readonly<Record<string, string | number | boolean>>,
  type = 'application/x-apple-aspen-config',
): Reply {
  const body = build({ ...identity, PayloadType: 'Configuration', PayloadContent: [payload] });
  return { status: 200, headers: new Map([['content-type', type]]), body };
}

const parse = (reply: Reply): unknown => mobileconfigParsers[0]?.parse(reply, address);

it('a complete profile asks only for the password', () => {
  expect(parse(profile(mail))).toEqual({ ok: true, settings });
});

it.each<[what: string, payload: Readonly<Record<string, string | number | boolean>>, why: string]>([
  ['no user name: it would ask', { ...mail, IncomingMailServerUsername: '' }, 'IncomingMailServerUsername'],
  ['a password in plaintext', { ...mail, IncomingPassword: 'secret' }, 'password'],
  ['another address', { ...mail, EmailAddress: 'jo' }, 'EmailAddress'],
  ['an unknown account type', { ...mail, EmailAccountType: 'IMAP' }, 'IMAP'],
  ['no mail payload', { ...mail, PayloadType: 'com.apple.caldav.account' }, 'no mail payload'],
])('%s', (_, payload, why) => {
  expect(parse(profile(payload))).toEqual({ ok: false, why: expect.stringContaining(why) });
});

it('Safari shows any other media type as text', () => {
  expect(parse(profile(mail, 'text/xml'))).toEqual({ ok: false, why: expect.stringContaining('text/xml') });
});

it('UseSSL is off by default', () => {
  const { IncomingMailServerUseSSL: _, ...plain } = mail;
  expect(parse(profile(plain))).toMatchObject({ settings: { incoming: { security: 'none' } } });
});
