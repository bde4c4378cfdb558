/**
 * Microsoft Autodiscover, the SOAP dialect (MS-OXWSADISC): settings by name, for many users or domains in one
 * request. Services without a setting's name, such as ActiveSync, cannot be requested.
 */

import type { XmlElement } from '../src/format/xml.ts';
import type { Account, Encryption, Protocol, Server } from '../src/model/account.ts';

const autodiscoverNamespace = 'http://schemas.microsoft.com/exchange/2010/Autodiscover';
const instanceNamespace = 'http://www.w3.org/2001/XMLSchema-instance';

/** As in Exchange: `TLS` means STARTTLS. */
const encryptionMethod = { tls: 'SSL', starttls: 'TLS' } as const satisfies Record<Encryption, string>;

/** MS-OXWSADISC 3.1.4.1.4.1: why a user, a domain or a setting gets no answer. */
type SoapError =
  | 'InvalidUser'
  | 'InvalidDomain'
  | 'InvalidRequest'
  | 'RedirectAddress'
  | 'RedirectUrl'
  | 'ServerBusy'
  | 'SettingIsNotAvailable';

const messages = {
  InvalidUser: 'No settings are published here for this user.',
  InvalidDomain: 'No settings are published here for this domain.',
  InvalidRequest: 'This is no request that can be answered.',
  RedirectAddress: 'Ask about another address.',
  RedirectUrl: 'Ask elsewhere.',
  ServerBusy: 'The directory of domains is unavailable. Try again later.',
  SettingIsNotAvailable: 'This setting is not available.',
} as const satisfies Record<SoapError, string>;

/** The result for one user or domain. */
export type SoapOutcome =
  | { readonly of: Account; readonly address: string | undefined }
  | { readonly error: SoapError; readonly target?: string };

type Setting = (account: Account, address: string | undefined) => XmlElement | undefined;

const text =
  (value: (account: Account, address: string | undefined) => string | undefined): Setting =>
  (account, address) => {
    const found = value(account, address);
    return found === undefined ? undefined : { '@i:type': 'StringSetting', Value: found };
  };

const connections =
  (protocol: Protocol): Setting =>
  ({ incoming, outgoing }) => {
    const servers: readonly Server<Protocol, Encryption>[] = [...incoming, ...outgoing];
    const offered = servers.filter((server) => server.protocol === protocol);
    if (offered.length === 0) return undefined;
    const all = offered.map(({ host, port, security }) => ({
      EncryptionMethod: encryptionMethod[security],
      Hostname: host,
      Port: port,
    }));
    return {
      '@i:type': 'ProtocolConnectionCollectionSetting',
      ProtocolConnections: { ProtocolConnection: all },
    };
  };

/** The settings of MS-OXWSADISC 3.1.4.1.4.9 that the model knows. Internal and external networks get the same values. */
const userSettings = {
  UserDisplayName: text((_, address) => address),
  AutoDiscoverSMTPAddress: text((_, address) => address),
  InternalImap4Connections: connections('imap'),
  ExternalImap4Connections: connections('imap'),
  InternalPop3Connections: connections('pop3'),
  ExternalPop3Connections: connections('pop3'),
  InternalSmtpConnections: connections('smtp'),
  ExternalSmtpConnections: connections('smtp'),
  InternalEwsUrl: text(({ ews }) => ews),
  ExternalEwsUrl: text(({ ews }) => ews),
} as const satisfies Record<string, Setting>;

const domainSettings = { ExternalEwsUrl: userSettings.ExternalEwsUrl } as const satisfies Record<
  string,
  Setting
>;

/** The two operations with their element names. */
export const operations = {
  user: { settings: userSettings, one: 'User', error: 'InvalidUser', type: (type: string) => type },
  domain: {
    settings: domainSettings,
    one: 'Domain',
    error: 'InvalidDomain',
    // MS-OXWSADISC 3.1.4.2.4.4 has a type of its own for these.
    type: (type: string) => `Domain${type}`,
  },
} as const;
export type Operation = keyof typeof operations;

