/** Failures in the words of people. */

import type { CertificateFlaw, ConnectFailure, DnsFailure } from './net.ts';
import type { Step } from './report.ts';

export const dnsSaid = {
  'no-name': 'no such name',
  'no-records': 'no such records',
  timeout: 'DNS does not answer',
  broken: 'DNS is broken',
} as const satisfies Record<DnsFailure, string>;

export const certificateSaid = {
  expired: 'its certificate has expired',
  'not-yet-valid': 'its certificate is not valid yet',
  'wrong-name': 'its certificate is for other names',
  'self-signed': 'its certificate is signed by itself',
  'unknown-issuer': 'its certificate comes from an issuer that nobody knows, or lacks the one in between',
  other: 'its certificate is not valid',
} as const satisfies Record<CertificateFlaw, string>;

export function failureSaid(failure: ConnectFailure): string {
  switch (failure.reason) {
    case 'no-name':
    case 'no-records':
    case 'broken':
      return failure.reason === 'no-records' ? 'no address' : dnsSaid[failure.reason];
    case 'refused':
      return 'nobody listens there';
    case 'unreachable':
      return 'cannot be reached';
    case 'timeout':
      return 'no answer in time';
    case 'closed':
      return 'hung up';
    case 'not-understood':
      return 'answers, but in no HTTP';
    case 'too-long':
      return 'answers at too great length';
    case 'tls':
      return `no TLS to be had: ${failure.detail}`;
    case 'certificate':
      return certificateSaid[failure.flaw];
    default:
      return failure satisfies never;
  }
}

/** A name that is absent is no failure: most of what clients look for is. */
export const failureOutcome = ({ reason }: ConnectFailure): Step['outcome'] =>
  reason === 'no-name' || reason === 'no-records' ? 'nothing' : 'failed';
