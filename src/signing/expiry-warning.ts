/** Warnings about what signs profiles: certificates that expire soon, and chains that devices do not trust. */

import type { Signer } from './signer.ts';

const dayMilliseconds = 86_400_000;
const noticeDays = 30;

type Expiry = Pick<Signer, 'notAfter' | 'expiresFirst'>;

/** @returns all there is to warn of, in sentences for the log */
export function signerWarnings(signer: Signer, now: Date): readonly string[] {
  const expiry = signingWarning(signer, now);
  const trust = signer.warnings.map((one) => `Profiles are signed, but ${one}.`);
  return expiry === undefined ? trust : [expiry, ...trust];
}

/**
 * An expired certificate goes on signing: devices say "not verified" then, as they do of what is not signed at all,
 * and nobody asked for an unsigned profile in place of a signed one.
 *
 * @returns what there is to say of a chain that expires then; nothing while that is far away
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
    ? `${which} has run out on ${end}: devices show them as not verified. Renew it.`
    : `${which} runs out on ${end}, in ${days} ${days === 1 ? 'day' : 'days'}: renew it.`;
}
