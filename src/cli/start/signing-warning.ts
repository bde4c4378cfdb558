/** Warnings and metrics about the expiry of the certificate that signs profiles. */

import process from 'node:process';
import type { Config } from '../../config/index.ts';
import type { WatchedCertificate } from '../../ops/metrics/service.ts';
import { signingWarning } from '../../signing/expiry-warning.ts';

const dayMilliseconds = 86_400_000;

/** At most one. */
export const signingCertificates = ({ signer }: Config): readonly WatchedCertificate[] =>
  signer && signer !== 'missing' ? [{ name: 'signing', notAfter: signer.notAfter }] : [];

/**
 * Warns once a day when the certificate expires soon; open-config.ts does so at the start and at a reload.
 *
 * @param current returns the configuration in use
 * @returns a function that stops the warnings
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
