/** Warnings about what signs profiles: certificates that expire soon, and chains that devices do not trust. */

import type { Signer } from './signer.ts';

const dayMilliseconds = 86_400_000;
const noticeDays = 30;

type Expiry = Pick<Signer, 'notAfter' | 'expiresFirst'>;

/** @returns all warnings, as sentences for the log */
export function signerWarnings(signer: Signer, now: Date): readonly string[] {
  const expiry = signingWarning(signer, now);
  const trust = signer.warnings.map((one) => `Profiles are signed, but ${one}.`);
  return expiry === undefined ? trust : [expiry, ...trust];
}

/**
 * An expired certificate keeps signing. Devices then show "not verified", as they do for an unsigned profile.
 *
 * @returns the warning; undefined when the chain is valid for longer than the notice period
 */
export function signingWarning({ notAfter, expiresFirst }: Expiry, now: Date): string | undefined {
  const days = Math.floor((notAfter.getTime() - now.getTime()) / dayMilliseconds);
  if (days >= noticeDays) return undefined;
  const end = notAfter.toISOString();
  const which =
    expiresFirst === 'the certificate'
      ? 'The certificate that signs profiles'
      : `Of the chain that signs profiles, ${expiresFirst}`;
  return days < 0
    ? `${which} expired on ${end}: devices show them as not verified. Renew it.`
    : `${which} expires on ${end}, in ${days} ${days === 1 ? 'day' : 'days'}: renew it.`;
}
