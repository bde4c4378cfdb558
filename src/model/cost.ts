/**
 * What dear answers cost, so that a network pays for them (src/runtime/node/limits/admission.ts). One unit is the CPU time of an ordinary
 * answer: Autodiscover POX about one address, with all that HTTP takes. `npm run bench:dearest` measures these figures
 * again, and fails when an answer costs more than it says.
 */

/** What a request costs at most that is refused, or that says nothing of its cost. */
export const undeclaredCost = 5;

export const costs = {
  /** The page for people with an address in it: most of it is the QR code. */
  pageWithAddress: 75,
  /** The same without an address, unless it was kept from before. */
  page: 15,
  /** A profile with several mailboxes, which is put together anew, and each of them. */
  severalMailboxes: 30,
  mailboxOfSeveral: 14,
  soap: 10,
  soapSubject: 0.8,
  /** One setting of one user, or of one domain. */
  soapSetting: 0.32,
  ecdsaSignature: 6,
  /** By the cube of its length, as RSA goes: this is the one of 2048 bits. */
  rsa2048Signature: 22,
} as const;

export const rsaSignatureCost = (bits: number): number => costs.rsa2048Signature * (bits / 2048) ** 3;
