/**
 * Mustang, also called Parula. The only client that verifies the domain: the requested domain must literally be one of
 * the `<domain>` elements.
 */

import { addressParts, fillPlaceholders } from '../address.ts';
import {
  clientParser,
  is2xx,
  type Login,
  ReplyRejected,
  reject,
  requireStatus,
  type Settings,
} from '../client.ts';
import { parse } from '../dom.ts';
import { attribute, buildJxon, child, JxonTree, list, type Value } from '../jxon.ts';

export const mustang = clientParser(
  {
    id: 'mustang',
    name: 'Mustang (Parula)',
    source: 'mustang-im/mustang app/logic/Mail/AutoConfig/readConfig.ts, fetchConfig.ts',
  },
  (reply, address): Settings => {
    requireStatus(reply, is2xx);
    const root = parse(reply.body);
    const provider = root.nodeName === 'clientConfig' ? child(buildJxon(root), 'emailProvider') : undefined;
    if (!(provider instanceof JxonTree)) reject('no clientConfig with an emailProvider');
    const domain = addressParts(address).domain.toLowerCase();
    if (!list(provider, 'domain').includes(domain)) reject(`no <domain>${domain}</domain>`);

    const incoming = usable(list(provider, 'incomingServer'));
    const outgoing = usable(list(provider, 'outgoingServer'));
    const server = incoming.find(({ protocol }) => protocol === 'imap' || protocol === 'pop3');
    const [smtp] = outgoing;
    if (server === undefined) reject('no working incomingServer');
    if (smtp === undefined) reject('no working outgoingServer');
    const expand = (login: Login): Login => ({
      ...login,
      username: fillPlaceholders(login.username, addressParts(address)),
    });
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

/** Skips only the servers that it cannot parse. */
function usable(servers: readonly Value[]): Server[] {
  return servers.flatMap((server) => {
    try {
      return [readServer(server)];
    } catch (error) {
      if (error instanceof ReplyRejected) return [];
      throw error;
    }
  });
}

function readServer(server: Value): Server {
  const protocol = String(attribute(server, 'type'));
  if (!protocols.includes(protocol)) reject(`server of type ${protocol}`);
  const host = String(child(server, 'hostname') ?? '');
  if (!/^[\p{Letter}\p{Number}\-.%]+$/u.test(host)) reject(`hostname ${host}`);
  const port = Number.parseInt(String(child(server, 'port')), 10);
  if (!(port >= 1 && port <= 65_535)) reject(`port ${port}`);
  const username = child(server, 'username') ?? reject('no username');
  const security = list(server, 'socketType')
    .map((type) => securities.get(String(type)))
    .find((type) => type !== undefined);
  return {
    protocol,
    login: {
      host: host.toLowerCase(),
      port,
      security: security ?? reject('no supported socketType'),
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
