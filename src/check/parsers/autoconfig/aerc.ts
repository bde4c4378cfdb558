/** aerc. encoding/xml into structs: of repeated elements the last one stays, except in the list of servers. */

import { client, type Login, refuse, type Settings } from '../client.ts';
import { type Element, localNamed, parse, text } from '../dom.ts';

export const aerc = client(
  { id: 'aerc', name: 'aerc', source: 'rjarry/aerc lib/autoconfig/autoconfig.go' },
  (reply, address): Settings => {
    // http.Get: an error status is no error, so only the document decides.
    const root = parse(reply.body);
    if (root.localName !== 'clientConfig') refuse(`root is ${root.localName}`);
    const providers = localNamed(root, 'emailProvider');
    const imap = providers
      .flatMap((provider) => localNamed(provider, 'incomingServer'))
      .find((server) => server.getAttribute('type')?.toLowerCase() === 'imap');
    if (imap === undefined) refuse('no incomingServer of type imap');
    // OutgoingServer is a struct and no slice: all of them are decoded into the same one, whatever their type.
    const outgoing = providers.flatMap((provider) => localNamed(provider, 'outgoingServer'));
    return {
      incoming: { ...readServer([imap], address), protocol: 'imap' },
      outgoing: readServer(outgoing, address),
    };
  },
);

function readServer(servers: readonly Element[], address: string): Login {
  const value = (name: string): string =>
    servers.flatMap((server) => localNamed(server, name).map(text)).at(-1) ?? '';
  // strconv.Atoi takes no space.
  const port = /^[+-]?\d+$/.test(value('port')) ? Number(value('port')) : refuse(`port "${value('port')}"`);
  const username = value('username');
  return {
    host: value('hostname'),
    port,
    security: securities.get(value('socketType').toLowerCase()) ?? 'starttls',
    // The one placeholder it knows.
    username: username.toLowerCase() === '%emailaddress%' ? address : username,
  };
}

const securities = new Map<string, Login['security']>([
  ['plain', 'none'],
  ['ssl', 'tls'],
]);
