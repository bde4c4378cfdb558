/** Mailspring. The browser's parser, the first imap and the first smtp server, and two kinds of user names. */

import { addressParts } from '../address.ts';
import { clientParser, is2xx, type Login, reject, requireStatus, type Settings } from '../client.ts';
import { type Element, named, parse, text } from '../dom.ts';

export const mailspring = clientParser(
  {
    id: 'mailspring',
    name: 'Mailspring',
    source: 'Foundry376/Mailspring app/internal_packages/onboarding/lib/onboarding-helpers.ts',
  },
  (reply, address): Settings => {
    requireStatus(reply, is2xx);
    const root = parse(reply.body);
    const first = (element: string, type: string): Login => {
      const server = [...root.getElementsByTagName(element)].find(
        (candidate) => candidate.getAttribute('type') === type,
      );
      return server === undefined ? reject(`no ${element} of type ${type}`) : readServer(server, address);
    };
    return {
      incoming: { ...first('incomingServer', 'imap'), protocol: 'imap' },
      outgoing: first('outgoingServer', 'smtp'),
    };
  },
);

function readServer(server: Element, address: string): Login {
  const value = (name: string): string => named(server, name).map((element) => text(element).trim())[0] ?? '';
  const host = value('hostname');
  const port = Number.parseInt(value('port'), 10);
  if (host === '' || Number.isNaN(port)) reject('a server without a host name or a port');
  return {
    host,
    port,
    security: securities.get(value('socketType')) ?? 'none',
    // Anything except the local part's placeholder becomes the full address, also a literal.
    username: value('username') === '%EMAILLOCALPART%' ? addressParts(address).localPart : address,
  };
}

const securities = new Map<string, Login['security']>([
  ['SSL', 'tls'],
  ['STARTTLS', 'starttls'],
]);
