/**
 * The DNS records by which clients of a domain find its services and this server: SRV records (RFC 6186, RFC 8314,
 * RFC 6764, RFC 8620, RFC 5804), the hosts for HTTP, and TXT records.
 */

import type { Account, Encryption, IncomingServer, OutgoingServer, Protocol } from '../src/model/account.ts';
import type { DnsRecord, DnsSettings, Purpose, RecordData } from '../src/model/dns-record.ts';

/** RFC 6186 §3, RFC 8314 §7.3. */
const mailService = {
  imap: { tls: '_imaps._tcp', starttls: '_imap._tcp' },
  pop3: { tls: '_pop3s._tcp', starttls: '_pop3._tcp' },
  smtp: { tls: '_submissions._tcp', starttls: '_submission._tcp' },
} as const satisfies Record<Protocol, Record<Encryption, string>>;

/** What the records depend on besides the account. */
interface DnsRecordInput {
  readonly domain: string;
  readonly dns: DnsSettings;
  /** The service's https origin, whose TLS certificate does not depend on the customer's names. */
  readonly origin: string | undefined;
  /** Whether Autodiscover has an answer: it cannot express every server. */
  readonly autodiscover: boolean;
  /** The TXT record's text with the digest, if there is a PACC document. */
  readonly paccDigest: string | undefined;
  /** The id of the MTA-STS policy, if there is one. */
  readonly mtaStsId: string | undefined;
}

/** A record by its label below the domain; empty for the domain itself. */
type LabelledRecord = RecordData & { readonly label: string };

/** @returns the records; the caller checks whether each fits into DNS */
export function dnsRecords(account: Account, input: DnsRecordInput): readonly DnsRecord[] {
  const { domain, dns } = input;
  const { caldav, carddav, jmap, managesieve, ldap, tlsReports } = account;
  // A document without a reachable host is not announced.
  const reachable = dns.host !== undefined || dns.addresses.length > 0;
  const [pacc, mtaSts] = reachable ? [input.paccDigest, input.mtaStsId] : [];
  const records = {
    hosts: hostLabels(account, input).flatMap((label) => hostRecords(label, input)),
    mail: [...mail(account.incoming, ['imap', 'pop3']), ...mail(account.outgoing, ['smtp'])],
    autodiscover: dns.host !== undefined && input.autodiscover ? autodiscover(dns.host) : [],
    mailconf: hasMail(account) ? mailconf(input) : [],
    pacc: text('_ua-auto-config', pacc),
    'mta-sts': text('_mta-sts', mtaSts && `v=STSv1; id=${mtaSts};`),
    'tls-reports': text('_smtp._tls', tlsReports && `v=TLSRPTv1; rua=${uri(tlsReports)}`),
    calendars: web('_caldavs._tcp', caldav, { withPath: true }),
    'address-books': web('_carddavs._tcp', carddav, { withPath: true }),
    jmap: web('_jmap._tcp', jmap, { withPath: false }),
    // RFC 5804 §1.8: the service starts in plaintext, so implicit TLS cannot be expressed.
    managesieve: managesieve?.security === 'starttls' ? [srv('_sieve._tcp', managesieve)] : [],
    ldap: ldap ? [srv('_ldaps._tcp', ldap)] : [],
  } satisfies Record<Purpose, readonly LabelledRecord[]>;
  return purposes.flatMap((purpose) =>
    records[purpose].map(({ label, ...data }) => ({
      purpose,
      name: nameOf(label, domain),
      ttl: dns.ttl,
      ...filled(data, domain),
    })),
  );
}

/** Calendars and address books are the first: nothing else leads Thunderbird to those at another host. */
const purposes = [
  ...(['calendars', 'address-books', 'hosts', 'autodiscover', 'mailconf', 'mail', 'jmap'] as const),
  ...(['managesieve', 'ldap', 'pacc', 'mta-sts', 'tls-reports'] as const),
] as const satisfies readonly Purpose[];

const nameOf = (label: string, domain: string): string => (label === '' ? domain : `${label}.${domain}`);

