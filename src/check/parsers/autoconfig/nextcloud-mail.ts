/** Nextcloud Mail. SimpleXML, the first imap and the first smtp server; ignores the rest. */

import { addressParts } from '../address.ts';
import {
  acceptWithoutSettings,
  clientParser,
  is2xx,
  type Login,
  reject,
  requireStatus,
  type Settings,
} from '../client.ts';
import { type Element, firstText, named, parse } from '../dom.ts';

export const nextcloudMail = clientParser(
  { id: 'nextcloud-mail', name: 'Nextcloud Mail', source: 'nextcloud/mail lib/Service/AutoConfig/IspDb.php' },
  (reply, address): Settings => {
    // Guzzle follows redirects and throws from 400 on.
    requireStatus(reply, is2xx);
    const [provider] = named(parse(reply.body), 'emailProvider');
    if (provider === undefined) reject('no emailProvider');
    const first = (element: string, type: string): Element | undefined =>
      named(provider, element).find((server) => server.getAttribute('type') === type);
    const imap = first('incomingServer', 'imap');
    const smtp = first('outgoingServer', 'smtp');
    if (imap === undefined && smtp === undefined) reject('neither imap nor smtp');
    if (imap === undefined || smtp === undefined) acceptWithoutSettings('half a configuration');
    return {
      incoming: { ...readServer(imap, address), protocol: 'imap' },
      outgoing: readServer(smtp, address),
    };
  },
);

function readServer(server: Element, address: string): Login {
  const value = (name: string): string => firstText(server, name) ?? '';
  const port = Number.parseInt(value('port'), 10);
  return {
    host: value('hostname'),
    port: Number.isNaN(port) ? 0 : port,
    security: securities.get(value('socketType').toLowerCase()) ?? 'none',
    username: expand(value('username'), address),
  };
}

/** `%EMAILLOCALPART%` since nextcloud/mail#9272 (2024-02, v3.6.0); before, it became the empty text. */
function expand(username: string, address: string): string {
  return username
    .replaceAll('%EMAILADDRESS%', () => address)
    .replaceAll('%EMAILLOCALPART%', () => addressParts(address).localPart)
    .replaceAll('%EMAILDOMAIN%', () => addressParts(address).domain);
}

const securities = new Map<string, Login['security']>([
  ['ssl', 'tls'],
  ['starttls', 'starttls'],
  ['tls', 'starttls'],
]);
