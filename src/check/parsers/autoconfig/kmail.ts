/** KMail's account wizard. Forgiving: any root, any order, and a server only needs a port. */

import { partsOf } from '../address.ts';
import { client, demandStatus, is200, type Login, nothing, refuse, type Settings } from '../client.ts';
import { type Element, elements, parse, text } from '../dom.ts';

export const kmail = client(
  {
    id: 'kmail',
    name: 'KMail account wizard',
    source: 'KDE/kmail-account-wizard src/ispdbservice.cpp, src/ispdb/serverconfiguration.cpp',
  },
  (reply, address): Settings => {
    demandStatus(reply, is200);
    const [provider] = parse(reply.body).getElementsByTagName('emailProvider');
    if (provider === undefined) refuse('no emailProvider');
    const servers = (element: string, type: string): Login[] =>
      elements(provider)
        .filter((child) => child.tagName === element && child.getAttribute('type') === type)
        .flatMap((server) => readServer(server, address));
    const [imap] = servers('incomingServer', 'imap');
    const [pop3] = servers('incomingServer', 'pop3');
    const [outgoing] = servers('outgoingServer', 'smtp');
    const incoming = imap ?? pop3;
    if (incoming === undefined || outgoing === undefined) nothing('no server to read or to send with');
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
      // QString::toInt gives 0 for what is no number.
      port: /^\s*\d+\s*$/.test(port) ? Number(port) : 0,
      security: securities.get(value('socketType') ?? '') ?? 'none',
      username: replacePlaceholders(value('username') ?? '', address),
    },
  ];
}

function replacePlaceholders(text: string, address: string): string {
  const { localPart, domain } = partsOf(address);
  return text
    .replaceAll('%EMAILLOCALPART%', () => localPart)
    .replaceAll('%EMAILADDRESS%', () => address)
    .replaceAll('%EMAILDOMAIN%', () => domain);
}

const securities = new Map<string, Login['security']>([
  ['SSL', 'tls'],
  ['STARTTLS', 'starttls'],
]);
