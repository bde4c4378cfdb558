/** What the formats that know comments say between records. Nothing of an operator's own text is among it. */

import type { DnsRecord, Purpose } from '../model/dns-record.ts';
import type { Zone } from './zone.ts';

/** @returns lines to stand on top */
export const commentsOn = ({ domain, records }: Zone): readonly string[] => [
  `What mail clients of ${domain} look for in DNS, by facteur.`,
  ...(records.some((record) => record.type === 'SRV' && record.target !== '.') ? targetRemark : []),
];

const targetRemark = [
  'The target of an SRV record must have addresses of its own and be no alias (RFC 2782).',
  'facteur looks up nothing here: see for yourself.',
];

/** What the records of one purpose are there for. */
export const purposeComments = {
  hosts: 'The hosts that clients ask over HTTP; each needs a certificate.',
  autodiscover: 'Autodiscover at a host that has a certificate: Outlook, Thunderbird.',
  mailconf: 'Autoconfig at a host that has a certificate: Himalaya.',
  mail: 'Mail: RFC 6186, RFC 8314. A dot is a service that is not offered.',
  calendars: 'Calendars: RFC 6764.',
  'address-books': 'Address books: RFC 6764.',
  jmap: 'JMAP: RFC 8620.',
  managesieve: 'Filters: RFC 5804.',
  ldap: 'The address book of the organisation: Evolution.',
  pacc: 'The digest of the PACC document, draft-ietf-mailmaint-pacc-03; another document has another one.',
  'mta-sts': 'The version of the MTA-STS policy: RFC 8461.',
  'tls-reports': 'Where other mail servers report failures of TLS: RFC 8460.',
} as const satisfies Record<Purpose, string>;

/** @returns the records by what they are there for, in their order */
export const groupByPurpose = (
  records: readonly DnsRecord[],
): readonly (readonly [Purpose, readonly DnsRecord[]])[] =>
  [...new Set(records.map(({ purpose }) => purpose))].map((purpose) => [
    purpose,
    records.filter((record) => record.purpose === purpose),
  ]);
