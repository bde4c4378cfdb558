/** The certificate of a TLS peer, and OpenSSL's verification result. */

import type { PeerCertificate, TLSSocket } from 'node:tls';
import type { Certificate, CertificateFlaw, Tls } from '../../../check/net.ts';

export function tlsInfo(socket: TLSSocket): Tls {
  const protocol = socket.getProtocol() ?? 'unknown';
  const certificate = certificateOf(socket.getPeerCertificate());
  if (socket.authorized) return { protocol, certificate };
  const error: unknown = socket.authorizationError;
  const detail =
    error instanceof Error ? ('code' in error ? String(error.code) : error.message) : String(error);
  return { protocol, certificate, flaw: flaws.get(detail) ?? 'other', detail };
}

function certificateOf(peer: PeerCertificate): Certificate {
  const { subject, issuer, subjectaltname = '', valid_from, valid_to } = peer;
  return {
    subject: one(subject?.CN),
    issuer: one(issuer?.CN ?? issuer?.O),
    names: subjectaltname
      .split(', ')
      .flatMap((name) => (name.startsWith('DNS:') ? [name.slice(4).toLowerCase()] : [])),
    validFrom: iso(valid_from),
    validTo: iso(valid_to),
  };
}

const one = (value: string | string[] | undefined): string =>
  Array.isArray(value) ? value.join(', ') : (value ?? '');

const iso = (date: string | undefined): string => {
  const time = new Date(date ?? '');
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
};

/** OpenSSL's error codes for a chain (x509_vfy.h), and Node's for a name mismatch. */
const flaws = new Map<string, CertificateFlaw>([
  ['CERT_HAS_EXPIRED', 'expired'],
  ['CERT_NOT_YET_VALID', 'not-yet-valid'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'wrong-name'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'unknown-issuer'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'unknown-issuer'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'unknown-issuer'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unknown-issuer'],
]);
