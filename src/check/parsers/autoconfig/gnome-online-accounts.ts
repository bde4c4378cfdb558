/**
 * GNOME Online Accounts. Takes every server as a proposal and asks no more than that the root is a clientConfig;
 * a list without servers is an answer, too.
 */

import { partsOf } from '../address.ts';
import { client, demandStatus, is200, type Login, nothing, refuse, type Settings } from '../client.ts';
import { type Element, firstText, named, parse } from '../dom.ts';

export const gnomeOnlineAccounts = client(
  {
    id: 'gnome-online-accounts',
    name: 'GNOME Online Accounts',
    source: 'GNOME/gnome-online-accounts src/goabackend/goamailclient.c',
  },
  (reply, address): Settings => {
    demandStatus(reply, is200);
    const root = parse(reply.body);
    if (root.nodeName !== 'clientConfig') refuse(`root is ${root.nodeName}`);
    const [provider] = named(root, 'emailProvider');
    const first = (element: string, type: string): Login => {
      const servers = provider === undefined ? [] : named(provider, element);
      const server = servers.find((candidate) => candidate.getAttribute('type') === type);
      return server === undefined ? nothing(`no ${element} of type ${type}`) : readServer(server, address);
    };
    return {
      incoming: { ...first('incomingServer', 'imap'), protocol: 'imap' },
      outgoing: first('outgoingServer', 'smtp'),
    };
  },
);

function readServer(server: Element, address: string): Login {
  const value = (name: string): string => firstText(server, name) ?? '';
  const port = Number.parseInt(value('port'), 10);
  return {
    host: value('hostname'),
    // UINT16_MAX itself is not a port to it.
    port: port > 0 && port < 65_535 ? port : 0,
    security: securities.get(value('socketType').toLowerCase()) ?? 'none',
    username: expand(value('username').toUpperCase(), address),
  };
}

/** Understood only when it is one placeholder and nothing else, in any letter case; a plain name is dropped. */
function expand(username: string, address: string): string {
  const { localPart, domain } = partsOf(address);
  if (username === '%EMAILADDRESS%') return address;
  if (username === '%EMAILLOCALPART%') return localPart;
  return username === '%EMAILDOMAIN%' ? domain : '';
}

const securities = new Map<string, Login['security']>([
  ['ssl', 'tls'],
  ['starttls', 'starttls'],
  ['plain', 'none'],
]);
