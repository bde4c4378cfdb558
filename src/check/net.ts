/**
 * What a check has of the network, as a contract: the players and the judges of the truth ask here and nowhere else.
 * Whoever implements it has seen to `--resolver`, `--ca` and `--server`; nobody above knows of them. Failures are
 * data: a check looks for them.
 */

import type { Result } from '../model/result.ts';

export interface Net {
  /** @param name without a final dot */
  resolve<Type extends keyof Records>(
    name: string,
    type: Type,
    limit?: TimeLimit,
  ): Promise<Timed<Records[Type], DnsFailure>>;

  /** One request and its answer, a redirect being one as well; follow.ts goes after those. */
  fetch(request: HttpRequest): Promise<Timed<HttpResponse, ConnectFailure>>;

  /** A connection to a mail server, or any other. */
  connect(to: ConnectTo): Promise<Timed<Connection, ConnectFailure>>;
}

/** How long it took, to an answer as to a failure. */
export type Timed<Value, No> = Result<Value, No> & { readonly milliseconds: number };

export interface TimeLimit {
  /** The implementation has one of its own, and the shorter counts. */
  readonly limitMilliseconds: number;
}

/** What records of a type hold; names are in lower case, without a final dot; the root is empty. */
export interface Records {
  readonly A: readonly string[];
  readonly AAAA: readonly string[];
  readonly CNAME: readonly string[];
  readonly NS: readonly string[];
  readonly MX: readonly { readonly priority: number; readonly exchange: string }[];
  /** The strings of a record put together. */
  readonly TXT: readonly string[];
  readonly SRV: readonly SrvRecord[];
  readonly CAA: readonly CaaRecord[];
}

/** RFC 8659 §4. */
export interface CaaRecord {
  /** Such as `issue`, in lower case. */
  readonly tag: string;
  readonly value: string;
}

export interface SrvRecord {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  /** Empty: the service is decidedly not offered (RFC 2782, "."). */
  readonly target: string;
}

/** `no-name`: there is no such name. `no-records`: there is, without such records. `broken`: DNS itself fails. */
export type DnsFailure = 'no-name' | 'no-records' | 'timeout' | 'broken';

export interface HttpRequest extends TimeLimit {
  readonly url: string;
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** By lower-case names. Never Authorization: no password is ever sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** FairEmail does not care which names a certificate has, so that it is good otherwise; everybody else does. */
  readonly anyName?: boolean;
}

export interface HttpResponse {
  readonly status: number;
  /** By lower-case names; of several of one name, joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
  /** Of https alone. */
  readonly tls?: Tls;
}

export type ConnectFailure =
  | { readonly reason: DnsFailure; readonly host: string }
  | { readonly reason: 'refused' | 'unreachable' | 'timeout' | 'closed' | 'not-understood' | 'too-long' }
  /** The peer speaks no TLS, or none that we speak. */
  | { readonly reason: 'tls'; readonly detail: string }
  | { readonly reason: 'certificate'; readonly flaw: CertificateFlaw; readonly tls?: Tls };

export type CertificateFlaw =
  | 'expired'
  | 'not-yet-valid'
  | 'wrong-name'
  | 'self-signed'
  | 'unknown-issuer'
  | 'other';

export interface Tls {
  /** Such as `TLSv1.3`. */
  readonly protocol: string;
  /** Absent when any client would accept the chain for this name. */
  readonly flaw?: CertificateFlaw;
  /** The library's own word for the flaw. */
  readonly detail?: string;
  readonly certificate: Certificate;
}

export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  /** DNS names of the subjectAltName. */
  readonly names: readonly string[];
  /** ISO 8601. */
  readonly validFrom: string;
  readonly validTo: string;
}

export interface ConnectTo extends TimeLimit {
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte; a bad certificate is told in `Connection.tls`, and is no failure here. */
  readonly security: 'tls' | 'none';
}

/** `too-long`: more came than a line can hold. */
export type Silence = 'timeout' | 'closed' | 'too-long';

/** A conversation in lines. Each wait has the limit that `connect` was given. */
export interface Connection {
  /** The IP address. */
  readonly address: string;
  readonly tls?: Tls;
  /** @returns the next line without its end; nothing when the peer has closed, or says nothing within the limit */
  readLine(): Promise<string | undefined>;
  /** Why the last `readLine` came to nothing. */
  silence(): Silence;
  /** @param text with its line end */
  write(text: string): void;
  /** Goes on in TLS (STARTTLS, after the peer has agreed); `readLine` and `write` then go through it. */
  startTls(): Promise<Result<Tls, ConnectFailure>>;
  close(): void;
}
