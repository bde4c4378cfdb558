/**
 * Thunderbird desktop, which uses Autodiscover in parallel with the rest. It derives STARTTLS or TLS from the port,
 * unless SSL or Encryption turns encryption off.
 */

import { clientParser, type Login, ReplyRejected, reject, type Settings } from '../client.ts';
import { child, JxonTree, list, type Value } from '../jxon.ts';
import { fetchXml, hostname, integer, replaceVariables } from '../thunderbird.ts';

export const thunderbirdDesktop = clientParser(
  {
    id: 'thunderbird-desktop',
    name: 'Thunderbird desktop',
    source: 'comm-central mail/components/accountcreation/modules/ExchangeAutoDiscover.sys.mjs',
  },
  (reply, address): Settings => {
    const account = ['Autodiscover', 'Response', 'Account'].reduce<Value | undefined>(child, fetchXml(reply));
    if (!(account instanceof JxonTree)) reject('no Autodiscover/Response/Account');
    if (child(account, 'RedirectAddr')) reject('continues with another address');
    const servers = withoutOverwritten(list(account, 'Protocol').flatMap(readProtocol));
    const incoming = servers.find(({ type }) => type === 'IMAP' || type === 'POP3');
    const outgoing = servers.find(({ type }) => type === 'SMTP');
    if (incoming === undefined) reject('no Protocol for incoming mail');
    // Without an SMTP Protocol it would send through the server of another account.
    if (outgoing === undefined) reject('no Protocol for outgoing mail');
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

/** EXCH overwrites the first incoming server that comes before it. */
function withoutOverwritten(servers: readonly Server[]): readonly Server[] {
  const first = servers.findIndex(({ type }) => type !== 'SMTP');
  const exchange = servers.findLastIndex(({ type }) => type === 'EXCH');
  return servers.filter(({ type }, at) => type !== 'EXCH' && !(at === first && exchange > first));
}

/** Drops only a Protocol that throws, without a message to the user. */
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
    if (error instanceof ReplyRejected) return [];
    throw error;
  }
}

function readLogin(protocol: Value): Login {
  const port = integer(child(protocol, 'Port'));
  const off = word(protocol, 'SSL') === 'off' || word(protocol, 'Encryption') === 'none';
  word(protocol, 'SPA');
  const loginName = child(protocol, 'LoginName');
  if (loginName !== undefined && !loginName) reject('empty LoginName');
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
  if (value !== undefined && typeof value !== 'string') reject(`${name} is not a text: TypeError`);
  return value?.toLowerCase();
}
