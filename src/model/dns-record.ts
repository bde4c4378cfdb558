/** DNS records as data, and the operator's DNS settings. Names are absolute and have no final dot. */

/** The purpose of a record, for comments and reports. */
export type Purpose =
  | 'hosts'
  | 'mail'
  | 'autodiscover'
  | 'mailconf'
  | 'pacc'
  | 'mta-sts'
  | 'tls-reports'
  | 'calendars'
  | 'address-books'
  | 'jmap'
  | 'managesieve'
  | 'ldap';

export type RecordData =
  | { readonly type: 'A' | 'AAAA'; readonly address: string }
  | { readonly type: 'CNAME'; readonly target: string }
  | {
      readonly type: 'SRV';
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      /** `.` if the service is not offered (RFC 2782). */
      readonly target: string;
    }
  /** In one piece, whatever its length; each format splits it into character-strings. */
  | { readonly type: 'TXT'; readonly text: string };

export type DnsRecord = RecordData & {
  readonly name: string;
  readonly ttl: number;
  readonly purpose: Purpose;
};

export interface DnsSettings {
  /** The service's own host, which customers' names point to, if it is known. */
  readonly host: string | undefined;
  /** IPv4 and IPv6 addresses to point to instead. */
  readonly addresses: readonly string[];
  readonly ttl: number;
}
