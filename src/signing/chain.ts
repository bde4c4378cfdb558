/** Reads a certificate chain, the signer's own first, and checks what devices check. */

import { ok, type Result, refuse } from '../model/result.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { isIssuedBy } from './issuer.ts';
import { pemBlocks } from './pem.ts';
import { isSelfIssued, trustWarnings } from './trust.ts';

type Chain = readonly [own: Certificate, ...between: Certificate[]];

interface ReadChain {
  readonly chain: Chain;
  /** Why devices may not trust it. */
  readonly warnings: readonly string[];
  /** When the first of them expires, and which one that is. */
  readonly notAfter: Date;
  readonly expiresFirst: string;
}

/**
 * @param takesExpired whether to accept an expired certificate
 * @returns the chain without its root, or all errors
 */
export async function chainIn(
  text: string,
  now: Date,
  takesExpired: boolean,
): Promise<Result<ReadChain, readonly string[]>> {
  const blocks = pemBlocks(text).filter(({ label }) => label === 'CERTIFICATE');
  const certificates = blocks.map(({ der }) => der && readCertificate(der));
  const unreadable = certificates.flatMap((one, at) =>
    one ? [] : [`${called(at)} cannot be read: it is damaged or cut short, copy it again`],
  );
  const [own, ...others] = certificates.flatMap((one) => one ?? []);
  if (unreadable.length > 0) return refuse(unreadable);
  if (!own) return refuse(['there is no certificate: give it in PEM, the signer’s own first']);
  // A root is trusted because it is on the device; sending it changes nothing.
  const roots = others.filter(isSelfIssued);
  const chain: Chain = [own, ...others.filter((one) => !isSelfIssued(one))];
  const complaints = [
    ...chain.flatMap((one, at) => datesOf(one, at, now, takesExpired)),
    ...(own.maySign
      ? []
      : ['the certificate’s key usage does not allow signatures: have one issued with digitalSignature']),
    ...(await orderOf(chain)),
  ];
  if (complaints.length > 0) return refuse(complaints);
  const notAfter = new Date(Math.min(...chain.map((one) => one.notAfter.getTime())));
  const first = chain.findIndex((one) => one.notAfter.getTime() === notAfter.getTime());
  return ok({ chain, warnings: trustWarnings(chain, roots, called), notAfter, expiresFirst: called(first) });
}

/** Names a certificate by its position in the file, counted from 1. */
const called = (at: number): string => (at === 0 ? 'the certificate' : `certificate ${at + 1}`);

function datesOf(
  { notBefore, notAfter }: Certificate,
  at: number,
  now: Date,
  takesExpired: boolean,
): readonly string[] {
  if (notBefore > now) {
    return [`${called(at)} is not valid before ${notBefore.toISOString()}: wait, or set the clock`];
  }
  if (notAfter <= now && !takesExpired) {
    return [`${called(at)} expired on ${notAfter.toISOString()}: have it renewed`];
  }
  return [];
}

async function orderOf(chain: Chain): Promise<readonly string[]> {
  const complaints = await Promise.all(
    chain.slice(1).map(async (issuer, at) => {
      const one = chain[at];
      if (!one || (await isIssuedBy(one, issuer))) return [];
      return [
        `${called(at)} is not issued by the one after it: put the signer’s own first, and after each its issuer’s`,
      ];
    }),
  );
  return complaints.flat();
}
