/** KMail's account wizard. Lenient: any root, any order; a server only needs a port. */

import { addressParts } from '../address.ts';
import {
  acceptWithoutSettings,
  clientParser,
  is200,
  type Login,
  reject,
  requireStatus,
  type Settings,
} from '../client.ts';
import { type Element, elements, parse, text } from '../dom.ts';

export const kmail = clientParser(
  {
    id: 'kmail',
    name: 'KMail account wizard',
    source: 'KDE/kmail-account-wizard src/ispdbservice.cpp, src/ispdb/serverconfiguration.cpp',
  },
  (reply, address): Settings => {
    requireStatus(reply, is200);
    const [provider] = parse(reply.body).getElementsByTagName('emailProvider');
    if (provider === undefined) reject('no emailProvider');
    const servers = (element: string, type: string): Login[] =>
      elements(provider)
        .filter((child) => child.tagName === element && child.getAttribute('type') === type)
        .flatMap((server) => readServer(server, address));
    const [imap] = servers('incomingServer', 'imap');
    const [pop3] = servers('incomingServer', 'pop3');
    const [outgoing] = servers('outgoingServer', 'smtp');
    const incoming = imap ?? pop3;
    if (incoming === undefined || outgoing === undefined)
      acceptWithoutSettings('no incoming or no outgoing server');
    return { incoming: { ...incoming, protocol: imap === undefined ? 'pop3' : 'imap' }, outgoing };
  },
);

function readServer(server: Element, address: string): Login[] {
  const value = (name: string): string | undefined =>
    elements(server)
      .filter((child) => child.tagName === name)
      .map(text)
      .at(-1);
  const port = value('port');
  if (port === undefined) return [];
  return [
    {
      host: replacePlaceholders(value('hostname') ?? '', address),
      // QString::toInt returns 0 if it is not a number.
      port: /^\s*\d+\s*$/.test(port) ? Number(port) : 0,
      security: securities.get(value('socketType') ?? '') ?? 'none',
      username: replacePlaceholders(value('username') ?? '', address),
    },
  ];
}

function replacePlaceholders(text: string, address: string): string {
  const { localPart, domain } = addressParts(address);
  return text
    .replaceAll('%EMAILLOCALPART%', () => localPart)
    .replaceAll('%EMAILADDRESS%', () => address)
    .replaceAll('%EMAILDOMAIN%', () => domain);
}

const securities = new Map<string, Login['security']>([
  ['SSL', 'tls'],
  ['STARTTLS', 'starttls'],
]);
