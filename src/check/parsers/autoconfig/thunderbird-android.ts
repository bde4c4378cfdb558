/**
 * Thunderbird for Android, once K-9. Only imap and smtp concern it, but one of those that it cannot use spoils
 * the whole document, wherever it stands.
 */

import { fill, partsOf } from '../address.ts';
import { client, demandStatus, is2xx, type Login, refuse, type Settings } from '../client.ts';
import { type Event, inside, pull } from '../pull.ts';
import { isLegalHostName } from '../thunderbird.ts';

export const thunderbirdAndroid = client(
  {
    id: 'thunderbird-android',
    name: 'Thunderbird for Android',
    source: 'thunderbird-android feature/autodiscovery/autoconfig RealAutoconfigParser.kt',
  },
  (reply, address): Settings => {
    // OkHttpFetcher.kt: isSuccessful, whatever the content type.
    demandStatus(reply, is2xx);
    const replaceVariables = (text: string): string => fill(text, partsOf(address));

    const provider = childrenOf(pull(reply.body), 'clientConfig')
      .flatMap(({ inner }) => childrenOf(inner, 'emailProvider'))
      .at(-1);
    if (provider === undefined) refuse('no clientConfig with an emailProvider');
    if (!isHostName(provider.attributes.get('id') ?? '')) refuse('emailProvider id is no host name');

    const domains = childrenOf(provider.inner, 'domain').map(({ inner }) =>
      replaceVariables(readText(inner)),
    );
    if (!domains.some(isHostName)) refuse('no domain that is a host name');

    // Every server of the type is read before the first is taken, so the last can still refuse the document.
    const servers = (element: string, type: string): Login[] =>
      childrenOf(provider.inner, element)
        .filter(({ attributes }) => attributes.get('type') === type)
        .map(({ inner }) => readServer(inner, replaceVariables));
    const [incoming] = servers('incomingServer', 'imap');
    const [outgoing] = servers('outgoingServer', 'smtp');
    for (const { inner } of childrenOf(provider.inner, 'oAuth2')) readOAuth(inner);
    if (incoming === undefined) refuse('no incomingServer of type imap');
    if (outgoing === undefined) refuse('no outgoingServer of type smtp');
    return { incoming: { ...incoming, protocol: 'imap' }, outgoing };
  },
);

function readServer(events: readonly Event[], replaceVariables: (text: string) => string): Login {
  const last = (name: string): string | undefined => leaves(events, name).at(-1);
  const host = replaceVariables(last('hostname') ?? refuse('no hostname'));
  const port = last('port') ?? refuse('no port');
  const username = replaceVariables(last('username') ?? refuse('no username'));
  if (!leaves(events, 'authentication').some((method) => authentications.includes(method))) {
    refuse('a server without any authentication it knows');
  }
  // Validity is checked on the trimmed text, and the untrimmed one then fails in the Hostname type.
  if (!isHostName(host) || host !== host.trim()) refuse(`hostname "${host}"`);
  if (!/^[+-]?\d+$/.test(port) || Number(port) < 0 || Number(port) > 65_535) refuse(`port "${port}"`);
  const [security] = leaves(events, 'socketType').map(readSocketType).slice(-1);
  return { host, port: Number(port), security: security ?? refuse('no socketType'), username };
}

// RealAutoconfigParser.kt toConnectionSecurity: anything but SSL and STARTTLS fails the whole file.
function readSocketType(text: string): Login['security'] {
  if (text === 'SSL') return 'tls';
  return text === 'STARTTLS' ? 'starttls' : refuse(`socketType "${text}"`);
}

function readOAuth(events: readonly Event[]): void {
  for (const name of ['authURL', 'tokenURL']) {
    const urls = leaves(events, name);
    if (urls.length === 0 || !urls.every((url) => /^https?:/i.test(url) && URL.canParse(url))) {
      refuse(`oAuth2 without a usable ${name}`);
    }
  }
}

/** readText: text and nothing else; a child element inside a value fails the whole file. */
function readText(events: readonly Event[]): string {
  let text = '';
  for (const event of events) text = event.kind === 'text' ? event.text : refuse('an element inside a value');
  return text;
}

/** Unknown elements of a server are entered, not skipped, so a leaf counts at any depth. */
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