/**
 * @param names of the requested settings
 * @returns the envelope, with one response per outcome, in order
 */
export function soapResponse(
  operation: Operation,
  names: readonly string[],
  outcomes: readonly SoapOutcome[],
): XmlElement {
  const { one } = operations[operation];
  const message = `Get${one}SettingsResponse`;
  return envelope(message, {
    [`${message}Message`]: {
      '@xmlns': autodiscoverNamespace,
      Response: {
        '@xmlns:i': instanceNamespace,
        ErrorCode: 'NoError',
        ErrorMessage: {},
        [`${one}Responses`]: {
          [`${one}Response`]: outcomes.map((outcome) => responseOf(operation, names, outcome)),
        },
      },
    },
  });
}

/** @returns an envelope that refuses the whole request with an Autodiscover error */
export function soapRefusal(operation: Operation, error: SoapError): XmlElement {
  const message = `Get${operations[operation].one}SettingsResponse`;
  return envelope(message, {
    [`${message}Message`]: {
      '@xmlns': autodiscoverNamespace,
      Response: { ErrorCode: error, ErrorMessage: messages[error] },
    },
  });
}

/** SOAP 1.1 §4.4: the response to a malformed request. */
export const soapFault = (): XmlElement => ({
  's:Envelope': {
    '@xmlns:s': 'http://schemas.xmlsoap.org/soap/envelope/',
    's:Body': {
      's:Fault': { faultcode: 's:Client', faultstring: messages.InvalidRequest },
    },
  },
});

function envelope(action: string, body: XmlElement): XmlElement {
  return {
    's:Envelope': {
      '@xmlns:s': 'http://schemas.xmlsoap.org/soap/envelope/',
      '@xmlns:a': 'http://www.w3.org/2005/08/addressing',
      's:Header': {
        'a:Action': `${autodiscoverNamespace}/Autodiscover/${action}`,
        // EWS libraries require a version of Exchange; they request nothing of this version that is missing here.
        'h:ServerVersionInfo': {
          '@xmlns:h': autodiscoverNamespace,
          'h:MajorVersion': 15,
          'h:MinorVersion': 0,
          'h:MajorBuildNumber': 0,
          'h:MinorBuildNumber': 0,
          'h:Version': 'Exchange2013',
        },
      },
      's:Body': body,
    },
  };
}

function responseOf(operation: Operation, names: readonly string[], outcome: SoapOutcome): XmlElement {
  const { one } = operations[operation];
  if ('error' in outcome) {
    return {
      ErrorCode: outcome.error,
      ErrorMessage: messages[outcome.error],
      RedirectTarget: outcome.target ?? nil,
      [`${one}SettingErrors`]: {},
      [`${one}Settings`]: {},
    };
  }
  const found = names.map((name) => ({ name, setting: settingOf(operation, name, outcome) }));
  return {
    ErrorCode: 'NoError',
    ErrorMessage: 'No error.',
    RedirectTarget: nil,
    [`${one}SettingErrors`]: {
      [`${one}SettingError`]: found
        .filter(({ setting }) => setting === undefined)
        .map(({ name }) => ({
          ErrorCode: 'SettingIsNotAvailable',
          ErrorMessage: messages.SettingIsNotAvailable,
          SettingName: name,
        })),
    },
    [`${one}Settings`]: {
      [`${one}Setting`]: found.flatMap(({ name, setting }) =>
        setting ? [named(operation, name, setting)] : [],
      ),
    },
  };
}

const nil = { '@i:nil': 'true' };

function settingOf(
  operation: Operation,
  name: string,
  { of, address }: Extract<SoapOutcome, { of: Account }>,
): XmlElement | undefined {
  const known: Readonly<Record<string, Setting>> = operations[operation].settings;
  return Object.hasOwn(known, name) ? known[name]?.(of, address) : undefined;
}

/** `Name` is the first element: the libraries read elements in order. */
const named = (
  operation: Operation,
  name: string,
  { '@i:type': type, ...value }: XmlElement,
): XmlElement => ({
  '@i:type': operations[operation].type(String(type)),
  Name: name,
  ...value,
});
