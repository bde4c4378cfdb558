/** The certificates in use: read when the server starts, and again when a file of theirs changes. */

import process from 'node:process';
import { type CertificateFiles, type Certificates, readCertificates } from '../node/certificates.ts';
import type { ChooseContext } from '../node/door.ts';
import { watchFiles } from './watch.ts';

export interface CertificatesInUse {
  readonly contextFor: ChooseContext;
  readonly notAfter: () => readonly Date[];
  readonly stopWatching: () => void;
}

/** @returns the certificates, or what is wrong with them, in words */
export function useCertificates(
  files: readonly [CertificateFiles, ...CertificateFiles[]],
): CertificatesInUse | string {
  const first = readCertificates(files);
  if (!first.ok) return `facteur cannot use its certificates:\n${inLines(first.refusal)}`;
  let current = first.value;
  warnOfOld(current);
  const readAgain = (): void => {
    const next = readCertificates(files);
    if (next.ok) {
      current = next.value;
      warnOfOld(current);
      process.stdout.write('facteur has read its certificates again.\n');
    } else {
      process.stderr.write(
        `facteur cannot use its new certificates:\n${inLines(next.refusal)}\nThose in use stay as they were.\n`,
      );
    }
  };
  return {
    contextFor: (name) => current.contextFor(name),
    notAfter: () => current.notAfter,
    stopWatching: watchFiles(
      files.flatMap(({ key, certificate }) => [key, certificate]),
      readAgain,
    ),
  };
}

const inLines = (complaints: readonly string[]): string => complaints.map((one) => `  ${one}`).join('\n');

/** It is served all the same: a client that looks at the date is told more by it than by a closed port. */
function warnOfOld({ notAfter }: Certificates): void {
  for (const [index, end] of notAfter.entries()) {
    if (end.getTime() < Date.now()) {
      process.stderr.write(`The certificate ${index + 1} of facteur has run out on ${end.toISOString()}.\n`);
    }
  }
}
