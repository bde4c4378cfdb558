/**
 * SnappyMail. An administrator sets up a domain, so it sends `autodiscover@` the domain. The answer must repeat that
 * address in LoginName, or users log in with the local part only.
 */

import { addressParts } from '../address.ts';
import { clientParser, is2xx, type Login, reject, requireStatus, type Settings } from '../client.ts';
import { type Element, firstText, named, parse } from '../dom.ts';

export const snappyMail = clientParser(
  {
    id: 'snappymail',
    name: 'SnappyMail',
    source: 'the-djmaze/snappymail RainLoop/Providers/Domain/Autoconfig.php autodiscover_resolve',
  },
  (reply, address): Settings => {
    requireStatus(reply, is2xx);
    const [account] = named(parse(reply.body), 'Response').flatMap((response) => named(response, 'Account'));
    if (account === undefined) reject('no Response with an Account');
    if (firstText(account, 'AccountType') !== 'email') reject('AccountType is not email');
    const protocols = named(account, 'Protocol');
    // A single element does not become a list in PHP, so the loop runs over its children.
    if (protocols.length < 2) reject('fewer than two Protocols');
    const first = (type: string): Element =>
      protocols.find((protocol) => firstText(protocol, 'Type') === type) ?? reject(`no ${type}`);
    return {
      incoming: { ...readLogin(first('IMAP'), address, 993), protocol: 'imap' },
      outgoing: readLogin(first('SMTP'), address, undefined),
    };
  },
);

function readLogin(protocol: Element, address: string, implicitTlsPort: number | undefined): Login {
  const { localPart, domain } = addressParts(address);
  const port = Number(firstText(protocol, 'Port'));
  const on = firstText(protocol, 'SSL') === 'on';
  const startTls = implicitTlsPort === undefined ? port === 587 : on && port !== implicitTlsPort;
  return {
    host: firstText(protocol, 'Server') ?? reject('no Server'),
    port,
    security: startTls ? 'starttls' : on ? 'tls' : 'none',
    username: firstText(protocol, 'LoginName') === `autodiscover@${domain}` ? address : localPart,
  };
}
