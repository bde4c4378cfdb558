/** Says in time that the certificate which signs profiles must be renewed. */

const dayMilliseconds = 86_400_000;
const noticeDays = 30;

/**
 * A certificate that has run out goes on signing: devices say "not verified" then, as they do of what is not signed
 * at all, and an unsigned profile in place of a signed one is what nobody asked for.
 *
 * @returns what there is to say of a certificate that ends then; nothing while that is far away
 */
export function signingWarning(notAfter: Date, now: Date): string | undefined {
  const days = Math.floor((notAfter.getTime() - now.getTime()) / dayMilliseconds);
  if (days >= noticeDays) return undefined;
  const end = notAfter.toISOString();
  return days < 0
    ? `The certificate that signs profiles has run out on ${end}: devices show them as not verified. Renew it.`
    : `The certificate that signs profiles runs out on ${end}, in ${days} ${days === 1 ? 'day' : 'days'}: renew it.`;
}
