/**
 * Thunderbird for iOS, in development. XML becomes a dictionary, the dictionary becomes strict Swift types: one
 * value it has no case for, anywhere, and nothing is decoded at all.
 */

import { fill, partsOf } from '../address.ts';
import { client, demandStatus, is200, type Login, nothing, refuse, type Settings } from '../client.ts';
import { type Token, tokens } from '../markup.ts';

export const thunderbirdIos = client(
  {
    id: 'thunderbird-ios',
    name: 'Thunderbird for iOS',
    source: 'thunderbird-ios Core/Sources/Autoconfiguration XMLToJSONParser.swift, EmailProvider.swift',
  },
  (reply, address): Settings => {
    // URLSession.swift: 200 is parsed, anything else leads to the next source.
    demandStatus(reply, is200);
    const { found, servers, provider, oAuth2 } = collect(tokens(reply.body), (text) =>
      fill(text, partsOf(address)),
    );
    if (!found) refuse('no clientConfig');
    if (oAuth2 !== undefined) decodeOAuth(oAuth2);
    // ClientConfig.swift: emailProvider is optional, so a config without one decodes.
    if (provider === undefined) nothing('a clientConfig without emailProvider');
    for (const key of ['displayName', 'displayShortName', 'domain']) {
      if (!provider.has(key)) refuse(`no ${key}`);
    }
    const decoded = servers.map(decodeServer);
    const incoming = decoded.find(({ type }) => type !== 'smtp');
    const outgoing = decoded.find(({ type }) => type === 'smtp');
    if (incoming === undefined || outgoing === undefined) nothing('no server to read or to send with');
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

/** XMLToJSONParser.swift: one open element, one open server, no notion of depth. */
function collect(all: readonly Token[], applying: (text: string) => string): Collected {
  const result: Collected = { found: false, provider: undefined, oAuth2: undefined, servers: [] };
  let server: Server | undefined;
  let value: string | undefined;
  for (const token of all) {
    if (token.kind === 'text') {
      // foundCharacters: called once for each piece between entities, and each call overwrites the one before.
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
  // The first domain is kept, of the names the last.
  else if (name !== 'domain' || result.provider?.has(name) === false) result.provider?.set(name, value);
}

function decodeServer({ type, values, authentication }: Server): {
  readonly type: string;
  readonly login: Login;
} {
  if (!types.includes(type)) refuse(`server of type ${type}`);
  const unknown = authentication.find((method) => !authentications.includes(method));
  if (unknown !== undefined) refuse(`authentication ${unknown}`);
  const security =
    securities.get(values.get('socketType') ?? '') ?? refuse(`socketType ${values.get('socketType')}`);
  const port = values.get('port') ?? '';
  if (!/^[+-]?\d+$/.test(port)) refuse(`port ${port}`);
  const host = values.get('hostname') ?? refuse('no hostname');
  const username = values.get('username') ?? refuse('no username');
  return { type, login: { host, port: Number(port), security, username } };
}

function decodeOAuth(values: ReadonlyMap<string, string>): void {
  for (const key of oAuthKeys) if (!values.has(key)) refuse(`oAuth2 without ${key}`);
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
