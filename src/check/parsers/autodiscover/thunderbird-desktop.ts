/**
 * Thunderbird desktop, which asks Autodiscover beside everything else. It guesses STARTTLS or TLS from the port,
 * unless SSL or Encryption says that there is none at all.
 */

import { client, type Login, Refused, refuse, type Settings } from '../client.ts';
import { child, list, Tree, type Value } from '../jxon.ts';
import { fetchXml, hostname, integer, replaceVariables } from '../thunderbird.ts';

export const thunderbirdDesktop = client(
  {
    id: 'thunderbird-desktop',
    name: 'Thunderbird desktop',
    source: 'comm-central mail/components/accountcreation/modules/ExchangeAutoDiscover.sys.mjs',
  },
  (reply, address): Settings => {
    const account = ['Autodiscover', 'Response', 'Account'].reduce<Value | undefined>(child, fetchXml(reply));
    if (!(account instanceof Tree)) refuse('no Autodiscover/Response/Account');
    if (child(account, 'RedirectAddr')) refuse('asks again for another address');
    const servers = withoutOverwritten(list(account, 'Protocol').flatMap(readProtocol));
    const incoming = servers.find(({ type }) => type === 'IMAP' || type === 'POP3');
    const outgoing = servers.find(({ type }) => type === 'SMTP');
    if (incoming === undefined) refuse('no Protocol to read mail with');
    // Without an SMTP Protocol it would send through whatever server another account has.
    if (outgoing === undefined) refuse('no Protocol to send mail with');
    return {
      incoming: {
        ...replaceVariables(incoming.login, address),
        protocol: incoming.type === 'POP3' ? 'pop3' : 'imap',
      },
      outgoing: replaceVariables(outgoing.login, address),
    };
  },
);

interface Server {
  readonly type: string;
  readonly login: Login;
}

/** Exchange is written over the first server to read mail with, if one has been read by then. */
function withoutOverwritten(servers: readonly Server[]): readonly Server[] {
  const first = servers.findIndex(({ type }) => type !== 'SMTP');
  const exchange = servers.findLastIndex(({ type }) => type === 'EXCH');
  return servers.filter(({ type }, at) => type !== 'EXCH' && !(at === first && exchange > first));
}

/** A Protocol that throws is dropped alone, without a word to the user. */
function readProtocol(protocol: Value): readonly Server[] {
  const type = String(child(protocol, 'Type'));
  const url = ['EwsUrl', 'ASUrl'].map((name) => child(protocol, name)).find((value) => value !== undefined);
  if (type === 'EXCH' && typeof url === 'string' && URL.canParse(url)) {
    return [{ type, login: { host: new URL(url).hostname, port: 443, security: 'tls', username: '' } }];
  }
  if (!['POP3', 'IMAP', 'SMTP'].includes(type)) return [];
  try {
    return [{ type, login: readLogin(protocol) }];
  } catch (error) {
    if (error instanceof Refused) return [];
    throw error;
  }
}

function readLogin(protocol: Value): Login {
  const port = integer(child(protocol, 'Port'));
  const off = word(protocol, 'SSL') === 'off' || word(protocol, 'Encryption') === 'none';
  word(protocol, 'SPA');
  const loginName = child(protocol, 'LoginName');
  if (loginName !== undefined && !loginName) refuse('empty LoginName');
  return {
    host: hostname(child(protocol, 'Server')),
    port,
    security: off ? 'none' : [143, 110, 25, 587].includes(port) ? 'starttls' : 'tls',
    username: loginName === undefined ? '%EMAILADDRESS%' : String(loginName),
  };
}

/** `protocolX.SSL.toLowerCase()`: an empty element is `true` to JXON, and a boolean has no such method. */
function word(protocol: Value, name: string): string | undefined {
  const value = child(protocol, name);
  if (value !== undefined && typeof value !== 'string') refuse(`${name} is no text: a TypeError`);
  return value?.toLowerCase();
}
