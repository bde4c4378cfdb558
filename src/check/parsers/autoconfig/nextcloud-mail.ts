/** Nextcloud Mail. SimpleXML, the first imap and the first smtp, and no opinion about the rest. */

import { partsOf } from '../address.ts';
import { client, demandStatus, is2xx, type Login, nothing, refuse, type Settings } from '../client.ts';
import { type Element, firstText, named, parse } from '../dom.ts';

export const nextcloudMail = client(
  { id: 'nextcloud-mail', name: 'Nextcloud Mail', source: 'nextcloud/mail lib/Service/AutoConfig/IspDb.php' },
  (reply, address): Settings => {
    // Guzzle follows redirects and throws from 400 on.
    demandStatus(reply, is2xx);
    const [provider] = named(parse(reply.body), 'emailProvider');
    if (provider === undefined) refuse('no emailProvider');
    const first = (element: string, type: string): Element | undefined =>
      named(provider, element).find((server) => server.getAttribute('type') === type);
    const imap = first('incomingServer', 'imap');
    const smtp = first('outgoingServer', 'smtp');
    if (imap === undefined && smtp === undefined) refuse('neither imap nor smtp');
    if (imap === undefined || smtp === undefined) nothing('half a configuration');
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

/** The local part is taken from Horde's `personal`, which is a person's name and empty here. */
function expand(username: string, address: string): string {
  return username
    .replaceAll('%EMAILADDRESS%', () => address)
    .replaceAll('%EMAILLOCALPART%', '')
    .replaceAll('%EMAILDOMAIN%', () => partsOf(address).domain);
}

const securities = new Map<string, Login['security']>([
  ['ssl', 'tls'],
  ['starttls', 'starttls'],
  ['tls', 'starttls'],
]);
