/**
 * The cost of expensive answers, which the rate limit charges to a network (src/runtime/node/limits/admission.ts). One
 * unit is the CPU time of an ordinary answer: Autodiscover POX for one address, including HTTP. `npm run bench:dearest`
 * measures these figures, and fails when an answer costs more than its figure.
 */

/** The most that a request without a figure of its own costs, refused ones included. */
export const undeclaredCost = 5;

export const costs = {
  /** The page with an address in it; most of it is the QR code. */
  pageWithAddress: 75,
  /** The page without an address, if it is not cached. */
  page: 15,
  /** A profile with several mailboxes, which is built for each request; and each of the mailboxes. */
  severalMailboxes: 30,
  mailboxOfSeveral: 14,
  soap: 10,
  soapSubject: 0.8,
  /** One setting of one user, or of one domain. */
  soapSetting: 0.32,
  ecdsaSignature: 6,
  /** With 2048 bits; the cost of RSA grows with the cube of the key's length. */
  rsa2048Signature: 22,
} as const;

export const rsaSignatureCost = (bits: number): number => costs.rsa2048Signature * (bits / 2048) ** 3;
