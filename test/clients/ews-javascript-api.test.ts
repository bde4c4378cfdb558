/** Microsoft's EWS Managed API as npm has it, unmodified, asks a real server for its settings over SOAP. */

import {
  AutodiscoverService,
  ExchangeVersion,
  ProtocolConnectionCollection,
  Uri,
  UserSettingName,
  WebCredentials,
} from 'ews-javascript-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Listening, listen } from '../../src/node.ts';
import { configOf, documents } from '../world.ts';

let listening: Listening;
beforeAll(async () => {
  listening = await listen(configOf(documents.exchange), { host: '127.0.0.1', port: 0 });
});
afterAll(() => listening.close());

function serviceAt(path: string): AutodiscoverService {
  const service = new AutodiscoverService(ExchangeVersion.Exchange2013);
  service.Url = new Uri(listening.url + path);
  // It sends them on every request; nobody looks at them.
  service.Credentials = new WebCredentials('jo@example.org', 'secret');
  return service;
}

async function settingsOf(address: string, ...names: UserSettingName[]) {
  return await serviceAt('/autodiscover/autodiscover.svc').GetUserSettings(address, names);
}

function connections(value: unknown): readonly string[] {
  if (!(value instanceof ProtocolConnectionCollection)) return [];
  return value.Connections.map(
    ({ Hostname, Port, EncryptionMethod }) => `${EncryptionMethod} ${Hostname}:${Port}`,
  );
}

test('it gets the connections for reading and for sending mail', async () => {
  const { Settings: settings } = await settingsOf(
    'jo@example.org',
    UserSettingName.UserDisplayName,
    UserSettingName.ExternalImap4Connections,
    UserSettingName.ExternalPop3Connections,
    UserSettingName.InternalSmtpConnections,
  );
  expect(settings.get(UserSettingName.UserDisplayName)).toBe('jo@example.org');
  expect(connections(settings.get(UserSettingName.ExternalImap4Connections))).toEqual([
    'SSL imap.example.net:993',
  ]);
  expect(connections(settings.get(UserSettingName.ExternalPop3Connections))).toEqual([
    'SSL pop.example.net:995',
  ]);
  expect(connections(settings.get(UserSettingName.InternalSmtpConnections))).toEqual([
    'TLS smtp.example.org:587',
  ]);
});

test('it gets the end-point of Exchange', async () => {
  const { Settings: settings } = await settingsOf('jo@exchange.example', UserSettingName.ExternalEwsUrl);
  expect(settings.get(UserSettingName.ExternalEwsUrl)).toBe('https://ews.exchange.example/EWS/Exchange.asmx');
});

test('it is told of a setting that there is none of', async () => {
  const answer = await settingsOf('jo@example.org', UserSettingName.ExternalEwsUrl);
  expect(answer.UserSettingErrors.map(({ SettingName }) => SettingName)).toEqual(['ExternalEwsUrl']);
});
