/**
 * Delta Chat, which only ever GETs and never says whose settings it wants. Any answer that parses ends its
 * search, an error frame as well.
 */

import { automatic } from '../autoconfig/delta-chat.ts';
import { client, demandStatus, is2xx, type Login, nothing, refuse, type Settings } from '../client.ts';
import { type Token, tokens } from '../markup.ts';

export const deltaChat = client(
  { id: 'delta-chat', name: 'Delta Chat', source: 'chatmail/core src/configure/auto_outlook.rs' },
  (reply, address): Settings => {
    demandStatus(reply, is2xx);
    const all = tokens(reply.body);
    // Wherever a RedirectUrl stands, it is followed, be it empty.
    if (all.some((token) => token.kind === 'start' && token.name.toLowerCase() === 'redirecturl')) {
      refuse('follows a RedirectUrl');
    }
    const protocols = readProtocols(all);
    const login = (type: string): Login => {
      const protocol = protocols.find((candidate) => candidate.get('type')?.toLowerCase() === type);
      const [host, port] = [protocol?.get('server'), protocol?.get('port')];
      if (protocol === undefined || host === undefined || port === undefined) nothing(`no ${type} server`);
      return {
        host,
        port: Number(port),
        // Only the exact word "off" is off; on means that it finds out.
        security: protocol.get('ssl') === 'off' ? 'none' : automatic(Number(port)),
        // LoginName is not read: the address first, then its local part.
        username: address,
      };
    };
    return { incoming: { ...login('imap'), protocol: 'imap' }, outgoing: login('smtp') };
  },
);

function readProtocols(all: readonly Token[]): ReadonlyMap<string, string>[] {
  const protocols: ReadonlyMap<string, string>[] = [];
  let values: Map<string, string> | undefined;
  let tag: string | undefined;
  for (const token of all) {
    const name = 'name' in token ? token.name.toLowerCase() : '';
    if (token.kind === 'start' && !token.empty) {
      if (name === 'protocol' && values === undefined) values = new Map();
      else tag = name;
    } else if (token.kind === 'end') {
      if (name === tag) tag = undefined;
      if (name !== 'protocol' || values === undefined) continue;
      if (['type', 'server', 'port'].every((key) => values?.has(key))) protocols.push(values);
      values = undefined;
    } else if (token.kind === 'text' && tag !== undefined) {
      const last = token.pieces.map((piece) => piece.trim()).findLast((piece) => piece !== '');
      if (last !== undefined) values?.set(tag, last);
    }
  }
  return protocols;
}
