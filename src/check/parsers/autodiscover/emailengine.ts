/** EmailEngine. Of several IMAP or SMTP entries the last one stays; SSL on is implicit TLS, whatever the port. */

import { client, demandStatus, is2xx, type Login, nothing, type Settings } from '../client.ts';
import { type Element, named, parse, text } from '../dom.ts';

export const emailEngine = client(
  {
    id: 'emailengine',
    name: 'EmailEngine',
    source: 'postalsys/emailengine lib/autodetect-imap-settings.js resolveUsingAutodiscovery',
  },
  (reply): Settings => {
    demandStatus(reply, is2xx);
    const root = parse(reply.body);
    const protocols = (root.nodeName === 'Autodiscover' ? named(root, 'Response') : [])
      .flatMap((response) => named(response, 'Account'))
      .filter((account) => named(account, 'AccountType').map(text).includes('email'))
      .flatMap((account) => named(account, 'Protocol'));
    const last = (type: string): Login => {
      const protocol = protocols.findLast((candidate) => nonEmpty(candidate, 'Type')?.toUpperCase() === type);
      return protocol === undefined ? nothing(`no ${type}`) : readLogin(protocol);
    };
    return { incoming: { ...last('IMAP'), protocol: 'imap' }, outgoing: last('SMTP') };
  },
);

function readLogin(protocol: Element): Login {
  return {
    host: nonEmpty(protocol, 'Server') ?? nothing('no Server'),
    port: Number(nonEmpty(protocol, 'Port') ?? nothing('no Port')),
    security: nonEmpty(protocol, 'SSL') === 'on' ? 'tls' : 'starttls',
    // Without a LoginName there is no user name, and the address is not put in its place.
    username: nonEmpty(protocol, 'LoginName') ?? '',
  };
}

function nonEmpty(parent: Element, name: string): string | undefined {
  return named(parent, name)
    .map(text)
    .find((value) => value !== '');
}
