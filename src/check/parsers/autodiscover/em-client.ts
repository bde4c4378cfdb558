/**
 * eM Client. Closed source: this parses only the elements that any client needs for IMAP and SMTP, with the values that
 * Microsoft documents.
 */

import { clientParser, is2xx, type Login, reject, requireStatus, type Settings } from '../client.ts';
import { type Element, elements, localNamed, parse, text } from '../dom.ts';

export const emClient = clientParser(
  { id: 'em-client', name: 'eM Client', source: 'eM Client support article 258; mailcow pull request 370' },
  (reply, address): Settings => {
    requireStatus(reply, is2xx);
    const root = parse(reply.body);
    if (root.localName !== 'Autodiscover') reject(`root is ${root.localName}`);
    const protocols = localNamed(root, 'Response')
      .flatMap((response) => localNamed(response, 'Account'))
      .flatMap((account) => localNamed(account, 'Protocol'));
    const first = (type: string): Element | undefined =>
      protocols.find((protocol) => value(protocol, 'Type') === type);
    const imap = first('IMAP');
    const incoming = imap ?? first('POP3');
    const outgoing = first('SMTP');
    if (!incoming || !outgoing) reject('no Protocol for incoming or outgoing mail');
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
    host: value(protocol, 'Server') ?? reject('no Server'),
    port: Number.isInteger(port) && port > 0 ? port : reject('no Port'),
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
