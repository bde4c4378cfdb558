/**
 * Himalaya. Serde with closed enums: an unknown server type or authentication fails the document. A redirect is an
 * error, even to https.
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
import { type Element, elements, localNamed, parse, text } from '../dom.ts';

export const himalaya = clientParser(
  {
    id: 'himalaya',
    name: 'Himalaya',
    source: 'pimalaya/io-pim-discovery src/autoconfig/config.rs, src/shared/http.rs',
  },
  (reply, address): Settings => {
    requireStatus(reply, is2xx);
    const root = parse(reply.body);
    if (!root.hasAttribute('version')) reject('no version');
    const provider = one(root, 'emailProvider') ?? reject('no emailProvider');
    if (!provider.hasAttribute('id')) reject('no emailProvider id');
    one(provider, 'displayName');
    one(provider, 'displayShortName');
    const oAuth2 = one(root, 'oAuth2');
    for (const key of ['issuer', 'scope', 'authURL', 'tokenURL']) {
      if (oAuth2 !== undefined && one(oAuth2, key) === undefined) reject(`oAuth2 without ${key}`);
    }
    for (const manual of run(provider, 'documentation')) {
      if (!manual.hasAttribute('url')) reject('documentation without url');
    }
    const incoming = run(provider, 'incomingServer').map((server) => readServer(server, address));
    const outgoing = run(provider, 'outgoingServer').map((server) => readServer(server, address));
    const imap = incoming.find(({ type }) => type === 'imap') ?? incoming[0];
    const smtp = outgoing.find(({ type }) => type === 'smtp');
    if (imap === undefined || smtp === undefined) acceptWithoutSettings('no incoming or no outgoing server');
    return {
      incoming: { ...imap.login, protocol: imap.type === 'pop3' ? 'pop3' : 'imap' },
      outgoing: smtp.login,
    };
  },
);

function readServer(server: Element, address: string): { readonly type: string; readonly login: Login } {
  const type = server.getAttribute('type') ?? '';
  if (!types.includes(type)) reject(`server of type ${type}`);
  for (const method of run(server, 'authentication').map(text)) {
    if (!authentications.includes(method)) reject(`authentication ${method}`);
  }
  const value = (name: string): string | undefined => {
    const found = one(server, name);
    return found === undefined ? undefined : text(found);
  };
  const port = value('port') ?? '0';
  if (!/^\+?\d+$/.test(port) || Number(port) > 65_535) reject(`port ${port}`);
  const socketType = value('socketType') ?? 'plain';
  return {
    type,
    login: {
      host: value('hostname') ?? '',
      port: Number(port),
      security: securities.get(socketType) ?? reject(`socketType ${socketType}`),
      username: fillPlaceholders(value('username') ?? '', addressParts(address)),
    },
  };
}

/** A field that is not a list: a second one is an error. */
function one(parent: Element, name: string): Element | undefined {
  const [first, ...more] = localNamed(parent, name);
  return more.length === 0 ? first : reject(`two ${name}`);
}

/** serde-xml-rs allows nothing between the items of a list. */
function run(parent: Element, name: string): Element[] {
  const names = elements(parent).map(({ localName }) => localName);
  const between = names.slice(names.indexOf(name), names.lastIndexOf(name) + 1);
  if (between.some((other) => other !== name)) reject(`something between two ${name}`);
  return localNamed(parent, name);
}

const types = ['pop3', 'imap', 'smtp'];
const securities = new Map<string, Login['security']>([
  ['plain', 'none'],
  ['SSL', 'tls'],
  ['STARTTLS', 'starttls'],
]);
// config.rs spells it "GSAPI", so it rejects the value of the specification, GSSAPI.
const authentications = [
  'password-cleartext',
  'password-encrypted',
  'NTLM',
  'GSAPI',
  'client-IP-address',
  'TLS-client-cert',
  'OAuth2',
  'none',
];
