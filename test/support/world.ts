/**
 * The configurations of the tests: `ovh` is the default one, `example` a provider with a few customers, `services`
 * one that offers more than mail, `signed` is `example` with sealed links. test/vectors/README.md lists them too.
 */

import {
  type Config,
  type ConfigDocument,
  defaultDocument,
  facteur,
  readConfig,
  type Sealer,
} from '../../src/index.ts';
import { sealerOf } from '../../src/links/cipher.ts';

export type WorldName = 'ovh' | 'example' | 'services' | 'exchange' | 'signed';

const exampleDocument: ConfigDocument = {
  url: 'https://facteur.example.net',
  names: ['autoconfig.example.net', 'autoconfig.mail.example.net'],
  providers: {
    'example.net': {
      name: 'Example Mail',
      shortName: 'Example',
      incoming: [
        { protocol: 'pop3', host: 'pop.example.net', port: 995, security: 'tls' },
        { protocol: 'imap', host: 'imap.example.net', port: 993, security: 'tls' },
      ],
      outgoing: [{ protocol: 'smtp', host: 'smtp.example.net', port: 465, security: 'tls' }],
    },
  },
  domains: {
    'example.org': 'example.net',
    'bücher.example': 'example.net',
    'none.example': 'none',
  },
};

export const servicesDocument: ConfigDocument = {
  url: 'https://facteur.example.net',
  providers: {
    'example.net': {
      name: 'Example Mail',
      shortName: 'Example',
      incoming: [
        {
          protocol: 'imap',
          host: 'imap.%EMAILDOMAIN%',
          security: 'tls',
          authentication: ['oauth2', 'password'],
        },
        'pop3s://pop.example.net',
      ],
      outgoing: ['smtps://smtp.example.net', 'smtp+starttls://smtp.example.net'],
      caldav: 'https://dav.example.net/cal/',
      carddav: 'https://dav.example.net/card/',
      jmap: 'https://jmap.example.net/session',
      managesieve: 'sieve+starttls://sieve.example.net',
      ldap: 'ldaps://ldap.example.net/dc=example,dc=net',
      mtaSts: { mode: 'enforce', mx: ['mx1.example.net', '*.mx.example.net'] },
      tlsReports: 'mailto:tls@example.net',
      oauth2: {
        issuer: 'https://login.example.net/realms/Mail',
        authorization: 'https://login.example.net/auth',
        token: 'https://login.example.net/token',
        scope: 'mail offline_access',
      },
      webmail: 'https://webmail.example.net/',
      documentation: [{ url: 'https://www.example.net/help', title: { en: 'Mail settings' } }],
    },
  },
  domains: {
    'example.org': 'example.net',
    'none.example': 'none',
  },
};

/** Exchange in its forms: with end-points, answered elsewhere, under another address; and mail beside it. */
const exchangeDocument: ConfigDocument = {
  url: 'https://facteur.example.net',
  names: ['autodiscover.example.net'],
  soap: true,
  providers: {
    'example.net': {
      name: 'Example Mail',
      shortName: 'Example',
      incoming: ['imaps://imap.example.net', 'pop3s://pop.example.net'],
      outgoing: ['smtp+starttls://smtp.%EMAILDOMAIN%'],
    },
    'exchange.example': {
      name: 'Example Exchange',
      shortName: 'Exchange',
      activesync: 'https://eas.exchange.example/Microsoft-Server-ActiveSync',
      ews: 'https://ews.exchange.example/EWS/Exchange.asmx',
    },
    'hosted.example': {
      name: 'Example hosted',
      shortName: 'Hosted',
      autodiscover: 'https://autodiscover.hosted.example/Autodiscover/Autodiscover.xml',
    },
    'tenant.example': {
      name: 'Example tenant',
      shortName: 'Tenant',
      autodiscover: '%EMAILLOCALPART%@tenant.example',
    },
    'renamed.example': {
      name: 'Example renamed',
      shortName: 'Renamed',
      autodiscover: 'https://renamed.example/somewhere/else.xml',
    },
    'circle.example': {
      name: 'Example circle',
      shortName: 'Circle',
      ews: 'https://ews.circle.example/EWS/Exchange.asmx',
      autodiscover: 'https://facteur.example.net/autodiscover/autodiscover.xml',
    },
    'long.example': {
      name: 'Example long',
      shortName: 'Long',
      autodiscover: `%EMAILLOCALPART%@${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.example`,
    },
    'mixed.example': {
      name: 'Example mixed',
      shortName: 'Mixed',
      incoming: ['imaps://imap.example.net', 'pop3s://pop.example.net'],
      outgoing: ['smtps://smtp.example.net'],
      ews: 'https://ews.mixed.example/EWS/Exchange.asmx',
    },
  },
  domains: {
    'example.org': 'example.net',
    'exchange.example': 'exchange.example',
    'hosted.example': 'hosted.example',
    'alias.example': 'tenant.example',
    'tenant.example': 'tenant.example',
    'renamed.example': 'renamed.example',
    'circle.example': 'circle.example',
    'long.example': 'long.example',
    'mixed.example': 'mixed.example',
    'none.example': 'none',
  },
  addresses: { 'boss@example.org': 'exchange.example' },
};

