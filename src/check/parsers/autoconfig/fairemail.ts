/**
 * FairEmail, the builds outside the Play store. One pass over a flat stream of tags: only the first server of each
 * direction counts, the order of its children matters, and nothing is trimmed.
 */

import { addressParts } from '../address.ts';
import { clientParser, is200, type Login, reject, requireStatus, type Settings } from '../client.ts';
import { pullEvents, textAfter } from '../pull.ts';

export const fairEmail = clientParser(
  {
    id: 'fairemail',
    name: 'FairEmail',
    source: 'M66B/FairEmail app/src/main/java/eu/faircode/email/EmailProvider.java getISPDB',
  },
  (reply, address): Settings => {
    requireStatus(reply, is200);
    const imap: Server = { host: '', port: 0, security: 'tls' };
    const smtp: Server = { host: '', port: 0, security: 'tls' };
    let server: Server | undefined;
    let seen = { incoming: 0, outgoing: 0 };
    let username = address;
    const events = pullEvents(reply.body);
    for (const [at, event] of events.entries()) {
      if (event.kind === 'text') continue;
      if (event.name === 'incomingServer' || event.name === 'outgoingServer') {
        server = undefined;
        if (event.kind === 'end') continue;
        const incoming = event.name === 'incomingServer';
        seen = {
          incoming: seen.incoming + Number(incoming),
          outgoing: seen.outgoing + Number(!incoming),
        };
        const type = event.attributes.get('type');
        if (incoming && seen.incoming === 1 && type === 'imap') server = imap;
        if (!incoming && seen.outgoing === 1 && type === 'smtp') server = smtp;
      } else if (event.kind === 'start') {
        const text = textAfter(events, at);
        if (text === undefined) continue;
        if (server !== undefined) set(server, event.name, text, server === imap ? 143 : 587);
        // One user name for both directions: the last in the document, even one of a POP3 server or a calendar.
        if (event.name === 'username') username = expand(text, address) ?? username;
      }
    }
    // EmailProvider.java validate
    if (imap.host === '' || imap.port <= 0) reject('the first incomingServer is not a complete imap');
    if (smtp.host === '' || smtp.port <= 0) reject('the first outgoingServer is not a complete smtp');
    return { incoming: { ...imap, username, protocol: 'imap' }, outgoing: { ...smtp, username } };
  },
);

interface Server {
  host: string;
  port: number;
  security: Login['security'];
}

function set(server: Server, name: string, text: string, startTlsPort: number): void {
  if (name === 'hostname') server.host = text;
  if (name === 'port') {
    // Integer.parseInt: a space before or after the digits fails the whole document.
    server.port = /^[+-]?\d+$/.test(text) ? Number(text) : reject(`port "${text}"`);
    // The port implies a socketType and overwrites an earlier one.
    server.security = server.port === startTlsPort ? 'starttls' : 'tls';
  }
  if (name === 'socketType' && text === 'SSL') server.security = 'tls';
  if (name === 'socketType' && text === 'STARTTLS') server.security = 'starttls';
}

/** Two placeholders, each only if it is the whole text; anything else is used literally. */
function expand(text: string, address: string): string | undefined {
  if (text === '%EMAILADDRESS%') return address;
  if (text === '%EMAILLOCALPART%') return addressParts(address).localPart;
  return text === '' ? undefined : text;
}