/** Autoconfig needs an incoming and an outgoing server. */
const hasMail = ({ incoming, outgoing }: Account): boolean => incoming.length > 0 && outgoing.length > 0;

function hostLabels(
  account: Account,
  { autodiscover: hasAutodiscover, paccDigest, mtaStsId }: DnsRecordInput,
): readonly string[] {
  return [
    ...(hasMail(account) ? ['autoconfig'] : []),
    ...(hasAutodiscover ? ['autodiscover'] : []),
    ...(paccDigest === undefined ? [] : ['ua-auto-config']),
    ...(mtaStsId === undefined ? [] : ['mta-sts']),
  ];
}

/** exchangelib resolves only A records, also behind a CNAME. The service's own host gets no CNAME to itself. */
function hostRecords(
  label: string,
  { domain, dns: { host, addresses } }: DnsRecordInput,
): readonly LabelledRecord[] {
  if (addresses.length > 0) {
    return addresses.map((address) => ({ label, type: address.includes(':') ? 'AAAA' : 'A', address }));
  }
  return host === undefined || host === nameOf(label, domain) ? [] : [{ label, type: 'CNAME', target: host }];
}

/**
 * The priority is the position in the configuration: RFC 6186 §4 lets it decide between IMAP and POP3. Services that
 * are not offered get a `.` target (§3.4), unless no server is known at all: an Exchange server may offer IMAP.
 */
function mail(
  servers: readonly (IncomingServer | OutgoingServer)[],
  protocols: readonly Protocol[],
): readonly LabelledRecord[] {
  const offered = servers.map((server, priority) =>
    srv(mailService[server.protocol][server.security], server, { priority }),
  );
  const absent = protocols
    .flatMap((protocol) => Object.values(mailService[protocol]))
    .filter((label) => offered.every((record) => record.label !== label))
    .map((label) => srv(label, { host: '.', port: 0 }, { weight: 0 }));
  return servers.length === 0 ? [] : [...offered, ...absent];
}

/** One record, at 443: Thunderbird takes the lowest weight and ignores the port, EWS libraries accept only 443. */
const autodiscover = (host: string): readonly LabelledRecord[] => [
  srv('_autodiscover._tcp', { host, port: 443 }, { weight: 0 }),
];

/** Himalaya's TXT record: the document's URL at a host with a TLS certificate. */
const mailconf = ({ domain, dns, origin }: DnsRecordInput): readonly LabelledRecord[] => {
  const at = origin ?? (dns.host === undefined ? undefined : `https://${dns.host}`);
  return text('', at && `mailconf=${at}/v1.1/${domain}`);
};

/** RFC 6764 §4: the path goes into a TXT record of the same name, except with a query or placeholders. */
function web(
  label: string,
  address: string | undefined,
  { withPath }: { readonly withPath: boolean },
): readonly LabelledRecord[] {
  if (address === undefined) return [];
  const { hostname, port, pathname, search } = new URL(address);
  const expressible = withPath && search === '' && !/%EMAIL[A-Z]+%/.test(pathname);
  const server = { host: hostname, port: port === '' ? 443 : Number(port) };
  return [srv(label, server), ...text(label, expressible ? `path=${pathname}` : undefined)];
}

const srv = (
  label: string,
  { host, port }: { readonly host: string; readonly port: number },
  { priority = 0, weight = 1 } = {},
): LabelledRecord => ({ label, type: 'SRV', priority, weight, port, target: host });

const text = (label: string, value: string | undefined): readonly LabelledRecord[] =>
  value === undefined ? [] : [{ label, type: 'TXT', text: value }];

/** RFC 8460 §3 and RFC 3986 §2: characters that a URI must not contain are percent-encoded. */
const uri = (value: string): string =>
  value.replace(/[^A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+/g, (other) => encodeURIComponent(other));

/** DNS has no placeholders, so they are filled here. */
const filled = (data: RecordData, domain: string): RecordData =>
  data.type === 'SRV' ? { ...data, target: data.target.replaceAll('%EMAILDOMAIN%', domain) } : data;
