/** The certificates in use: read when the server starts, and again when a file of theirs changes. */

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
import type { Settings } from './serve-options.ts';
import { watchFiles } from './watch-files.ts';

export interface CertificatesInUse {
  readonly current: () => Certificates;
  readonly watched: () => readonly WatchedCertificate[];
  /**
   * @param show is told new ones
   * @returns a function that stops watching
   */
  readonly watch: (show: (certificates: Certificates) => void) => () => void;
}

/** @returns the certificates, if there are any, or what is wrong with them, in words */
export function useCertificates(
  settings: Settings,
  config: Config,
): Result<CertificatesInUse | undefined, string> {
  const [first, ...others] = filesOf(settings, config);
  if (!first) return ok(undefined);
  const files: Files = [first, ...others];
  const read = readThem(files);
  if (!read.ok) return read;
  let current = read.value;
  const readAgain = (show: (certificates: Certificates) => void): void => {
    const next = readThem(files);
    if (!next.ok) return void process.stderr.write(`${next.refusal}\nThose in use stay as they were.\n`);
    current = next.value;
    show(current);
    process.stdout.write('facteur has read its certificates again.\n');
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

type Files = readonly [CertificateFiles, ...CertificateFiles[]];

/** Paths in the configuration start from its folder, those in the environment from where the server was started. */
function filesOf({ tls, file }: Settings, config: Config): CertificateFiles[] {
  const folder = file === undefined ? '' : dirname(file);
  const written = config.tls.map(({ key, certificate }) => ({
    key: resolve(folder, key),
    certificate: resolve(folder, certificate),
  }));
  return tls ? [tls, ...written] : written;
}

function readThem(files: Files): Result<Certificates, string> {
  const read = readCertificates(files);
  if (!read.ok) {
    return refuse(
      ['facteur cannot use its certificates:', ...read.refusal.map((one) => `  ${one}`)].join('\n'),
    );
  }
  for (const [index, end] of read.value.notAfter.entries()) {
    // It is shown all the same: a client that looks at the date is told more by it than by a closed port.
    if (end.getTime() > Date.now()) continue;
    process.stderr.write(`${files[index]?.certificate} has run out on ${end.toISOString()}.\n`);
  }
  return read;
}
