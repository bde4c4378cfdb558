/**
 * Thunderbird desktop. Looks at every server on its own and keeps those it understands; the first of them is
 * what the user is offered, POP3 as well as IMAP.
 */

import { client, type Login, Refused, refuse, type Settings } from '../client.ts';
import { attribute, child, list, Tree, type Value } from '../jxon.ts';
import { fetchXml, hostname, integer, replaceVariables } from '../thunderbird.ts';

export const thunderbirdDesktop = client(
  {
    id: 'thunderbird-desktop',
    name: 'Thunderbird desktop',
    source: 'comm-central mail/components/accountcreation/modules/readFromXML.sys.mjs',
  },
  (reply, address): Settings => {
    const provider = child(child(fetchXml(reply), 'clientConfig'), 'emailProvider');
    if (!(provider instanceof Tree)) refuse('no clientConfig with an emailProvider');
    hostname(attribute(provider, 'id'));

    // A domain with an attribute is "[object Object]" here, and one domain at least must be a host name.
    if (usable(list(provider, 'domain'), hostname).length === 0) refuse('no domain that is a host name');

    const [incoming] = usable(list(provider, 'incomingServer'), readIncoming);
    const [outgoing] = usable(list(provider, 'outgoingServer'), readOutgoing);
    if (incoming === undefined) refuse('no usable incomingServer');
    if (outgoing === undefined) refuse('no usable outgoingServer');
    const { protocol } = incoming;
    if (protocol !== 'imap' && protocol !== 'pop3') refuse(`offers ${protocol} first`);
    return {
      incoming: { ...replaceVariables(incoming, address), protocol },
      outgoing: replaceVariables(outgoing, address),
    };
  },
);

function readIncoming(server: Value): Login & { readonly protocol: string } {
  const protocol = attribute(server, 'type');
  if (!incomingTypes.includes(String(protocol))) refuse(`incomingServer of type ${protocol}`);
  return { ...readServer(server, incomingAuthentication), protocol: String(protocol) };
}

function readOutgoing(server: Value): Login {
  if (attribute(server, 'type') !== 'smtp') refuse('outgoingServer that is not smtp');
  return readServer(server, outgoingAuthentication);
}

function readServer(server: Value, authentication: readonly string[]): Login {
  const port = integer(child(server, 'port'));
  if (port < 1 || port > 65_535) refuse(`port ${port}`);
  const security = list(server, 'socketType')
    .map((type) => socketTypes.get(String(type)))
    .find((type) => type !== undefined);
  if (security === undefined) refuse('no socketType it knows');
  // OAuth2 counts for hosts in its built-in OAuth2Providers table only; otherwise the next one is tried.
  if (!list(server, 'authentication').some((method) => authentication.includes(String(method)))) {
    refuse('no authentication it knows');
  }
  return {
    host: hostname(child(server, 'hostname')),
    port,
    security,
    // InputSanitizer.sys.mjs string: a missing user name becomes the word "undefined".
    username: String(child(server, 'username')),
  };
}

function usable<T>(values: readonly Value[], read: (value: Value) => T): T[] {
  return values.flatMap((value) => {
    try {
      return [read(value)];
    } catch (error) {
      if (error instanceof Refused) return [];
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
