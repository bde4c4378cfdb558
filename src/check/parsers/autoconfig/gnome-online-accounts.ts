/**
 * GNOME Online Accounts. Takes every server as a proposal and only requires the root to be clientConfig; it also
 * accepts a list without servers.
 */

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
import { type Element, firstText, named, parse } from '../dom.ts';

export const gnomeOnlineAccounts = clientParser(
  {
    id: 'gnome-online-accounts',
    name: 'GNOME Online Accounts',
    source: 'GNOME/gnome-online-accounts src/goabackend/goamailclient.c',
  },
  (reply, address): Settings => {
    requireStatus(reply, is200);
    const root = parse(reply.body);
    if (root.nodeName !== 'clientConfig') reject(`root is ${root.nodeName}`);
    const [provider] = named(root, 'emailProvider');
    const first = (element: string, type: string): Login => {
      const servers = provider === undefined ? [] : named(provider, element);
      const server = servers.find((candidate) => candidate.getAttribute('type') === type);
      return server === undefined
        ? acceptWithoutSettings(`no ${element} of type ${type}`)
        : readServer(server, address);
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
    // It rejects UINT16_MAX.
    port: port > 0 && port < 65_535 ? port : 0,
    security: securities.get(value('socketType').toLowerCase()) ?? 'none',
    username: expand(value('username').toUpperCase(), address),
  };
}

/** Exactly one placeholder in any letter case; anything else is dropped. */
function expand(username: string, address: string): string {
  const { localPart, domain } = addressParts(address);
  if (username === '%EMAILADDRESS%') return address;
  if (username === '%EMAILLOCALPART%') return localPart;
  return username === '%EMAILDOMAIN%' ? domain : '';
}

const securities = new Map<string, Login['security']>([
  ['ssl', 'tls'],
  ['starttls', 'starttls'],
  ['plain', 'none'],
]);
