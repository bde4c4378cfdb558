/**
 * Delta Chat. It sends only GET, without the address. Any answer that parses ends its search, also an error frame.
 */

import { automatic } from '../autoconfig/delta-chat.ts';
import {
  acceptWithoutSettings,
  clientParser,
  is2xx,
  type Login,
  reject,
  requireStatus,
  type Settings,
} from '../client.ts';
import { type Token, tokenize } from '../markup.ts';

export const deltaChat = clientParser(
  { id: 'delta-chat', name: 'Delta Chat', source: 'chatmail/core src/configure/auto_outlook.rs' },
  (reply, address): Settings => {
    requireStatus(reply, is2xx);
    const all = tokenize(reply.body);
    // It follows a RedirectUrl anywhere in the document, even an empty one.
    if (all.some((token) => token.kind === 'start' && token.name.toLowerCase() === 'redirecturl')) {
      reject('follows a RedirectUrl');
    }
    const protocols = readProtocols(all);
    const login = (type: string): Login => {
      const protocol = protocols.find((candidate) => candidate.get('type')?.toLowerCase() === type);
      const [host, port] = [protocol?.get('server'), protocol?.get('port')];
      if (protocol === undefined || host === undefined || port === undefined)
        acceptWithoutSettings(`no ${type} server`);
      return {
        host,
        port: Number(port),
        // Only the exact value "off" is off; with "on" it detects the security.
        security: protocol.get('ssl') === 'off' ? 'none' : automatic(Number(port)),
        // It ignores LoginName: it tries the address first, then the local part.
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
