/**
 * Outlook for Windows with the classic setup. Closed source: the defaults and values that Microsoft documents for the
 * POX elements, and what operators observed for others.
 */

import { addressParts } from '../address.ts';
import { clientParser, is200, type Login, reject, requireStatus, type Settings } from '../client.ts';
import { type Element, elements, parse, text } from '../dom.ts';

export const outlookClassic = clientParser(
  {
    id: 'outlook-classic',
    name: 'Outlook classic (Windows)',
    source: 'MS-OXDSCLI 2.2.4.1; learn.microsoft.com "POX Autodiscover web service reference for Exchange"',
  },
  (reply, address): Settings => {
    requireStatus(reply, is200);
    const root = parse(reply.body);
    if (root.localName !== 'Autodiscover' || root.namespaceURI !== frame)
      reject('root is not the response frame');
    const [response] = inNamespace(root, 'Response', outlook);
    if (response === undefined) reject(errorOf(root) ?? 'no Response of the outlook schema');
    const [account] = inNamespace(response, 'Account', outlook);
    if (account === undefined) reject('no Account');
    if (value(account, 'AccountType') !== 'email') reject('AccountType is not email');
    if (value(account, 'Action') !== 'settings') reject(`Action is ${value(account, 'Action')}`);

    const protocols = inNamespace(account, 'Protocol', outlook);
    const incoming = protocols.find((protocol) => ['IMAP', 'POP3'].includes(value(protocol, 'Type') ?? ''));
    const outgoing = protocols.find((protocol) => value(protocol, 'Type') === 'SMTP');
    if (incoming === undefined || outgoing === undefined) reject('no Protocol for incoming or outgoing mail');
    const login = readLogin(incoming, address);
    return {
      incoming: { ...login, protocol: value(incoming, 'Type') === 'POP3' ? 'pop3' : 'imap' },
      outgoing: {
        ...readLogin(outgoing, address),
        // UsePOPAuth: send with the user name and password of the incoming server.
        ...(isOn(outgoing, 'UsePOPAuth', false) ? { username: login.username } : {}),
      },
    };
  },
);

function readLogin(protocol: Element, address: string): Login {
  // SPA is on by default, and then it uses only NTLM.
  if (isOn(protocol, 'SPA', true)) reject('SPA is on: it would log in only with NTLM');
  const type = value(protocol, 'Type') ?? '';
  const security = securityOf(protocol, Number(value(protocol, 'Port')));
  return {
    host: value(protocol, 'Server') ?? reject('no Server'),
    port: Number(value(protocol, 'Port') ?? defaultPorts.get(type)),
    security,
    // LoginName: the default is the local part.
    username: value(protocol, 'LoginName') ?? addressParts(address).localPart,
  };
}

/** Encryption, where present, overrides SSL; SSL is on by default and is implicit TLS. */
function securityOf(protocol: Element, port: number): Login['security'] {
  const ssl = isOn(protocol, 'SSL', true);
  const encryption = value(protocol, 'Encryption');
  switch (encryption) {
    case undefined:
      return ssl ? 'tls' : 'none';
    case 'None':
      return 'none';
    case 'SSL':
      return 'tls';
    case 'Auto':
      return 'starttls';
    case 'TLS':
      // stalwart issue 3248: on ports with implicit TLS it waits for a greeting that never comes.
      return [993, 995, 465].includes(port) ? reject(`hangs: STARTTLS on ${port}`) : 'starttls';
    default:
      return reject(`Encryption is ${encryption}`);
  }
}

/** virtualmin issues 764 and 1184: `yes` is not a value, and an empty element fails the answer. */
function isOn(protocol: Element, name: string, byDefault: boolean): boolean {
  const word = value(protocol, name)?.toLowerCase();
  if (word !== undefined && word !== 'on' && word !== 'off') reject(`${name} is "${word}"`);
  return word === undefined ? byDefault : word === 'on';
}

function errorOf(root: Element): string | undefined {
  const [error] = inNamespace(root, 'Response', frame).flatMap((response) => elements(response));
  return error?.localName === 'Error' ? `error ${value(error, 'ErrorCode')}` : undefined;
}

function inNamespace(parent: Element, name: string, namespace: string): Element[] {
  return elements(parent).filter((child) => child.localName === name && child.namespaceURI === namespace);
}

function value(parent: Element, name: string): string | undefined {
  return elements(parent)
    .filter((child) => child.localName === name && child.namespaceURI === parent.namespaceURI)
    .map(text)[0];
}

const frame = 'http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006';
const outlook = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';
const defaultPorts = new Map([
  ['IMAP', 143],
  ['POP3', 110],
  ['SMTP', 25],
]);
