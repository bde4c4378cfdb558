/**
 * Apple Mail on iOS and macOS, which installs a profile from Safari. Requires the keys that Apple's description of the
 * payload requires, and those that the installation would otherwise ask the user for.
 */

import { clientParser, is200, type Login, reject, requireStatus, type Settings } from '../client.ts';
import { type Dictionary, type PlistValue, parsePlist } from '../plist.ts';

export const appleMail = clientParser(
  {
    id: 'apple-mail',
    name: 'Apple Mail',
    source: 'apple/device-management mdm/profiles/com.apple.mail.managed.yaml, TopLevel.yaml',
  },
  (reply, address): Settings => {
    requireStatus(reply, is200);
    // With any other media type Safari shows text instead of opening Settings.
    const type = reply.headers.get('content-type') ?? '';
    if (type.split(';')[0]?.trim().toLowerCase() !== 'application/x-apple-aspen-config')
      reject(`media type ${type}`);
    const profile = dictionary(parsePlist(reply.body));
    if (profile['PayloadType'] !== 'Configuration') reject('PayloadType is not Configuration');
    requireIdentity(profile);
    const content = profile['PayloadContent'];
    const mail = (Array.isArray(content) ? content : [])
      .map(dictionary)
      .find((payload) => payload['PayloadType'] === 'com.apple.mail.managed');
    if (mail === undefined) reject('no mail payload');
    requireIdentity(mail);
    if ('IncomingPassword' in mail || 'OutgoingPassword' in mail) reject('a password in a plain profile');
    if (mail['EmailAddress'] !== address) reject(`EmailAddress is ${String(mail['EmailAddress'])}`);
    const protocol = protocols.get(string(mail, 'EmailAccountType'));
    return {
      incoming: { ...readLogin(mail, 'Incoming'), protocol: protocol ?? reject('neither IMAP nor POP') },
      outgoing: readLogin(mail, 'Outgoing'),
    };
  },
);

function requireIdentity(payload: Dictionary): void {
  if (payload['PayloadVersion'] !== 1) reject('PayloadVersion is not 1');
  string(payload, 'PayloadIdentifier');
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(string(payload, 'PayloadUUID')))
    reject('PayloadUUID');
}

function readLogin(mail: Dictionary, direction: 'Incoming' | 'Outgoing'): Login {
  if (string(mail, `${direction}MailServerAuthentication`) !== 'EmailAuthPassword')
    reject('not a password login');
  const number = mail[`${direction}MailServerPortNumber`];
  const port = typeof number === 'number' ? number : reject(`no ${direction}MailServerPortNumber`);
  return {
    host: string(mail, `${direction}MailServerHostName`),
    port,
    // The default is false; with true the usual ports are implicit TLS, and the others try STARTTLS.
    security: mail[`${direction}MailServerUseSSL`] !== true ? 'none' : securityOf(port),
    username: string(mail, `${direction}MailServerUsername`),
  };
}

function securityOf(port: number): Login['security'] {
  return [993, 995, 465].includes(port) ? 'tls' : 'starttls';
}

function dictionary(value: PlistValue): Dictionary {
  return typeof value === 'object' && !isList(value) ? value : reject('not a dictionary');
}

const isList = (value: Dictionary | readonly PlistValue[]): value is readonly PlistValue[] =>
  Array.isArray(value);

function string(payload: Dictionary, key: string): string {
  const value = payload[key];
  return typeof value === 'string' && value !== '' ? value : reject(`no ${key}`);
}

const protocols = new Map<string, 'imap' | 'pop3'>([
  ['EmailTypeIMAP', 'imap'],
  ['EmailTypePOP', 'pop3'],
]);
