/** Says in time that the certificate which signs profiles must be renewed. */

import process from 'node:process';
import type { Config } from '../config.ts';
import type { WatchedCertificate } from '../metrics/service.ts';

const dayMilliseconds = 86_400_000;
const noticeDays = 30;

/** @returns what there is to say of a certificate that ends then; nothing while that is far away */
export function signingWarning(notAfter: Date, now: Date): string | undefined {
  const days = Math.floor((notAfter.getTime() - now.getTime()) / dayMilliseconds);
  if (days >= noticeDays) return undefined;
  const end = notAfter.toISOString();
  // It goes on signing: devices say "not verified" then, as they do of what is not signed at all, and an unsigned
  // profile in place of a signed one is what nobody asked for.
  return days < 0
    ? `The certificate that signs profiles has run out on ${end}: devices show them as not verified.`
    : `The certificate that signs profiles runs out on ${end}, in ${days} ${days === 1 ? 'day' : 'days'}: renew it.`;
}

export const signingCertificates = ({ signer }: Config): readonly WatchedCertificate[] =>
  signer ? [{ name: 'signing', notAfter: signer.notAfter }] : [];

/**
 * Says so at once, and then once a day.
 *
 * @param current the configuration in use by then
 * @returns a function that ends it
 */
export function warnOfSigning(current: () => Config): () => void {
  const warn = (): void => {
    const { signer } = current();
    const warning = signer && signingWarning(signer.notAfter, new Date());
    if (warning !== undefined) process.stderr.write(`${warning}\n`);
  };
  warn();
  const daily = setInterval(warn, dayMilliseconds).unref();
  return () => clearInterval(daily);
}
