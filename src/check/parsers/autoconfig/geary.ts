/**
 * Geary. The first incoming server must be imap, the first outgoing one smtp. It ignores the HTTP status, so it parses
 * a well-formed error page like a configuration.
 */

import { clientParser, type Login, reject, type Settings } from '../client.ts';
import { type Element, localNamed, parse, text } from '../dom.ts';

export const geary = clientParser(
  { id: 'geary', name: 'Geary', source: 'GNOME/geary src/client/accounts/accounts-autoconfig.vala' },
  (reply, address): Settings => {
    const root = parse(reply.body);
    const [provider] = localNamed(root, 'emailProvider');
    // get_config_for_xml passes the result of get_node to get_node again without a check for null.
    if (provider === undefined) reject('no emailProvider: null pointer');
    const [incoming] = localNamed(provider, 'incomingServer');
    const [outgoing] = localNamed(provider, 'outgoingServer');
    if (incoming === undefined || outgoing === undefined) reject('a server is missing');
    if (incoming.getAttribute('type') !== 'imap') reject('the first incomingServer is not imap');
    if (outgoing.getAttribute('type') !== 'smtp') reject('the first outgoingServer is not smtp');
    return {
      incoming: { ...readServer(incoming, address), protocol: 'imap' },
      outgoing: readServer(outgoing, address),
    };
  },
);

/** It ignores the user name of the document; the login form starts with the address. */
function readServer(server: Element, address: string): Login {
  const value = (name: string): string => localNamed(server, name).map(text)[0] ?? '';
  return {
    host: value('hostname'),
    port: Number.parseInt(value('port'), 10),
    security: securities.get(value('socketType')) ?? 'none',
    username: address,
  };
}

const securities = new Map<string, Login['security']>([
  ['SSL', 'tls'],
  ['STARTTLS', 'starttls'],
]);
