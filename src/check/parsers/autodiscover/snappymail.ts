/**
 * SnappyMail. An administrator sets up a domain, so the address asked about is invented: `autodiscover@` the
 * domain. The answer must repeat it in LoginName, or users are told to log in without their domain.
 */

import { partsOf } from '../address.ts';
import { client, demandStatus, is2xx, type Login, refuse, type Settings } from '../client.ts';
import { type Element, firstText, named, parse } from '../dom.ts';

export const snappyMail = client(
  {
    id: 'snappymail',
    name: 'SnappyMail',
    source: 'the-djmaze/snappymail RainLoop/Providers/Domain/Autoconfig.php autodiscover_resolve',
  },
  (reply, address): Settings => {
    demandStatus(reply, is2xx);
    const [account] = named(parse(reply.body), 'Response').flatMap((response) => named(response, 'Account'));
    if (account === undefined) refuse('no Response with an Account');
    if (firstText(account, 'AccountType') !== 'email') refuse('AccountType is not email');
    const protocols = named(account, 'Protocol');
    // A single element becomes no list in PHP, and the loop runs over its children.
    if (protocols.length < 2) refuse('fewer than two Protocols');
    const first = (type: string): Element =>
      protocols.find((protocol) => firstText(protocol, 'Type') === type) ?? refuse(`no ${type}`);
    return {
      incoming: { ...readLogin(first('IMAP'), address, 993), protocol: 'imap' },
      outgoing: readLogin(first('SMTP'), address, undefined),
    };
  },
);

function readLogin(protocol: Element, address: string, implicitTlsPort: number | undefined): Login {
  const { localPart, domain } = partsOf(address);
  const port = Number(firstText(protocol, 'Port'));
  const on = firstText(protocol, 'SSL') === 'on';
  const startTls = implicitTlsPort === undefined ? port === 587 : on && port !== implicitTlsPort;
  return {
    host: firstText(protocol, 'Server') ?? refuse('no Server'),
    port,
    security: startTls ? 'starttls' : on ? 'tls' : 'none',
    username: firstText(protocol, 'LoginName') === `autodiscover@${domain}` ? address : localPart,
  };
}
