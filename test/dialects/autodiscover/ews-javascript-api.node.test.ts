/** Microsoft's EWS Managed API from npm, unmodified, requests settings from a real server over SOAP. */

import {
  AutodiscoverService,
  ExchangeVersion,
  type IXHRApi,
  ProtocolConnectionCollection,
  Uri,
  UserSettingName,
  WebCredentials,
  XHRFactory,
} from 'ews-javascript-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen, type RunningServer } from '../../../src/runtime/node/server.ts';
import { configOf, documents } from '../../support/world.ts';

let listening: RunningServer;
beforeAll(async () => {
  listening = await listen(configOf(documents.exchange), { host: '127.0.0.1', port: 0 });
});
afterAll(() => listening.close());

function serviceAt(path: string): AutodiscoverService {
  const service = new AutodiscoverService(ExchangeVersion.Exchange2013);
  service.Url = new Uri(listening.url + path);
  // The library sends them with every request; the server ignores them.
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

/** The library's transport, redirected from port 443 to this server; other hosts do not exist. */
function transport(asked: string[]): IXHRApi {
  const own = XHRFactory.XHRApi;
  return {
    xhr(options, progress) {
      asked.push(`${options.type} ${options.url}`);
      const url = options.url.replace('https://autodiscover.example.org/', `${listening.url}/`);
      return url.startsWith(listening.url)
        ? own.xhr({ ...options, url }, progress)
        : Promise.reject({ status: 0 });
    },
    xhrStream: (options, progress) => own.xhrStream(options, progress),
    disconnect: () => own.disconnect(),
  };
}

test('it finds the endpoint from the address alone', async () => {
  const asked: string[] = [];
  const service = new AutodiscoverService(ExchangeVersion.Exchange2013);
  service.Credentials = new WebCredentials('jo@example.org', 'secret');
  service.XHRApi = transport(asked);
  const names = [UserSettingName.ExternalImap4Connections];
  const { Settings: settings } = await service.GetUserSettings('jo@example.org', names);
  expect(connections(settings.get(UserSettingName.ExternalImap4Connections))).toEqual([
    'SSL imap.example.net:993',
  ]);
  expect(asked).toEqual([
    'GET https://autodiscover.example.org/autodiscover/autodiscover.xml',
    'POST https://autodiscover.example.org/autodiscover/autodiscover.svc',
  ]);
});

test('it follows the redirect to the Exchange server', async () => {
  const asked: string[] = [];
  const service = serviceAt('/autodiscover/autodiscover.svc');
  service.XHRApi = transport(asked);
  const answer = service.GetUserSettings('jo@hosted.example', [UserSettingName.ExternalEwsUrl]);
  await expect(answer).rejects.toThrow();
  expect(asked).toEqual([
    `POST ${listening.url}/autodiscover/autodiscover.svc`,
    'POST https://autodiscover.hosted.example/Autodiscover/Autodiscover.svc',
  ]);
});

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

test('it gets an error for a setting that is not available', async () => {
  const answer = await settingsOf('jo@example.org', UserSettingName.ExternalEwsUrl);
  expect(answer.UserSettingErrors.map(({ SettingName }) => SettingName)).toEqual(['ExternalEwsUrl']);
});
