/** Watches the certificate that signs profiles, for the log and for the metrics. */

import process from 'node:process';
import type { Config } from '../../config/index.ts';
import type { WatchedCertificate } from '../../ops/metrics/service.ts';
import { signingWarning } from '../../signing/expiry-warning.ts';

const dayMilliseconds = 86_400_000;

/** One at most: what is missing has no end. */
export const signingCertificates = ({ signer }: Config): readonly WatchedCertificate[] =>
  signer && signer !== 'missing' ? [{ name: 'signing', notAfter: signer.notAfter }] : [];

/**
 * Says so at once, and then once a day.
 *
 * @param current the configuration in use by then
 * @returns a function that ends it
 */
export function warnOfSigning(current: () => Config): () => void {
  const warn = (): void => {
    for (const { notAfter } of signingCertificates(current())) {
      const warning = signingWarning(notAfter, new Date());
      if (warning !== undefined) process.stderr.write(`${warning}\n`);
    }
  };
  warn();
  const daily = setInterval(warn, dayMilliseconds).unref();
  return () => clearInterval(daily);
}
