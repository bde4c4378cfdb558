/**
 * Evolution. One record for imap, one for pop3, one for smtp, and every server of the type writes over it. Any
 * well-formed answer is a success.
 */

import { fill, partsOf } from '../address.ts';
import { client, demandStatus, is2xx, type Login, nothing, refuse, type Settings } from '../client.ts';
import { tokens } from '../markup.ts';

export const evolution = client(
  { id: 'evolution', name: 'Evolution', source: 'GNOME/evolution src/mail/e-mail-autoconfig.c' },
  (reply, address): Settings => {
    demandStatus(reply, is2xx);
    const results = readResults(reply.body, (text) => fill(text, partsOf(address)));
    const protocol = results.has('imap') ? 'imap' : 'pop3';
    return {
      incoming: { ...complete(results.get(protocol)), protocol },
      outgoing: complete(results.get('smtp')),
    };
  },
);

function readResults(xml: string, substitute: (text: string) => string): Map<string, Partial<Login>> {
  const results = new Map<string, Partial<Login>>();
  const open: string[] = [];
  let type: string | undefined;
  for (const token of tokens(xml)) {
    const isServer = 'name' in token && (token.name === 'incomingServer' || token.name === 'outgoingServer');
    if (token.kind === 'start') {
      open.push(token.name);
      if (!isServer) continue;
      // g_markup_collect_attributes with "type" alone: a missing or a second attribute fails the document.
      const [key, ...more] = token.attributes.keys();
      if (key !== 'type' || more.length > 0)
        refuse(`attributes of ${token.name}: ${[key, ...more].join(' ')}`);
      type = token.attributes.get('type');
    } else if (token.kind === 'end') {
      open.pop();
      if (isServer) type = undefined;
    } else if (token.kind === 'text' && type !== undefined && ['imap', 'pop3', 'smtp'].includes(type)) {
      const change = read(open.at(-1), substitute(token.text));
      if (change !== undefined) results.set(type, { ...results.get(type), ...change });
    }
  }
  return results;
}

/** Nothing is trimmed; a value it does not know leaves what was there before. */
function read(element: string | undefined, text: string): Partial<Login> | undefined {
  switch (element) {
    case 'hostname':
      return { host: text };
    case 'username':
      return { username: text };
    case 'port': {
      // strtol stops at the first character that is no digit.
      const port = Number.parseInt(text, 10);
      return port >= 1 && port <= 65_535 ? { port } : undefined;
    }
    case 'socketType': {
      const security = securities.get(text);
      return security === undefined ? undefined : { security };
    }
    case 'authentication':
      return ['password-cleartext', 'plain', 'password-encrypted'].includes(text) ? {} : undefined;
    default:
      return undefined;
  }
}

function complete(result: Partial<Login> | undefined): Login {
  const { host, port, username } = result ?? {};
  if (host === undefined || port === undefined || username === undefined) nothing('no complete server');
  return { host, port, username, security: result?.security ?? 'none' };
}

const securities = new Map<string, Login['security']>([
  ['plain', 'none'],
  ['SSL', 'tls'],
  ['STARTTLS', 'starttls'],
]);
