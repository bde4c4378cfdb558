/** Mailspring. The browser's own parser, the first imap and the first smtp, and two kinds of user names. */

import { partsOf } from '../address.ts';
import { client, demandStatus, is2xx, type Login, refuse, type Settings } from '../client.ts';
import { type Element, named, parse, text } from '../dom.ts';

export const mailspring = client(
  {
    id: 'mailspring',
    name: 'Mailspring',
    source: 'Foundry376/Mailspring app/internal_packages/onboarding/lib/onboarding-helpers.ts',
  },
  (reply, address): Settings => {
    demandStatus(reply, is2xx);
    const root = parse(reply.body);
    const first = (element: string, type: string): Login => {
      const server = [...root.getElementsByTagName(element)].find(
        (candidate) => candidate.getAttribute('type') === type,
      );
      return server === undefined ? refuse(`no ${element} of type ${type}`) : readServer(server, address);
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
  if (host === '' || Number.isNaN(port)) refuse('a server without a host name or a port');
  return {
    host,
    port,
    security: securities.get(value('socketType')) ?? 'none',
    // Whatever is not the placeholder of the local part becomes the whole address, a literal too.
    username: value('username') === '%EMAILLOCALPART%' ? partsOf(address).localPart : address,
  };
}

const securities = new Map<string, Login['security']>([
  ['SSL', 'tls'],
  ['STARTTLS', 'starttls'],
]);
