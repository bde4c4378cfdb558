/** TLS certificates in use: read when the server starts, and again when one of their files changes. */

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import process from 'node:process';
import type { Config } from '../../config/index.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import type { WatchedCertificate } from '../../ops/metrics/service.ts';
import {
  type CertificateFiles,
  type Certificates,
  readCertificates,
} from '../../runtime/node/tls-certificates.ts';
import { keyFileFlaw } from '../shared/key-file.ts';
import type { ServeOptions } from './serve-options.ts';
import { watchFiles } from './watch-files.ts';

interface WatchedCertificates {
  readonly current: () => Certificates;
  readonly watched: () => readonly WatchedCertificate[];
  /**
   * @param show called with the new ones
   * @returns a function that stops watching
   */
  readonly watch: (show: (certificates: Certificates) => void) => () => void;
}

/** @returns the certificates, if there are any, or an error message */
export function useCertificates(
  settings: ServeOptions,
  config: Config,
): Result<WatchedCertificates | undefined, string> {
  const [first, ...others] = filesOf(settings, config);
  if (!first) return ok(undefined);
  const files: Files = [first, ...others];
  const read = readAndWarn(files);
  if (!read.ok) return read;
  let current = read.value;
  const readAgain = (show: (certificates: Certificates) => void): void => {
    const next = readAndWarn(files);
    if (!next.ok) return void process.stderr.write(`${next.refusal}\nThe certificates in use stay.\n`);
    current = next.value;
    show(current);
    process.stdout.write('Reloaded the certificates.\n');
  };
  return ok({
    current: () => current,
    watched: () => current.notAfter.map((notAfter, index) => ({ name: `tls-${index + 1}`, notAfter })),
    watch: (show) =>
      watchFiles(
        files.flatMap(({ key, certificate }) => [key, certificate]),
        () => readAgain(show),
      ),
  });
}

/** For `facteur validate`: with an error, a server does not start. */
interface CertificateFindings {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

export function inspectCertificates(
  settings: Pick<ServeOptions, 'tls' | 'file'>,
  config: Config,
): CertificateFindings {
  const [first, ...others] = filesOf(settings, config);
  if (!first) return { errors: [], warnings: [] };
  const read = readFiles([first, ...others]);
  return read.ok ? { errors: [], warnings: read.value.warnings } : { errors: read.refusal, warnings: [] };
}

type Files = readonly [CertificateFiles, ...CertificateFiles[]];

/** Paths in the configuration are relative to its folder, those in the environment to the working directory. */
function filesOf({ tls, file }: Pick<ServeOptions, 'tls' | 'file'>, config: Config): CertificateFiles[] {
  const folder = file === undefined ? '' : dirname(file);
  const written = config.tls.map(({ key, certificate }) => ({
    key: resolve(folder, key),
    certificate: resolve(folder, certificate),
  }));
  return tls ? [tls, ...written] : written;
}

function readAndWarn(files: Files): Result<Certificates, string> {
  const read = readFiles(files);
  if (!read.ok) {
    return refuse(
      ['facteur cannot use its certificates:', ...read.refusal.map((one) => `  ${one}`)].join('\n'),
    );
  }
  for (const warning of read.value.warnings) process.stderr.write(`${warning}\n`);
  return ok(read.value.certificates);
}

interface LoadedFiles {
  readonly certificates: Certificates;
  readonly warnings: readonly string[];
}

function readFiles(files: Files): Result<LoadedFiles, readonly string[]> {
  const open = files.flatMap(({ key }) => keyFileFlaw(`the key ${key}`, key) ?? []);
  const read = readCertificates(files);
  if (!read.ok || open.length > 0) return refuse([...open, ...(read.ok ? [] : read.refusal)]);
  const warnings = files.flatMap(({ certificate }, index) => [
    ...expired(certificate, read.value.notAfter[index]),
    ...missingIssuer(certificate),
  ]);
  return ok({ certificates: read.value, warnings });
}

/** An expired certificate stays in use: it tells a client more than a closed port. */
function expired(file: string, end: Date | undefined): readonly string[] {
  if (end === undefined || end.getTime() > Date.now()) return [];
  return [`${file} has expired on ${end.toISOString()}.`];
}

/** The first certificate of a file is the server's own; clients have root certificates, and few intermediate ones. */
function missingIssuer(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  const { issuer, subject } = new X509Certificate(text);
  if (issuer === subject || text.split('-----BEGIN CERTIFICATE-----').length > 2) return [];
  return [
    `${file} lacks the certificate of its issuer, so most clients do not trust it: give the whole chain, with certbot fullchain.pem and not cert.pem.`,
  ];
}
