/**
 * TLS certificates: read from files, checked, and selected by server name (SNI).
 *
 * These keys are for TLS alone: profiles are signed with a key of their own, which no proxy needs.
 */

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import { ok, type Result, refuse } from '../../model/result.ts';

export interface CertificateFiles {
  readonly key: string;
  readonly certificate: string;
}

export interface Certificates {
  /** In PEM; for clients that send no server name. */
  readonly first: { readonly key: string; readonly cert: string };
  /** For a name without a certificate, that of the first one. */
  readonly contextFor: (serverName: string) => SecureContext;
  /** When each expires, in the order of their files. */
  readonly notAfter: readonly Date[];
}

/** @returns all of them, or all error messages */
export function readCertificates(
  files: readonly [CertificateFiles, ...CertificateFiles[]],
): Result<Certificates, readonly string[]> {
  const read = files.map(readOne);
  const complaints = read.flatMap((one) => (one.ok ? [] : [one.refusal]));
  const [first, ...others] = read.flatMap((one) => (one.ok ? [one.value] : []));
  if (complaints.length > 0 || !first) return refuse(complaints);
  const byName = new Map<string, SecureContext>();
  for (const { names, context } of [first, ...others]) {
    for (const name of names) if (!byName.has(name)) byName.set(name, context);
  }
  return ok({
    first: first.pem,
    contextFor(serverName) {
      const name = serverName.toLowerCase().replace(/\.$/, '');
      // RFC 6125 §6.4.3: an asterisk replaces one label, the first.
      return byName.get(name) ?? byName.get(name.replace(/^[^.]*/, '*')) ?? first.context;
    },
    notAfter: [first, ...others].map(({ notAfter }) => notAfter),
  });
}

interface Certificate {
  readonly pem: Certificates['first'];
  readonly names: readonly string[];
  readonly context: SecureContext;
  readonly notAfter: Date;
}

function readOne(files: CertificateFiles): Result<Certificate, string> {
  const key = parseFile(files.key, (text) => ({ text, key: createPrivateKey(text) }));
  if (!key.ok) return key;
  const certificate = parseFile(files.certificate, (text) => ({ text, x509: new X509Certificate(text) }));
  if (!certificate.ok) return certificate;
  const { x509 } = certificate.value;
  if (!x509.checkPrivateKey(key.value.key)) {
    return refuse(`${files.key} is not the key of ${files.certificate}`);
  }
  const pem = { key: key.value.text, cert: certificate.value.text };
  const context = parseFile(files.certificate, () => createSecureContext(pem));
  if (!context.ok) return context;
  return ok({ pem, context: context.value, names: namesOf(x509), notAfter: new Date(x509.validTo) });
}

/** @returns the parsed file, or an error message that repeats nothing of its content */
function parseFile<Part>(file: string, parse: (text: string) => Part): Result<Part, string> {
  try {
    return ok(parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error('cannot be read');
    return refuse(message.includes(file) ? message : `${file} cannot be used: ${message}`);
  }
}

const namesOf = ({ subjectAltName = '' }: X509Certificate): readonly string[] =>
  [...subjectAltName.matchAll(/(?:^|, )DNS:([^,]+)/g)].flatMap(([, name]) => name?.toLowerCase() ?? []);
