/** A DNS record as data, and what an operator says of DNS. Names are absolute and have no final dot. */

/** What a record is there for; the whole of it is words for people. */
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
      /** `.` says that the service is decidedly not offered (RFC 2782). */
      readonly target: string;
    }
  /** In one piece, however long; each format cuts it into character-strings by itself. */
  | { readonly type: 'TXT'; readonly text: string };

export type DnsRecord = RecordData & {
  readonly name: string;
  readonly ttl: number;
  readonly purpose: Purpose;
};

export interface DnsSettings {
  /** The service's own host, which customers' names point to; absent when nothing tells. */
  readonly host: string | undefined;
  /** IPv4 and IPv6 addresses to point to instead. */
  readonly addresses: readonly string[];
  readonly ttl: number;
}
