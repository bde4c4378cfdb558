/**
 * Thunderbird for Android, formerly K-9. It reads only imap and smtp servers, but one that it cannot use fails the whole
 * document, at any position.
 */

import { addressParts, fillPlaceholders } from '../address.ts';
import { clientParser, is2xx, type Login, reject, requireStatus, type Settings } from '../client.ts';
import { type Event, inside, pullEvents } from '../pull.ts';
import { isLegalHostName } from '../thunderbird.ts';

export const thunderbirdAndroid = clientParser(
  {
    id: 'thunderbird-android',
    name: 'Thunderbird for Android',
    source: 'thunderbird-android feature/autodiscovery/autoconfig RealAutoconfigParser.kt',
  },
  (reply, address): Settings => {
    // OkHttpFetcher.kt: isSuccessful, with any content type.
    requireStatus(reply, is2xx);
    const replaceVariables = (text: string): string => fillPlaceholders(text, addressParts(address));

    const provider = childrenOf(pullEvents(reply.body), 'clientConfig')
      .flatMap(({ inner }) => childrenOf(inner, 'emailProvider'))
      .at(-1);
    if (provider === undefined) reject('no clientConfig with an emailProvider');
    if (!isHostName(provider.attributes.get('id') ?? '')) reject('emailProvider id is not a host name');

    const domains = childrenOf(provider.inner, 'domain').map(({ inner }) =>
      replaceVariables(readText(inner)),
    );
    if (!domains.some(isHostName)) reject('no domain is a host name');

    // It parses all servers of the type before it takes the first, so the last one can still fail the document.
    const servers = (element: string, type: string): Login[] =>
      childrenOf(provider.inner, element)
        .filter(({ attributes }) => attributes.get('type') === type)
        .map(({ inner }) => readServer(inner, replaceVariables));
    const [incoming] = servers('incomingServer', 'imap');
    const [outgoing] = servers('outgoingServer', 'smtp');
    for (const { inner } of childrenOf(provider.inner, 'oAuth2')) readOAuth(inner);
    if (incoming === undefined) reject('no incomingServer of type imap');
    if (outgoing === undefined) reject('no outgoingServer of type smtp');
    return { incoming: { ...incoming, protocol: 'imap' }, outgoing };
  },
);

function readServer(events: readonly Event[], replaceVariables: (text: string) => string): Login {
  const last = (name: string): string | undefined => leaves(events, name).at(-1);
  const host = replaceVariables(last('hostname') ?? reject('no hostname'));
  const port = last('port') ?? reject('no port');
  const username = replaceVariables(last('username') ?? reject('no username'));
  if (!leaves(events, 'authentication').some((method) => authentications.includes(method))) {
    reject('a server without a known authentication');
  }
  // It validates the trimmed text; the untrimmed one then fails in the Hostname type.
  if (!isHostName(host) || host !== host.trim()) reject(`hostname "${host}"`);
  if (!/^[+-]?\d+$/.test(port) || Number(port) < 0 || Number(port) > 65_535) reject(`port "${port}"`);
  const [security] = leaves(events, 'socketType').map(readSocketType).slice(-1);
  return { host, port: Number(port), security: security ?? reject('no socketType'), username };
}

// RealAutoconfigParser.kt toConnectionSecurity: anything except SSL and STARTTLS fails the whole document.
function readSocketType(text: string): Login['security'] {
  if (text === 'SSL') return 'tls';
  return text === 'STARTTLS' ? 'starttls' : reject(`socketType "${text}"`);
}

function readOAuth(events: readonly Event[]): void {
  for (const name of ['authURL', 'tokenURL']) {
    const urls = leaves(events, name);
    if (urls.length === 0 || !urls.every((url) => /^https?:/i.test(url) && URL.canParse(url))) {
      reject(`oAuth2 without a usable ${name}`);
    }
  }
}

/** readText: text only; a child element inside a value fails the whole document. */
function readText(events: readonly Event[]): string {
  let text = '';
  for (const event of events) text = event.kind === 'text' ? event.text : reject('an element inside a value');
  return text;
}

/** It descends into unknown elements of a server, so a leaf counts at any depth. */
function leaves(events: readonly Event[], name: string): string[] {
  return events.flatMap((event, at) =>
    event.kind === 'start' && event.name === name ? [readText(inside(events, at))] : [],
  );
}

interface Child {
  readonly attributes: ReadonlyMap<string, string>;
  readonly inner: readonly Event[];
}

function childrenOf(events: readonly Event[], name: string): Child[] {
  const depth = events.find((event) => event.kind === 'start')?.depth;
  return events.flatMap((event, at) =>
    event.kind === 'start' && event.depth === depth && event.name === name
      ? [{ attributes: event.attributes, inner: inside(events, at) }]
      : [],
  );
}

function isHostName(text: string): boolean {
  return isLegalHostName(text.trim());
}

const authentications = ['OAuth2', 'password-cleartext', 'password-encrypted'];
