/** SnappyMail. XML to JSON to PHP arrays, and of the filtered lists only what still has the index 0. */

import { partsOf } from '../address.ts';
import { client, demandStatus, is2xx, type Login, refuse, type Settings } from '../client.ts';
import { type Element, elements, firstText, named, parse } from '../dom.ts';

export const snappyMail = client(
  {
    id: 'snappymail',
    name: 'SnappyMail',
    source: 'the-djmaze/snappymail RainLoop/Providers/Domain/Autoconfig.php, dev/View/Popup/Domain.js',
  },
  (reply, address): Settings => {
    // file_get_contents follows redirects and is false from 400 on.
    demandStatus(reply, is2xx);
    if (!reply.body.includes('<clientConfig')) refuse('no literal <clientConfig in the text');
    const [provider] = named(parse(reply.body), 'emailProvider');
    if (provider === undefined || elements(provider).length === 0) refuse('no emailProvider');
    // array_filter keeps the keys, Domain.js asks for [0]: the very first server must be of the type.
    const first = (element: string, type: string): Login => {
      const [server] = named(provider, element);
      if (server?.getAttribute('type') !== type) refuse(`the first ${element} is not ${type}`);
      return readServer(server, address);
    };
    return {
      incoming: { ...first('incomingServer', 'imap'), protocol: 'imap' },
      outgoing: first('outgoingServer', 'smtp'),
    };
  },
);

function readServer(server: Element, address: string): Login {
  const value = (name: string): string => firstText(server, name) ?? '';
  return {
    host: value('hostname'),
    port: Number(value('port')),
    security: securities.get(value('socketType')) ?? 'none',
    // Domain.js: a user name other than %EMAILADDRESS% turns "short login" on, whatever it says.
    username: value('username') === '%EMAILADDRESS%' ? address : partsOf(address).localPart,
  };
}

const securities = new Map<string, Login['security']>([
  ['SSL', 'tls'],
  ['STARTTLS', 'starttls'],
]);
