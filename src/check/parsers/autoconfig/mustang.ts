/**
 * Mustang, also called Parula. The one client that compares the document with the question: the domain it asked
 * about must literally be among the `<domain>` elements.
 */

import { fill, partsOf } from '../address.ts';
import { client, demandStatus, is2xx, type Login, Refused, refuse, type Settings } from '../client.ts';
import { parse } from '../dom.ts';
import { attribute, build, child, list, Tree, type Value } from '../jxon.ts';

export const mustang = client(
  {
    id: 'mustang',
    name: 'Mustang (Parula)',
    source: 'mustang-im/mustang app/logic/Mail/AutoConfig/readConfig.ts, fetchConfig.ts',
  },
  (reply, address): Settings => {
    demandStatus(reply, is2xx);
    const root = parse(reply.body);
    const provider = root.nodeName === 'clientConfig' ? child(build(root), 'emailProvider') : undefined;
    if (!(provider instanceof Tree)) refuse('no clientConfig with an emailProvider');
    const asked = partsOf(address).domain.toLowerCase();
    if (!list(provider, 'domain').includes(asked)) refuse(`no <domain>${asked}</domain>`);

    const incoming = usable(list(provider, 'incomingServer'));
    const outgoing = usable(list(provider, 'outgoingServer'));
    const server = incoming.find(({ protocol }) => protocol === 'imap' || protocol === 'pop3');
    const [smtp] = outgoing;
    if (server === undefined) refuse('no working incomingServer');
    if (smtp === undefined) refuse('no working outgoingServer');
    const expand = (login: Login): Login => ({ ...login, username: fill(login.username, partsOf(address)) });
    return {
      incoming: { ...expand(server.login), protocol: server.protocol === 'pop3' ? 'pop3' : 'imap' },
      outgoing: expand(smtp.login),
    };
  },
);

interface Server {
  readonly protocol: string;
  readonly login: Login;
}

/** A server that cannot be read is skipped alone. */
function usable(servers: readonly Value[]): Server[] {
  return servers.flatMap((server) => {
    try {
      return [readServer(server)];
    } catch (error) {
      if (error instanceof Refused) return [];
      throw error;
    }
  });
}

function readServer(server: Value): Server {
  const protocol = String(attribute(server, 'type'));
  if (!protocols.includes(protocol)) refuse(`server of type ${protocol}`);
  const host = String(child(server, 'hostname') ?? '');
  if (!/^[\p{Letter}\p{Number}\-.%]+$/u.test(host)) refuse(`hostname ${host}`);
  const port = Number.parseInt(String(child(server, 'port')), 10);
  if (!(port >= 1 && port <= 65_535)) refuse(`port ${port}`);
  const username = child(server, 'username') ?? refuse('no username');
  const security = list(server, 'socketType')
    .map((type) => securities.get(String(type)))
    .find((type) => type !== undefined);
  return {
    protocol,
    login: {
      host: host.toLowerCase(),
      port,
      security: security ?? refuse('no supported socketType'),
      username: String(username),
    },
  };
}

const protocols = ['pop3', 'imap', 'jmap', 'smtp', 'ews', 'owa', 'activesync', 'graph'];
const securities = new Map<string, Login['security']>([
  ['plain', 'none'],
  ['SSL', 'tls'],
  ['STARTTLS', 'starttls'],
]);
