/**
 * eM Client. Closed source, so this is no more than the elements that every reader of IMAP and SMTP needs, by the
 * values that Microsoft documents for them.
 */

import { client, demandStatus, is2xx, type Login, refuse, type Settings } from '../client.ts';
import { type Element, elements, localNamed, parse, text } from '../dom.ts';

export const emClient = client(
  { id: 'em-client', name: 'eM Client', source: 'eM Client support article 258; mailcow pull request 370' },
  (reply, address): Settings => {
    demandStatus(reply, is2xx);
    const root = parse(reply.body);
    if (root.localName !== 'Autodiscover') refuse(`root is ${root.localName}`);
    const protocols = localNamed(root, 'Response')
      .flatMap((response) => localNamed(response, 'Account'))
      .flatMap((account) => localNamed(account, 'Protocol'));
    const first = (type: string): Element | undefined =>
      protocols.find((protocol) => value(protocol, 'Type') === type);
    const imap = first('IMAP');
    const incoming = imap ?? first('POP3');
    const outgoing = first('SMTP');
    if (!incoming || !outgoing) refuse('no Protocol to read or to send with');
    return {
      incoming: { ...readLogin(incoming, address), protocol: imap ? 'imap' : 'pop3' },
      outgoing: readLogin(outgoing, address),
    };
  },
);

function readLogin(protocol: Element, address: string): Login {
  const port = Number(value(protocol, 'Port'));
  const off = value(protocol, 'SSL')?.toLowerCase() === 'off' && value(protocol, 'Encryption') === undefined;
  const startTls = value(protocol, 'Encryption') === 'TLS' || [143, 110, 25, 587].includes(port);
  return {
    host: value(protocol, 'Server') ?? refuse('no Server'),
    port: Number.isInteger(port) && port > 0 ? port : refuse('no Port'),
    security: off || value(protocol, 'Encryption') === 'None' ? 'none' : startTls ? 'starttls' : 'tls',
    username: value(protocol, 'LoginName') ?? address,
  };
}

function value(parent: Element, name: string): string | undefined {
  return elements(parent)
    .filter((child) => child.localName === name)
    .map((child) => text(child).trim())
    .find((found) => found !== '');
}
