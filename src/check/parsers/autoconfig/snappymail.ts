/** SnappyMail. Converts XML to JSON to PHP arrays, and uses only index 0 of the filtered lists. */

import { addressParts } from '../address.ts';
import { clientParser, is2xx, type Login, reject, requireStatus, type Settings } from '../client.ts';
import { type Element, elements, firstText, named, parse } from '../dom.ts';

export const snappyMail = clientParser(
  {
    id: 'snappymail',
    name: 'SnappyMail',
    source: 'the-djmaze/snappymail RainLoop/Providers/Domain/Autoconfig.php, dev/View/Popup/Domain.js',
  },
  (reply, address): Settings => {
    // file_get_contents follows redirects and returns false for 400 and above.
    requireStatus(reply, is2xx);
    if (!reply.body.includes('<clientConfig')) reject('no literal <clientConfig in the text');
    const [provider] = named(parse(reply.body), 'emailProvider');
    if (provider === undefined || elements(provider).length === 0) reject('no emailProvider');
    // array_filter keeps the keys and Domain.js reads [0], so the very first server must have the type.
    const first = (element: string, type: string): Login => {
      const [server] = named(provider, element);
      if (server?.getAttribute('type') !== type) reject(`the first ${element} is not ${type}`);
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
    // Domain.js: any user name except %EMAILADDRESS% enables "short login".
    username: value('username') === '%EMAILADDRESS%' ? address : addressParts(address).localPart,
  };
}

const securities = new Map<string, Login['security']>([
  ['SSL', 'tls'],
  ['STARTTLS', 'starttls'],
]);
