/** aerc. encoding/xml into structs: the last of repeated elements wins, except in the list of servers. */

import { clientParser, type Login, reject, type Settings } from '../client.ts';
import { type Element, localNamed, parse, text } from '../dom.ts';

export const aerc = clientParser(
  { id: 'aerc', name: 'aerc', source: 'rjarry/aerc lib/autoconfig/autoconfig.go' },
  (reply, address): Settings => {
    // http.Get does not fail for an error status, so only the document decides.
    const root = parse(reply.body);
    if (root.localName !== 'clientConfig') reject(`root is ${root.localName}`);
    const providers = localNamed(root, 'emailProvider');
    const imap = providers
      .flatMap((provider) => localNamed(provider, 'incomingServer'))
      .find((server) => server.getAttribute('type')?.toLowerCase() === 'imap');
    if (imap === undefined) reject('no incomingServer of type imap');
    // OutgoingServer is a struct, not a slice: all outgoing servers of any type are decoded into the same one.
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
  // strconv.Atoi accepts no space.
  const port = /^[+-]?\d+$/.test(value('port')) ? Number(value('port')) : reject(`port "${value('port')}"`);
  const username = value('username');
  return {
    host: value('hostname'),
    port,
    security: securities.get(value('socketType').toLowerCase()) ?? 'starttls',
    // The only placeholder that it knows.
    username: username.toLowerCase() === '%emailaddress%' ? address : username,
  };
}

const securities = new Map<string, Login['security']>([
  ['plain', 'none'],
  ['ssl', 'tls'],
]);