/** When it is in the tests. */
export const now = new Date('2026-11-24T10:11:12.123Z');

export function configOf(document: ConfigDocument): Config {
  const config = readConfig(document);
  if (config.ok) return config.value;
  throw new Error(config.refusal.map(({ path, message }) => `${path}: ${message}`).join('\n'));
}

export const appOf = (document: ConfigDocument) => facteur(configOf(document), { now: () => now });

export const documents: Readonly<Record<WorldName, ConfigDocument>> = {
  ovh: defaultDocument,
  example: exampleDocument,
  services: servicesDocument,
  exchange: exchangeDocument,
  signed: { ...exampleDocument, links: 'sealed' },
};

/** Seals the same into the same, so that answers can be compared. */
export const sealer = await exampleSealer();

async function exampleSealer(): Promise<Sealer> {
  const made = await sealerOf(btoa('0123456789abcdef'.repeat(2)), 24, (length) =>
    new Uint8Array(length).fill(7),
  );
  if (made.ok) return made.value;
  throw new Error(made.refusal);
}

const apps = {
  ovh: appOf(documents.ovh),
  example: appOf(documents.example),
  services: appOf(documents.services),
  exchange: appOf(documents.exchange),
  signed: facteur({ ...configOf(documents.signed), sealer }, { now: () => now }),
};

/** Sends a request to a world; the Host is that of the URL unless a header says otherwise. */
export async function send(world: WorldName, url: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (!headers.has('host')) headers.set('host', new URL(url).host);
  return await apps[world].fetch(new Request(url, { redirect: 'manual', ...init, headers }));
}

/** The body as UTF-8; workerd warns when `text()` is called on a profile. */
export async function bodyOf(response: Response): Promise<string> {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await response.arrayBuffer());
}

/** Posts an Autodiscover request for an address in the plainest form, or any other body. */
export function post(
  world: WorldName,
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
): Promise<Response> {
  return send(world, url, { method: 'POST', body, headers: { 'content-type': 'text/xml' } });
}

export const outlookSchema =
  'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';

/** @param address escaped for XML */
export function poxRequest(address: string, schema: string = outlookSchema): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">
  <Request>
    <EMailAddress>${address}</EMailAddress>
    <AcceptableResponseSchema>${schema}</AcceptableResponseSchema>
  </Request>
</Autodiscover>`;
}

/** A SOAP request about users or domains, with the names of the settings that are wanted; all of it plain text. */
export function soapRequest(
  one: 'User' | 'Domain',
  subjects: readonly string[],
  settings: readonly string[],
): string {
  const listed = subjects.map((text) =>
    one === 'User' ? `<a:User><a:Mailbox>${text}</a:Mailbox></a:User>` : `<a:Domain>${text}</a:Domain>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<soap:Envelope xmlns:a="http://schemas.microsoft.com/exchange/2010/Autodiscover" xmlns:wsa="http://www.w3.org/2005/08/addressing" xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
  <soap:Header><a:RequestedServerVersion>Exchange2013</a:RequestedServerVersion></soap:Header>
  <soap:Body>
    <a:Get${one}SettingsRequestMessage>
      <a:Request>
        <a:${one}s>${listed.join('')}</a:${one}s>
        <a:RequestedSettings>${settings.map((name) => `<a:Setting>${name}</a:Setting>`).join('')}</a:RequestedSettings>
      </a:Request>
    </a:Get${one}SettingsRequestMessage>
  </soap:Body>
</soap:Envelope>`;
}
