/**
 * Apple Mail on iOS and macOS, which installs a profile that Safari was given. Required keys, and what an
 * installation would ask the user for, by Apple's own description of the payload.
 */

import { client, demandStatus, is200, type Login, refuse, type Settings } from '../client.ts';
import { type Dictionary, type PlistValue, parsePlist } from '../plist.ts';

export const appleMail = client(
  {
    id: 'apple-mail',
    name: 'Apple Mail',
    source: 'apple/device-management mdm/profiles/com.apple.mail.managed.yaml, TopLevel.yaml',
  },
  (reply, address): Settings => {
    demandStatus(reply, is200);
    // Any other media type, and Safari shows a text instead of handing the profile to Settings.
    const type = reply.headers.get('content-type') ?? '';
    if (type.split(';')[0]?.trim().toLowerCase() !== 'application/x-apple-aspen-config')
      refuse(`media type ${type}`);
    const profile = dictionary(parsePlist(reply.body));
    if (profile['PayloadType'] !== 'Configuration') refuse('PayloadType is not Configuration');
    demandIdentity(profile);
    const content = profile['PayloadContent'];
    const mail = (Array.isArray(content) ? content : [])
      .map(dictionary)
      .find((payload) => payload['PayloadType'] === 'com.apple.mail.managed');
    if (mail === undefined) refuse('no mail payload');
    demandIdentity(mail);
    if ('IncomingPassword' in mail || 'OutgoingPassword' in mail) refuse('a password in a plain profile');
    if (mail['EmailAddress'] !== address) refuse(`EmailAddress is ${String(mail['EmailAddress'])}`);
    const protocol = protocols.get(string(mail, 'EmailAccountType'));
    return {
      incoming: { ...readLogin(mail, 'Incoming'), protocol: protocol ?? refuse('neither IMAP nor POP') },
      outgoing: readLogin(mail, 'Outgoing'),
    };
  },
);

function demandIdentity(payload: Dictionary): void {
  if (payload['PayloadVersion'] !== 1) refuse('PayloadVersion is not 1');
  string(payload, 'PayloadIdentifier');
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(string(payload, 'PayloadUUID')))
    refuse('PayloadUUID');
}

function readLogin(mail: Dictionary, direction: 'Incoming' | 'Outgoing'): Login {
  if (string(mail, `${direction}MailServerAuthentication`) !== 'EmailAuthPassword')
    refuse('not a password login');
  const number = mail[`${direction}MailServerPortNumber`];
  const port = typeof number === 'number' ? number : refuse(`no ${direction}MailServerPortNumber`);
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
  return typeof value === 'object' && !isList(value) ? value : refuse('no dictionary');
}

const isList = (value: Dictionary | readonly PlistValue[]): value is readonly PlistValue[] =>
  Array.isArray(value);

function string(payload: Dictionary, key: string): string {
  const value = payload[key];
  return typeof value === 'string' && value !== '' ? value : refuse(`no ${key}`);
}

const protocols = new Map<string, 'imap' | 'pop3'>([
  ['EmailTypeIMAP', 'imap'],
  ['EmailTypePOP', 'pop3'],
]);
