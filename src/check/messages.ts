/** Messages for DNS, connection and certificate failures. */

import type { CertificateFlaw, ConnectFailure, DnsFailure } from './net.ts';
import type { Step } from './report.ts';

export const dnsMessages = {
  'no-name': 'no such name',
  'no-records': 'no such record',
  timeout: 'DNS does not answer',
  broken: 'DNS lookup failed',
} as const satisfies Record<DnsFailure, string>;

export const certificateMessages = {
  expired: 'its certificate has expired',
  'not-yet-valid': 'its certificate is not valid yet',
  'wrong-name': 'its certificate is for other names',
  'self-signed': 'its certificate is self-signed',
  'unknown-issuer': 'its certificate has an unknown issuer, or the intermediate certificate is missing',
  other: 'its certificate is not valid',
} as const satisfies Record<CertificateFlaw, string>;

export function connectFailureMessage(failure: ConnectFailure): string {
  switch (failure.reason) {
    case 'no-name':
    case 'no-records':
    case 'broken':
      return failure.reason === 'no-records' ? 'no address' : dnsMessages[failure.reason];
    case 'refused':
      return 'connection refused';
    case 'unreachable':
      return 'unreachable';
    case 'timeout':
      return 'timeout';
    case 'closed':
      return 'connection closed';
    case 'not-understood':
      return 'the answer is not HTTP';
    case 'too-long':
      return 'the answer is too long';
    case 'tls':
      return `TLS handshake failed: ${failure.detail}`;
    case 'certificate':
      return certificateMessages[failure.flaw];
    default:
      return failure satisfies never;
  }
}

/** An absent name is not a failure: most names that clients try do not exist. */
export const connectFailureOutcome = ({ reason }: ConnectFailure): Step['outcome'] =>
  reason === 'no-name' || reason === 'no-records' ? 'nothing' : 'failed';
