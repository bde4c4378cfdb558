/**
 * Minimal documents and single changes of them, for the tests of the parsers. They are independent of what the server
 * sends.
 */

import type { ClientParser, ParseResult, Reply } from '../../src/check/parsers/client.ts';

export const address = 'jo@example.org';

export const vanilla = `<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1">
  <emailProvider id="example.net">
    <domain>example.org</domain>
    <displayName>Example Mail</displayName>
    <displayShortName>Example</displayShortName>
    <incomingServer type="imap">
      <hostname>imap.example.net</hostname>
      <port>993</port>
      <socketType>SSL</socketType>
      <authentication>password-cleartext</authentication>
      <username>%EMAILADDRESS%</username>
    </incomingServer>
    <outgoingServer type="smtp">
      <hostname>smtp.example.net</hostname>
      <port>465</port>
      <socketType>SSL</socketType>
      <authentication>password-cleartext</authentication>
      <username>%EMAILADDRESS%</username>
    </outgoingServer>
  </emailProvider>
</clientConfig>
`;

export const pox = `<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
  <Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a">
    <Account>
      <AccountType>email</AccountType>
      <Action>settings</Action>
      <Protocol>
        <Type>IMAP</Type>
        <Server>imap.example.net</Server>
        <Port>993</Port>
        <LoginName>jo@example.org</LoginName>
        <SPA>off</SPA>
        <SSL>on</SSL>
        <Encryption>SSL</Encryption>
      </Protocol>
      <Protocol>
        <Type>SMTP</Type>
        <Server>smtp.example.net</Server>
        <Port>465</Port>
        <LoginName>jo@example.org</LoginName>
        <SPA>off</SPA>
        <SSL>on</SSL>
        <Encryption>SSL</Encryption>
      </Protocol>
    </Account>
  </Response>
</Autodiscover>
`;

export const settings = {
  incoming: { protocol: 'imap', host: 'imap.example.net', port: 993, security: 'tls', username: address },
  outgoing: { host: 'smtp.example.net', port: 465, security: 'tls', username: address },
} as const;

/** One change of a document; throws if it changes nothing, because that is an error in the test. */
export type Change = (xml: string) => string;

export function replace(from: string | RegExp, to: string): Change {
  return (xml) => {
    const changed = xml.replace(from, () => to);
    if (changed === xml) throw new Error(`${from} is not in the document`);
    return changed;
  };
}

export function replaceAll(from: string, to: string): Change {
  return (xml) => {
    if (!xml.includes(from)) throw new Error(`${from} is not in the document`);
    return xml.replaceAll(from, () => to);
  };
}

export const insertBefore = (tag: string, added: string): Change => replace(tag, added + tag);

/** Removes or empties every element of that name. */
export const remove = (name: string): Change => replaceEach(name, '');
export const empty = (name: string): Change => replaceEach(name, `<${name}/>`);

export const both =
  (one: Change, other: Change): Change =>
  (xml) =>
    other(one(xml));

function replaceEach(name: string, to: string): Change {
  return (xml) => {
    const changed = xml.replaceAll(new RegExp(`<${name}>.*?</${name}>`, 'gs'), to);
    if (changed === xml) throw new Error(`no ${name} in the document`);
    return changed;
  };
}

export function http(body: string, change: Partial<Omit<Reply, 'body'>> = {}): Reply {
  return { status: 200, headers: new Map([['content-type', 'text/xml; charset=utf-8']]), body, ...change };
}

export function byId(parsers: readonly ClientParser[], id: string): ClientParser {
  const found = parsers.find((parser) => parser.id === id);
  if (found === undefined) throw new Error(`no client ${id}`);
  return found;
}

/** `ok`, `refused`, or `nothing` if the client accepts an answer without settings for it. */
export function verdict(result: ParseResult, isAccepted: boolean): 'ok' | 'nothing' | 'refused' {
  if (result.ok) return 'ok';
  return isAccepted ? 'nothing' : 'refused';
}
