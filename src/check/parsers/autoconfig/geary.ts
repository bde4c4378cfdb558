/**
 * Geary. The first incoming server must be imap, the first outgoing one smtp. The HTTP status is not looked at,
 * so an error page that is well-formed XML is read like a configuration.
 */

import { client, type Login, refuse, type Settings } from '../client.ts';
import { type Element, localNamed, parse, text } from '../dom.ts';

export const geary = client(
  { id: 'geary', name: 'Geary', source: 'GNOME/geary src/client/accounts/accounts-autoconfig.vala' },
  (reply, address): Settings => {
    const root = parse(reply.body);
    const [provider] = localNamed(root, 'emailProvider');
    // get_config_for_xml passes what get_node found to get_node again, and null is what it may have found.
    if (provider === undefined) refuse('no emailProvider: a null pointer is followed');
    const [incoming] = localNamed(provider, 'incomingServer');
    const [outgoing] = localNamed(provider, 'outgoingServer');
    if (incoming === undefined || outgoing === undefined) refuse('a server is missing');
    if (incoming.getAttribute('type') !== 'imap') refuse('the first incomingServer is not imap');
    if (outgoing.getAttribute('type') !== 'smtp') refuse('the first outgoingServer is not smtp');
    return {
      incoming: { ...readServer(incoming, address), protocol: 'imap' },
      outgoing: readServer(outgoing, address),
    };
  },
);

/** The user name of the document is not read: the address is what the login form starts with. */
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
