/**
 * The network as the check sees it: DNS, HTTP and TCP. Simulators and probes use nothing else. The implementation
 * applies `--resolver`, `--ca` and `--server`; the code above does not know them. Failures are data, because a check
 * looks for them.
 */

import type { Result } from '../model/result.ts';

export interface Net {
  /** @param name without a final dot */
  resolve<Type extends keyof Records>(
    name: string,
    type: Type,
    limit?: TimeLimit,
  ): Promise<Timed<Records[Type], DnsFailure>>;

  /** Sends one request. Does not follow redirects; redirects.ts does. */
  fetch(request: HttpRequest): Promise<Timed<HttpResponse, ConnectFailure>>;

  /** Opens a connection to a mail server or any other server. */
  connect(to: ConnectRequest): Promise<Timed<Connection, ConnectFailure>>;
}

/** A result with its duration. */
export type Timed<Value, No> = Result<Value, No> & { readonly milliseconds: number };

export interface TimeLimit {
  /** The implementation has a limit of its own; the shorter one applies. */
  readonly limitMilliseconds: number;
}

/** Record data by type. Names are in lower case and without a final dot; the root is empty. */
export interface Records {
  readonly A: readonly string[];
  readonly AAAA: readonly string[];
  readonly CNAME: readonly string[];
  readonly NS: readonly string[];
  readonly MX: readonly { readonly priority: number; readonly exchange: string }[];
  /** The strings of each record, joined. */
  readonly TXT: readonly string[];
  readonly SRV: readonly SrvRecord[];
  readonly CAA: readonly CaaRecord[];
}

/** RFC 8659 §4. */
interface CaaRecord {
  /** Such as `issue`, in lower case. */
  readonly tag: string;
  readonly value: string;
}

export interface SrvRecord {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  /** Empty if the service is not offered (RFC 2782, "."). */
  readonly target: string;
}

/** `no-name`: NXDOMAIN. `no-records`: the name exists without records of this type. `broken`: any other error. */
export type DnsFailure = 'no-name' | 'no-records' | 'timeout' | 'broken';

export interface HttpRequest extends TimeLimit {
  readonly url: string;
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** Names in lower case. Never contains Authorization: the check sends no password. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Accepts a certificate for another name, as FairEmail does. */
  readonly ignoreCertificateName?: boolean;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; several values of one name are joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
  /** Only for https. */
  readonly tls?: Tls;
}

export type ConnectFailure =
  | { readonly reason: DnsFailure; readonly host: string }
  | { readonly reason: 'refused' | 'unreachable' | 'timeout' | 'closed' | 'not-understood' | 'too-long' }
  /** The peer speaks no TLS, or no version that we support. */
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
  /** Absent if clients accept the chain for this name. */
  readonly flaw?: CertificateFlaw;
  /** The error code of the TLS library. */
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

export interface ConnectRequest extends TimeLimit {
  readonly host: string;
  readonly port: number;
  /** `tls`: implicit TLS. A bad certificate is reported in `Connection.tls` and is not a failure here. */
  readonly security: 'tls' | 'none';
}

/** `too-long`: the line is longer than the limit. */
export type ReadFailure = 'timeout' | 'closed' | 'too-long';

/** A line-based connection. Each read has the timeout that `connect` was given. */
export interface Connection {
  /** The IP address. */
  readonly address: string;
  readonly tls?: Tls;
  /** @returns the next line without its line end; undefined after a close or a timeout */
  readLine(): Promise<string | undefined>;
  /** Why the last `readLine` returned undefined. */
  readFailure(): ReadFailure;
  /** @param text with its line end */
  write(text: string): void;
  /** Upgrades to TLS after the peer has accepted STARTTLS; `readLine` and `write` then use it. */
  startTls(): Promise<Result<Tls, ConnectFailure>>;
  close(): void;
}
