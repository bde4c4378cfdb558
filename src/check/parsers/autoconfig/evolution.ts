/**
 * Evolution. One record each for imap, pop3 and smtp; every server of the type overwrites it. Any well-formed answer
 * is a success.
 */

import { addressParts, fillPlaceholders } from '../address.ts';
import {
  acceptWithoutSettings,
  clientParser,
  is2xx,
  type Login,
  reject,
  requireStatus,
  type Settings,
} from '../client.ts';
import { tokenize } from '../markup.ts';

export const evolution = clientParser(
  { id: 'evolution', name: 'Evolution', source: 'GNOME/evolution src/mail/e-mail-autoconfig.c' },
  (reply, address): Settings => {
    requireStatus(reply, is2xx);
    const results = readResults(reply.body, (text) => fillPlaceholders(text, addressParts(address)));
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
  for (const token of tokenize(xml)) {
    const isServer = 'name' in token && (token.name === 'incomingServer' || token.name === 'outgoingServer');
    if (token.kind === 'start') {
      open.push(token.name);
      if (!isServer) continue;
      // g_markup_collect_attributes with only "type": a missing or an additional attribute fails the document.
      const [key, ...more] = token.attributes.keys();
      if (key !== 'type' || more.length > 0)
        reject(`attributes of ${token.name}: ${[key, ...more].join(' ')}`);
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

/** No trimming; an unknown value keeps the earlier one. */
function read(element: string | undefined, text: string): Partial<Login> | undefined {
  switch (element) {
    case 'hostname':
      return { host: text };
    case 'username':
      return { username: text };
    case 'port': {
      // strtol stops at the first non-digit.
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
  if (host === undefined || port === undefined || username === undefined)
    acceptWithoutSettings('no complete server');
  return { host, port, username, security: result?.security ?? 'none' };
}

const securities = new Map<string, Login['security']>([
  ['plain', 'none'],
  ['SSL', 'tls'],
  ['STARTTLS', 'starttls'],
]);
