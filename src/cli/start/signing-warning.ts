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
 * Warns once a day of a certificate that expires soon; at the start and at a reload, opened.ts does.
 *
 * @param current the configuration in use by then
 * @returns a function that ends it
 */
export function logSigningWarning(current: () => Config): () => void {
  const warn = (): void => {
    const { signer } = current();
    if (!signer || signer === 'missing') return;
    const warning = signingWarning(signer, new Date());
    if (warning !== undefined) process.stderr.write(`${warning}\n`);
  };
  const daily = setInterval(warn, dayMilliseconds).unref();
  return () => clearInterval(daily);
}
