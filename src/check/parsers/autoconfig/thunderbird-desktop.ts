/**
 * Thunderbird desktop. Parses each server on its own and keeps those that it understands; it offers the first of them,
 * POP3 or IMAP.
 */

import { clientParser, type Login, ReplyRejected, reject, type Settings } from '../client.ts';
import { attribute, child, JxonTree, list, type Value } from '../jxon.ts';
import { fetchXml, hostname, integer, replaceVariables } from '../thunderbird.ts';

export const thunderbirdDesktop = clientParser(
  {
    id: 'thunderbird-desktop',
    name: 'Thunderbird desktop',
    source: 'comm-central mail/components/accountcreation/modules/readFromXML.sys.mjs',
  },
  (reply, address): Settings => {
    const provider = child(child(fetchXml(reply), 'clientConfig'), 'emailProvider');
    if (!(provider instanceof JxonTree)) reject('no clientConfig with an emailProvider');
    hostname(attribute(provider, 'id'));

    // A domain with an attribute becomes "[object Object]"; at least one domain must be a host name.
    if (usable(list(provider, 'domain'), hostname).length === 0) reject('no domain is a host name');

    const [incoming] = usable(list(provider, 'incomingServer'), readIncoming);
    const [outgoing] = usable(list(provider, 'outgoingServer'), readOutgoing);
    if (incoming === undefined) reject('no usable incomingServer');
    if (outgoing === undefined) reject('no usable outgoingServer');
    const { protocol } = incoming;
    if (protocol !== 'imap' && protocol !== 'pop3') reject(`offers ${protocol} first`);
    return {
      incoming: { ...replaceVariables(incoming, address), protocol },
      outgoing: replaceVariables(outgoing, address),
    };
  },
);

function readIncoming(server: Value): Login & { readonly protocol: string } {
  const protocol = attribute(server, 'type');
  if (!incomingTypes.includes(String(protocol))) reject(`incomingServer of type ${protocol}`);
  return { ...readServer(server, incomingAuthentication), protocol: String(protocol) };
}

function readOutgoing(server: Value): Login {
  if (attribute(server, 'type') !== 'smtp') reject('outgoingServer that is not smtp');
  return readServer(server, outgoingAuthentication);
}

function readServer(server: Value, authentication: readonly string[]): Login {
  const port = integer(child(server, 'port'));
  if (port < 1 || port > 65_535) reject(`port ${port}`);
  const security = list(server, 'socketType')
    .map((type) => socketTypes.get(String(type)))
    .find((type) => type !== undefined);
  if (security === undefined) reject('no known socketType');
  // OAuth2 counts only for hosts in the built-in OAuth2Providers table; otherwise it tries the next one.
  if (!list(server, 'authentication').some((method) => authentication.includes(String(method)))) {
    reject('no known authentication');
  }
  return {
    host: hostname(child(server, 'hostname')),
    port,
    security,
    // InputSanitizer.sys.mjs string: a missing user name becomes "undefined".
    username: String(child(server, 'username')),
  };
}

function usable<T>(values: readonly Value[], read: (value: Value) => T): T[] {
  return values.flatMap((value) => {
    try {
      return [read(value)];
    } catch (error) {
      if (error instanceof ReplyRejected) return [];
      throw error;
    }
  });
}

const incomingTypes = ['pop3', 'imap', 'nntp', 'exchange'];
const socketTypes = new Map<string, Login['security']>([
  ['plain', 'none'],
  ['SSL', 'tls'],
  ['STARTTLS', 'starttls'],
]);
const incomingAuthentication = [
  'password-cleartext',
  'plain',
  'password-encrypted',
  'secure',
  'GSSAPI',
  'NTLM',
];
const outgoingAuthentication = [...incomingAuthentication, 'none', 'client-IP-address', 'smtp-after-pop'];
