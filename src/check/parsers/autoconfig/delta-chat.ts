/** Delta Chat. Any answer that parses is accepted and ends the search: HTML, an error frame, an empty list. */

import { addressParts, fillPlaceholders } from '../address.ts';
import {
  acceptWithoutSettings,
  clientParser,
  is2xx,
  type Login,
  requireStatus,
  type Settings,
} from '../client.ts';
import { type Token, tokenize } from '../markup.ts';

export const deltaChat = clientParser(
  { id: 'delta-chat', name: 'Delta Chat', source: 'chatmail/core src/configure/auto_mozilla.rs' },
  (reply, address): Settings => {
    requireStatus(reply, is2xx);
    const servers = readServers(tokenize(reply.body));
    const login = (type: string): Login => {
      const server = servers.find((candidate) => candidate.type === type);
      if (server === undefined) acceptWithoutSettings(`no ${type} server`);
      return {
        host: fillPlaceholders(server.host, addressParts(address)),
        port: server.port,
        security: server.security ?? automatic(server.port),
        username: fillPlaceholders(server.username, addressParts(address)),
      };
    };
    return { incoming: { ...login('imap'), protocol: 'imap' }, outgoing: login('smtp') };
  },
);

interface Server {
  readonly type: string;
  readonly host: string;
  readonly port: number;
  readonly security: Login['security'] | undefined;
  readonly username: string;
}

/** Element names in any letter case, including the prefix; skips only the servers that lack a value. */
function readServers(all: readonly Token[]): Server[] {
  const servers: Server[] = [];
  let type: string | undefined;
  let tag = '';
  let values = new Map<string, string>();
  for (const token of all) {
    const name = 'name' in token ? token.name.toLowerCase() : '';
    if (token.kind === 'start' && !token.empty && isServer(name) && type === undefined) {
      type = (attributeInAnyCase(token.attributes, 'type') ?? '').toLowerCase();
      values = new Map();
    } else if (token.kind === 'start' && !token.empty) {
      tag = name;
    } else if (token.kind === 'end' && isServer(name) && type !== undefined) {
      const [host, username] = [values.get('hostname'), values.get('username')];
      const port = values.get('port');
      if (host !== undefined && username !== undefined && port !== undefined) {
        servers.push({ type, host, username, port: u16(port), security: socket(values.get('sockettype')) });
      }
      type = undefined;
    } else if (token.kind === 'text' && type !== undefined) {
      // quick-xml sends a trimmed text event for each piece between entities; the last one wins.
      const last = token.pieces.map((piece) => piece.trim()).findLast((piece) => piece !== '');
      if (last !== undefined) values.set(tag, last);
    }
  }
  return servers;
}

function isServer(name: string): boolean {
  return name === 'incomingserver' || name === 'outgoingserver';
}

function attributeInAnyCase(attributes: ReadonlyMap<string, string>, name: string): string | undefined {
  return [...attributes].find(([key]) => key.trim().toLowerCase() === name)?.[1];
}

/** `parse::<u16>().unwrap_or_default()` */
function u16(text: string): number {
  return /^\+?\d+$/.test(text) && Number(text) <= 65_535 ? Number(text) : 0;
}

function socket(text: string | undefined): Login['security'] | undefined {
  if (text?.toLowerCase() === 'ssl') return 'tls';
  if (text?.toLowerCase() === 'starttls') return 'starttls';
  return text?.toLowerCase() === 'plain' ? 'none' : undefined;
}

/** Socket::Automatic: tries both, the usual one of the port first. */
export function automatic(port: number): Login['security'] {
  return [25, 110, 143, 587].includes(port) ? 'starttls' : 'tls';
}
