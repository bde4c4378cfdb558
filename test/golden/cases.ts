/**
 * Two golden files for each kind of answer: its body, and `<file>.headers` with its status and headers, so that other
 * tools can read the body as it is. `npm run golden` rewrites them, and the diff is reviewed.
 */

import type { RecordFormat, TerraformProvider } from '../../src/records/format-names.ts';
import { now, poxRequest, sealer, soapRequest, type WorldName } from '../support/world.ts';

export interface GoldenCase {
  /** Below test/golden. */
  readonly file: string;
  readonly world: WorldName;
  readonly url: string;
  /** If present, the request is a POST. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const mobilesync = 'http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006';
const pox = 'https://autodiscover.example.org/autodiscover/autodiscover.xml';

const autodiscoverJson = 'https://autodiscover.example.org/autodiscover/autodiscover.json';
const autodiscoverSvc = 'https://autodiscover.example.org/autodiscover/autodiscover.svc';

export const goldenCases: readonly GoldenCase[] = [
  {
    file: 'autoconfig/ovh-example.org.xml',
    world: 'ovh',
    url: 'https://autoconfig.example.org/mail/config-v1.1.xml?emailaddress=jo@example.org',
  },
  {
    file: 'autoconfig/own-name-without-address.xml',
    world: 'ovh',
    url: 'http://127.0.0.1:8080/mail/config-v1.1.xml',
  },
  {
    file: 'autoconfig/mx-step-of-a-customer.xml',
    world: 'example',
    url: 'https://autoconfig.mail.example.net/mail/config-v1.1.xml?emailaddress=jo%40customer.example',
  },
  {
    file: 'autoconfig/services-example.org.xml',
    world: 'services',
    url: 'https://autoconfig.example.org/mail/config-v1.1.xml',
  },
  {
    file: 'autodiscover/ovh-outlook.xml',
    world: 'ovh',
    url: pox,
    body: poxRequest('jo@example.org'),
  },
  { file: 'autodiscover/ovh-get.xml', world: 'ovh', url: pox },
  { file: 'autodiscover/error-600.xml', world: 'ovh', url: pox, body: '<Autodiscover/>' },
  {
    file: 'autodiscover/error-601.xml',
    world: 'ovh',
    url: pox,
    body: poxRequest('jo@example.org', mobilesync),
  },
  {
    file: 'autodiscover/exchange-ews.xml',
    world: 'exchange',
    url: pox,
    body: poxRequest('boss@example.org'),
  },
  {
    file: 'autodiscover/exchange-beside-mail.xml',
    world: 'exchange',
    url: pox,
    body: poxRequest('jo@mixed.example'),
  },
  {
    file: 'autodiscover/exchange-mobilesync.xml',
    world: 'exchange',
    url: pox,
    body: poxRequest('jo@exchange.example', mobilesync),
  },
  {
    file: 'autodiscover/exchange-mobilesync-other-address.xml',
    world: 'exchange',
    url: pox,
    body: poxRequest('jo@alias.example', mobilesync),
  },
  {
    file: 'autodiscover-json/elsewhere.json',
    world: 'exchange',
    url: `${autodiscoverJson}?Email=jo@hosted.example&Protocol=ActiveSync`,
  },
  {
    file: 'autodiscover/exchange-elsewhere.xml',
    world: 'exchange',
    url: pox,
    body: poxRequest('jo@hosted.example'),
  },
  {
    file: 'autodiscover/exchange-other-address.xml',
    world: 'exchange',
    url: pox,
    body: poxRequest('jo@alias.example'),
  },
  {
    file: 'autodiscover-json/autodiscover-v1.json',
    world: 'exchange',
    url: `${autodiscoverJson}?Email=jo@example.org&Protocol=AutodiscoverV1`,
  },
  {
    file: 'autodiscover-json/own-host.json',
    world: 'ovh',
    url: `${autodiscoverJson}?Email=jo@example.org&Protocol=AutodiscoverV1`,
  },
  {
    file: 'autodiscover-json/ews.json',
    world: 'exchange',
    url: `${autodiscoverJson}?Email=jo@exchange.example&Protocol=Ews`,
  },
  {
    file: 'autodiscover-json/activesync.json',
    world: 'exchange',
    url: `${autodiscoverJson}/v1.0/jo@exchange.example?protocol=activesync`,
  },
  {
    file: 'autodiscover-json/not-offered.json',
    world: 'exchange',
    url: `${autodiscoverJson}?Email=jo@exchange.example&Protocol=Rest`,
  },
  {
    file: 'autodiscover-soap/users.xml',
    world: 'exchange',
    url: autodiscoverSvc,
    body: soapRequest(
      'User',
      ['jo@example.org', 'boss@example.org', 'jo@hosted.example', 'jo@alias.example', 'jo@other.example'],
      ['UserDisplayName', 'ExternalImap4Connections', 'ExternalSmtpConnections', 'ExternalEwsUrl', 'UserDN'],
    ),
  },
  {
    file: 'autodiscover-soap/user.xml',
    world: 'exchange',
    url: autodiscoverSvc,
    body: soapRequest('User', ['jo@example.org'], ['UserDisplayName', 'ExternalImap4Connections']),
  },
  {
    file: 'autodiscover-soap/exchangelib.xml',
    world: 'exchange',
    url: autodiscoverSvc,
    body: soapRequest(
      'User',
      ['jo@exchange.example'],
      [
        'UserDN',
        'MailboxDN',
        'UserDisplayName',
        'AutoDiscoverSMTPAddress',
        'ExternalEwsUrl',
        'EwsSupportedSchemas',
      ],
    ),
  },
  {
    file: 'autodiscover-soap/nobody.xml',
    world: 'exchange',
    url: autodiscoverSvc,
    body: soapRequest('User', ['DUMMY@example.com'], ['AutoDiscoverSMTPAddress']),
  },
  {
    file: 'autodiscover-soap/domains.xml',
    world: 'exchange',
    url: autodiscoverSvc,
    body: soapRequest('Domain', ['exchange.example', 'example.org', 'other.example'], ['ExternalEwsUrl']),
  },
  { file: 'autodiscover-soap/fault.xml', world: 'exchange', url: autodiscoverSvc, body: '<Envelope/>' },
  {
    file: 'mobileconfig/ovh-jo.mobileconfig',
    world: 'ovh',
    url: 'https://facteur.example.net/profile.mobileconfig?emailaddress=jo@example.org',
  },
  {
    file: 'mobileconfig/ovh-jo-named.mobileconfig',
    world: 'ovh',
    url: 'https://facteur.example.net/email.mobileconfig?email=jo@example.org&name=Jo%20%26%20Co',
  },
  {
    file: 'mobileconfig/ovh-anybody.mobileconfig',
    world: 'ovh',
    url: 'http://127.0.0.1:8080/profile.mobileconfig',
  },
  {
    file: 'mobileconfig/services-jo.mobileconfig',
    world: 'services',
    url: 'https://facteur.example.net/profile.mobileconfig?emailaddress=jo@example.org',
    headers: { 'accept-language': 'fr' },
  },
  {
    file: 'mobileconfig/services-pop3.mobileconfig',
    world: 'services',
    url: 'https://facteur.example.net/profile.mobileconfig?emailaddress=jo@example.org&type=pop3',
  },
  {
    file: 'mobileconfig/services-two.mobileconfig',
    world: 'services',
    url: 'https://facteur.example.net/profile.mobileconfig?emailaddress=jo@example.org&emailaddress=al@example.org',
  },
  {
    file: 'mobileconfig/exchange.mobileconfig',
    world: 'exchange',
    url: 'https://facteur.example.net/profile.mobileconfig?emailaddress=jo@exchange.example',
  },
  {
    file: 'pacc/ovh.json',
    world: 'ovh',
    url: 'https://ua-auto-config.example.org/.well-known/user-agent-configuration.json',
  },
  {
    file: 'pacc/services.json',
    world: 'services',
    url: 'https://ua-auto-config.example.org/.well-known/user-agent-configuration.json',
  },
  {
    file: 'mta-sts/services.txt',
    world: 'services',
    url: 'https://mta-sts.example.org/.well-known/mta-sts.txt',
  },
  { file: 'setup/ovh-en.html', world: 'ovh', url: 'http://127.0.0.1:8080/' },
  {
    file: 'setup/services-jo-en.html',
    world: 'services',
    url: 'https://facteur.example.net/?language=en',
    body: 'emailaddress=jo%40example.org',
    headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0' },
  },
  {
    file: 'setup/example-unknown-fr.html',
    world: 'example',
    url: 'https://facteur.example.net/?language=fr',
    body: 'emailaddress=jo%40other.example',
  },
  {
    file: 'setup/signed-jo-de.html',
    world: 'signed',
    url: 'https://facteur.example.net/?language=de',
    body: 'emailaddress=jo%40example.org',
  },
  {
    file: 'setup/signed-expired-pl.html',
    world: 'signed',
    url: `https://facteur.example.net/l/${await sealer.seal('jo@example.org', now)}`,
    headers: { 'accept-language': 'pl' },
  },
  {
    file: 'setup/ovh-fr.html',
    world: 'ovh',
    url: 'http://127.0.0.1:8080/',
    headers: { 'accept-language': 'fr-FR,fr;q=0.9,en;q=0.5' },
  },
  { file: 'refusals/not-served.txt', world: 'example', url: 'https://autoconfig.other.example/mail/config-v1.1.xml' },
  { file: 'refusals/unknown-path.txt', world: 'ovh', url: 'https://autoconfig.example.org/wp-login.php' },
];

export const askGolden = ({ body, headers = {} }: GoldenCase): RequestInit =>
  body === undefined ? { headers } : { method: 'POST', body, headers: { ...headers, 'content-type': 'text/xml' } };

/** @returns the golden file with status and headers of the answer whose body is in `file` */
export const headFile = (file: string): string => `${file}.headers`;

/** @returns the status on the first line, then one header on each line, sorted by name */
export const headOf = ({ status, headers }: Response): string =>
  [`${status}`, ...[...headers].map(([name, value]) => `${name}: ${value}`), ''].join('\n');

/** DNS records of `example.org`. */
export interface RecordCase {
  readonly file: string;
  readonly world: WorldName;
  readonly format: RecordFormat;
  readonly provider?: TerraformProvider;
}

export const recordCases: readonly RecordCase[] = [
  { file: 'records/example.zone', world: 'example', format: 'bind' },
  { file: 'records/services.zone', world: 'services', format: 'bind' },
  { file: 'records/services.json', world: 'services', format: 'json' },
  { file: 'records/services.cloudflare.zone', world: 'services', format: 'cloudflare' },
  { file: 'records/services.cloudflare.tf', world: 'services', format: 'terraform' },
  { file: 'records/services.ovh.tf', world: 'services', format: 'terraform', provider: 'ovh' },
  { file: 'records/services.octodns.yaml', world: 'services', format: 'octodns' },
];
