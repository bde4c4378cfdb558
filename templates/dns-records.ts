/**
 * The DNS records that lead clients of one domain to its services, and to us: SRV by RFC 6186, RFC 8314, RFC 6764,
 * RFC 8620 and RFC 5804, the hosts that are asked over HTTP, and texts beside what is answered there.
 */

import type { Account, Encryption, IncomingServer, OutgoingServer, Protocol } from '../src/model/account.ts';
import type { DnsRecord, DnsSettings, Purpose, RecordData } from '../src/model/dns-record.ts';

/** RFC 6186 §3, RFC 8314 §7.3. */
const mailService = {
  imap: { tls: '_imaps._tcp', starttls: '_imap._tcp' },
  pop3: { tls: '_pop3s._tcp', starttls: '_pop3._tcp' },
  smtp: { tls: '_submissions._tcp', starttls: '_submission._tcp' },
} as const satisfies Record<Protocol, Record<Encryption, string>>;

/** What is answered over HTTP about the domain. */
export interface DnsRecordInput {
  readonly domain: string;
  readonly dns: DnsSettings;
  /** The service's https origin, whose certificate is good whatever the customer's names have. */
  readonly origin: string | undefined;
  /** The text that holds the digest, when PACC is answered. */
  readonly paccDigest: string | undefined;
  /** The policy's id, when there is one. */
  readonly mtaStsId: string | undefined;
}

/** A record below the domain; an empty label is the domain itself. */
type LabelledRecord = RecordData & { readonly label: string };

/** @returns the records; whether each of them fits into DNS is not looked at here */
export function dnsRecords(account: Account, published: DnsRecordInput): readonly DnsRecord[] {
  const { domain, dns } = published;
  const { caldav, carddav, jmap, managesieve, ldap, tlsReports } = account;
  // What nobody could fetch is not announced.
  const found = dns.host !== undefined || dns.addresses.length > 0;
  const [pacc, mtaSts] = found ? [published.paccDigest, published.mtaStsId] : [];
  const records = {
    hosts: hostLabels(account, published).flatMap((label) => hostRecords(label, published)),
    mail: [...mail(account.incoming, ['imap', 'pop3']), ...mail(account.outgoing, ['smtp'])],
    autodiscover: dns.host !== undefined && hasAutodiscover(account) ? autodiscover(dns.host) : [],
    mailconf: hasMail(account) ? mailconf(published) : [],
    pacc: text('_ua-auto-config', pacc),
    'mta-sts': text('_mta-sts', mtaSts && `v=STSv1; id=${mtaSts};`),
    'tls-reports': text('_smtp._tls', tlsReports && `v=TLSRPTv1; rua=${uri(tlsReports)}`),
    calendars: web('_caldavs._tcp', caldav, { withPath: true }),
    'address-books': web('_carddavs._tcp', carddav, { withPath: true }),
    jmap: web('_jmap._tcp', jmap, { withPath: false }),
    // RFC 5804 §1.8: the service begins in the clear, so TLS from the first byte cannot be said.
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

const purposes = [
  ...(['hosts', 'autodiscover', 'mailconf', 'mail', 'calendars', 'address-books', 'jmap'] as const),
  ...(['managesieve', 'ldap', 'pacc', 'mta-sts', 'tls-reports'] as const),
] as const satisfies readonly Purpose[];

const nameOf = (label: string, domain: string): string => (label === '' ? domain : `${label}.${domain}`);

/** Autoconfig and its kin are answered only where mail can be both read and sent. */
const hasMail = ({ incoming, outgoing }: Account): boolean => incoming.length > 0 && outgoing.length > 0;
const hasAutodiscover = (account: Account): boolean =>
  hasMail(account) ||
  [account.activesync, account.ews, account.autodiscover].some((one) => one !== undefined);

function hostLabels(account: Account, { paccDigest, mtaStsId }: DnsRecordInput): readonly string[] {
  return [
    ...(hasMail(account) ? ['autoconfig'] : []),
    ...(hasAutodiscover(account) ? ['autodiscover'] : []),
    ...(paccDigest === undefined ? [] : ['ua-auto-config']),
    ...(mtaStsId === undefined ? [] : ['mta-sts']),
  ];
}

/** exchangelib looks for an A record only, and finds it behind an alias. The service's own host is no alias of itself. */
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
 * The priority is the place in the operator's order, for RFC 6186 §4 lets it choose between IMAP and POP3. What is
 * not offered is said to be so (§3.4), unless nothing at all is known: an Exchange may well speak IMAP.
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

/** One only, at 443: Thunderbird takes the lowest weight and no notice of the port, EWS libraries only 443. */
const autodiscover = (host: string): readonly LabelledRecord[] => [
  srv('_autodiscover._tcp', { host, port: 443 }, { weight: 0 }),
];

/** What Himalaya reads: the document at a host that has a certificate. */
const mailconf = ({ domain, dns, origin }: DnsRecordInput): readonly LabelledRecord[] => {
  const at = origin ?? (dns.host === undefined ? undefined : `https://${dns.host}`);
  return text('', at && `mailconf=${at}/v1.1/${domain}`);
};

/** RFC 6764 §4: the path stands in a text of the same name. One with a query, or to be filled in, does not. */
function web(
  label: string,
  address: string | undefined,
  { withPath }: { readonly withPath: boolean },
): readonly LabelledRecord[] {
  if (address === undefined) return [];
  const { hostname, port, pathname, search } = new URL(address);
  const sayable = withPath && search === '' && !/%EMAIL[A-Z]+%/.test(pathname);
  const server = { host: hostname, port: port === '' ? 443 : Number(port) };
  return [srv(label, server), ...text(label, sayable ? `path=${pathname}` : undefined)];
}

const srv = (
  label: string,
  { host, port }: { readonly host: string; readonly port: number },
  { priority = 0, weight = 1 } = {},
): LabelledRecord => ({ label, type: 'SRV', priority, weight, port, target: host });

const text = (label: string, value: string | undefined): readonly LabelledRecord[] =>
  value === undefined ? [] : [{ label, type: 'TXT', text: value }];

/** RFC 8460 §3 and RFC 3986 §2: what no URI may hold as it stands is percent-encoded. */
const uri = (value: string): string =>
  value.replace(/[^A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+/g, (other) => encodeURIComponent(other));

/** DNS knows no placeholders. */
const filled = (data: RecordData, domain: string): RecordData =>
  data.type === 'SRV' ? { ...data, target: data.target.replaceAll('%EMAILDOMAIN%', domain) } : data;
