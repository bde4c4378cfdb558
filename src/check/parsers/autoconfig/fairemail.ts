/**
 * FairEmail, the builds outside the Play store. One pass over a flat stream of tags: the first server of each
 * direction counts, the order of its children matters, and nothing is trimmed.
 */

import { partsOf } from '../address.ts';
import { client, demandStatus, is200, type Login, refuse, type Settings } from '../client.ts';
import { pull, textAfter } from '../pull.ts';

export const fairEmail = client(
  {
    id: 'fairemail',
    name: 'FairEmail',
    source: 'M66B/FairEmail app/src/main/java/eu/faircode/email/EmailProvider.java getISPDB',
  },
  (reply, address): Settings => {
    demandStatus(reply, is200);
    const imap: Server = { host: '', port: 0, security: 'tls' };
    const smtp: Server = { host: '', port: 0, security: 'tls' };
    let server: Server | undefined;
    let seen = { incoming: 0, outgoing: 0 };
    let username = address;
    const events = pull(reply.body);
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
        // One user name for both directions: the last of the document, be it a POP3 server's or a calendar's.
        if (event.name === 'username') username = expand(text, address) ?? username;
      }
    }
    // EmailProvider.java validate
    if (imap.host === '' || imap.port <= 0) refuse('the first incomingServer is not a complete imap');
    if (smtp.host === '' || smtp.port <= 0) refuse('the first outgoingServer is not a complete smtp');
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
    // Integer.parseInt: a space before or after the digits ends the whole reading.
    server.port = /^[+-]?\d+$/.test(text) ? Number(text) : refuse(`port "${text}"`);
    // The port presumes a socketType, so a socketType that came first is forgotten.
    server.security = server.port === startTlsPort ? 'starttls' : 'tls';
  }
  if (name === 'socketType' && text === 'SSL') server.security = 'tls';
  if (name === 'socketType' && text === 'STARTTLS') server.security = 'starttls';
}

/** Two placeholders, each only when it is the whole text; anything else is the user name as it stands. */
function expand(text: string, address: string): string | undefined {
  if (text === '%EMAILADDRESS%') return address;
  if (text === '%EMAILLOCALPART%') return partsOf(address).localPart;
  return text === '' ? undefined : text;
}
