/**
 * FairEmail. Sets flags while it parses: AccountType and Action must come before the Protocol. It trims no value.
 */

import { clientParser, is200, type Login, reject, requireStatus, type Settings } from '../client.ts';
import { pullEvents, textAfter } from '../pull.ts';

export const fairEmail = clientParser(
  {
    id: 'fairemail',
    name: 'FairEmail',
    source: 'M66B/FairEmail app/src/main/java/eu/faircode/email/EmailProvider.java getMSAutodiscovery',
  },
  (reply, address): Settings => {
    requireStatus(reply, is200);
    const seen = { account: false, email: false, settings: false, protocol: false };
    let current: Protocol = {};
    let imap: Login | undefined;
    let smtp: Login | undefined;
    const events = pullEvents(reply.body);
    for (const [at, event] of events.entries()) {
      if (event.kind === 'text') continue;
      const text = event.kind === 'start' ? textAfter(events, at) : undefined;
      if (event.kind === 'end') {
        if (event.name === 'Account') Object.assign(seen, { account: false, email: false, settings: false });
        if (event.name !== 'Protocol') continue;
        if (seen.protocol && current.type === 'IMAP') imap = login(current, address, 143) ?? imap;
        if (seen.protocol && current.type === 'SMTP') smtp = login(current, address, 587) ?? smtp;
        seen.protocol = false;
        current = {};
      } else if (event.name === 'Account') {
        seen.account = true;
      } else if (!seen.account) {
        // Ignores everything outside an Account.
      } else if (event.name === 'AccountType') {
        seen.email ||= text === 'email';
      } else if (event.name === 'Action') {
        seen.settings ||= text === 'settings';
      } else if (event.name === 'Protocol') {
        seen.protocol = true;
      } else if (seen.email && seen.settings && seen.protocol && text !== undefined) {
        current = { ...current, ...read(event.name, text) };
      }
    }
    if (imap === undefined || smtp === undefined) reject('IMAP and SMTP are both needed');
    return { incoming: { ...imap, protocol: 'imap' }, outgoing: smtp };
  },
);

interface Protocol {
  readonly type?: string;
  readonly host?: string;
  readonly port?: number;
}

function read(name: string, text: string): Protocol {
  if (name === 'Type') return ['IMAP', 'SMTP'].includes(text) ? { type: text } : {};
  if (name === 'Server') return { host: text };
  // TextUtils.isDigitsOnly: it ignores a port with a space around it.
  return name === 'Port' && /^\d+$/.test(text) ? { port: Number(text) } : {};
}

/** It ignores SSL, Encryption and LoginName: the port decides, and the address is the user name. */
function login({ host, port }: Protocol, address: string, startTlsPort: number): Login | undefined {
  if (host === undefined || port === undefined) return undefined;
  return { host, port, security: port === startTlsPort ? 'starttls' : 'tls', username: address };
}
