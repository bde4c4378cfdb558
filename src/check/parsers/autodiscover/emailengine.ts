/** EmailEngine. The last of several IMAP or SMTP entries wins; SSL on means implicit TLS on any port. */

import {
  acceptWithoutSettings,
  clientParser,
  is2xx,
  type Login,
  requireStatus,
  type Settings,
} from '../client.ts';
import { type Element, named, parse, text } from '../dom.ts';

export const emailEngine = clientParser(
  {
    id: 'emailengine',
    name: 'EmailEngine',
    source: 'postalsys/emailengine lib/autodetect-imap-settings.js resolveUsingAutodiscovery',
  },
  (reply): Settings => {
    requireStatus(reply, is2xx);
    const root = parse(reply.body);
    const protocols = (root.nodeName === 'Autodiscover' ? named(root, 'Response') : [])
      .flatMap((response) => named(response, 'Account'))
      .filter((account) => named(account, 'AccountType').map(text).includes('email'))
      .flatMap((account) => named(account, 'Protocol'));
    const last = (type: string): Login => {
      const protocol = protocols.findLast((candidate) => nonEmpty(candidate, 'Type')?.toUpperCase() === type);
      return protocol === undefined ? acceptWithoutSettings(`no ${type}`) : readLogin(protocol);
    };
    return { incoming: { ...last('IMAP'), protocol: 'imap' }, outgoing: last('SMTP') };
  },
);

function readLogin(protocol: Element): Login {
  return {
    host: nonEmpty(protocol, 'Server') ?? acceptWithoutSettings('no Server'),
    port: Number(nonEmpty(protocol, 'Port') ?? acceptWithoutSettings('no Port')),
    security: nonEmpty(protocol, 'SSL') === 'on' ? 'tls' : 'starttls',
    // Without a LoginName there is no user name; the address does not replace it.
    username: nonEmpty(protocol, 'LoginName') ?? '',
  };
}

function nonEmpty(parent: Element, name: string): string | undefined {
  return named(parent, name)
    .map(text)
    .find((value) => value !== '');
}
