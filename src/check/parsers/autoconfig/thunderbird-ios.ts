/**
 * Thunderbird for iOS, in development. XML becomes a dictionary, then strict Swift types: one unknown value anywhere
 * fails the whole document.
 */

import { addressParts, fillPlaceholders } from '../address.ts';
import {
  acceptWithoutSettings,
  clientParser,
  is200,
  type Login,
  reject,
  requireStatus,
  type Settings,
} from '../client.ts';
import { type Token, tokenize } from '../markup.ts';

export const thunderbirdIos = clientParser(
  {
    id: 'thunderbird-ios',
    name: 'Thunderbird for iOS',
    source: 'thunderbird-ios Core/Sources/Autoconfiguration XMLToJSONParser.swift, EmailProvider.swift',
  },
  (reply, address): Settings => {
    // URLSession.swift: parses a 200; anything else leads to the next URL.
    requireStatus(reply, is200);
    const { found, servers, provider, oAuth2 } = collect(tokenize(reply.body), (text) =>
      fillPlaceholders(text, addressParts(address)),
    );
    if (!found) reject('no clientConfig');
    if (oAuth2 !== undefined) decodeOAuth(oAuth2);
    // ClientConfig.swift: emailProvider is optional, so a config without one decodes.
    if (provider === undefined) acceptWithoutSettings('a clientConfig without emailProvider');
    for (const key of ['displayName', 'displayShortName', 'domain']) {
      if (!provider.has(key)) reject(`no ${key}`);
    }
    const decoded = servers.map(decodeServer);
    const incoming = decoded.find(({ type }) => type !== 'smtp');
    const outgoing = decoded.find(({ type }) => type === 'smtp');
    if (incoming === undefined || outgoing === undefined)
      acceptWithoutSettings('no incoming or no outgoing server');
    return {
      incoming: { ...incoming.login, protocol: incoming.type === 'pop3' ? 'pop3' : 'imap' },
      outgoing: outgoing.login,
    };
  },
);

interface Server {
  readonly type: string;
  readonly values: Map<string, string>;
  readonly authentication: string[];
}

interface Collected {
  found: boolean;
  provider: Map<string, string> | undefined;
  oAuth2: Map<string, string> | undefined;
  readonly servers: Server[];
}

/** XMLToJSONParser.swift: one open element, one open server, no depth. */
function collect(all: readonly Token[], applying: (text: string) => string): Collected {
  const result: Collected = { found: false, provider: undefined, oAuth2: undefined, servers: [] };
  let server: Server | undefined;
  let value: string | undefined;
  for (const token of all) {
    if (token.kind === 'text') {
      // foundCharacters: called for each piece between entities; each call overwrites the previous one.
      value = token.pieces.map((piece) => piece.trim()).findLast((piece) => piece !== '') ?? value;
    } else if (token.kind === 'start') {
      value = undefined;
      if (token.name === 'clientConfig') result.found = true;
      if (token.name === 'emailProvider') result.provider = new Map();
      if (token.name === 'oAuth2') result.oAuth2 = new Map();
      if (token.name === 'incomingServer' || token.name === 'outgoingServer') {
        server = { type: token.attributes.get('type') ?? '', values: new Map(), authentication: [] };
      }
    } else if (token.kind === 'end') {
      if (value !== undefined) keep(token.name, applying(value), result, server);
      value = undefined;
      if (server !== undefined && (token.name === 'incomingServer' || token.name === 'outgoingServer')) {
        result.servers.push(server);
        server = undefined;
      }
    }
  }
  return result;
}

function keep(name: string, value: string, result: Collected, server: Server | undefined): void {
  if (name === 'authentication') server?.authentication.push(value);
  else if (serverKeys.includes(name)) server?.values.set(name, value);
  else if (oAuthKeys.includes(name)) result.oAuth2?.set(name, value);
  // The first domain wins, and the last of the names.
  else if (name !== 'domain' || result.provider?.has(name) === false) result.provider?.set(name, value);
}

function decodeServer({ type, values, authentication }: Server): {
  readonly type: string;
  readonly login: Login;
} {
  if (!types.includes(type)) reject(`server of type ${type}`);
  const unknown = authentication.find((method) => !authentications.includes(method));
  if (unknown !== undefined) reject(`authentication ${unknown}`);
  const security =
    securities.get(values.get('socketType') ?? '') ?? reject(`socketType ${values.get('socketType')}`);
  const port = values.get('port') ?? '';
  if (!/^[+-]?\d+$/.test(port)) reject(`port ${port}`);
  const host = values.get('hostname') ?? reject('no hostname');
  const username = values.get('username') ?? reject('no username');
  return { type, login: { host, port: Number(port), security, username } };
}

function decodeOAuth(values: ReadonlyMap<string, string>): void {
  for (const key of oAuthKeys) if (!values.has(key)) reject(`oAuth2 without ${key}`);
}

const serverKeys = ['hostname', 'port', 'socketType', 'username'];
const oAuthKeys = ['authURL', 'tokenURL', 'scope', 'issuer'];
const types = ['imap', 'pop3', 'smtp'];
const securities = new Map<string, Login['security']>([
  ['SSL', 'tls'],
  ['STARTTLS', 'starttls'],
]);
const authentications = [
  'client-IP-address',
  'OAuth2',
  'password-cleartext',
  'password-encrypted',
  'smtp-after-pop',
];
