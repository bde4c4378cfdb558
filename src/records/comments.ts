/** Comments between the records, for formats that have comments. They contain no text from the configuration. */

import type { DnsRecord, Purpose } from '../model/dns-record.ts';
import type { Zone } from './zone.ts';

/** @returns the lines at the top of the file */
export const commentsOn = ({ domain, records }: Zone): readonly string[] => [
  `DNS records that mail clients of ${domain} look up. Written by facteur.`,
  ...(records.some((record) => record.type === 'SRV' && record.target !== '.') ? targetComment : []),
];

const targetComment = [
  'The target of an SRV record must have A or AAAA records and must not be a CNAME (RFC 2782).',
  'facteur does not look this up: check it yourself.',
];

/** The comment for the records of each purpose. */
export const purposeComments = {
  hosts: 'Hosts for HTTP requests of clients; each needs a TLS certificate.',
  autodiscover: 'Autodiscover at a host with a TLS certificate: Outlook, Thunderbird.',
  mailconf: 'Autoconfig at a host with a TLS certificate: Himalaya.',
  mail: 'Mail: RFC 6186, RFC 8314. A dot as target means that the service is not offered.',
  calendars: 'Calendars: RFC 6764. Thunderbird finds those at another host only by these records.',
  'address-books': 'Address books: RFC 6764.',
  jmap: 'JMAP: RFC 8620.',
  managesieve: 'Filters: RFC 5804.',
  ldap: 'Address book of the organisation (LDAP): Evolution.',
  pacc: 'Digest of the PACC document, draft-ietf-mailmaint-pacc-03; it changes with the document.',
  'mta-sts': 'Version of the MTA-STS policy: RFC 8461.',
  'tls-reports': 'Where other mail servers report TLS failures: RFC 8460.',
} as const satisfies Record<Purpose, string>;

/** @returns the records grouped by purpose, in order */
export const groupByPurpose = (
  records: readonly DnsRecord[],
): readonly (readonly [Purpose, readonly DnsRecord[]])[] =>
  [...new Set(records.map(({ purpose }) => purpose))].map((purpose) => [
    purpose,
    records.filter((record) => record.purpose === purpose),
  ]);
