/** Signatures on both runtimes: RSA gives the same bytes, ECDSA a signature that its public key verifies. */

import * as asn1 from 'asn1js';
import { describe, expect, test } from 'vitest';
import { facteur } from '../../src/index.ts';
import { type Signer, signerOf } from '../../src/signing/signer.ts';
import { otherForms, p256, p384, rsa } from '../support/crypto/signing-fixture.ts';
import { configOf, documents } from '../support/world.ts';

const now = new Date('2027-01-01T12:00:00Z');

async function signerFor(material: { readonly key: string; readonly certificate: string }): Promise<Signer> {
  const signer = await signerOf(material, now);
  if (!signer.ok) throw new Error(signer.refusal.join('; '));
  return signer.value;
}

const url = 'https://facteur.example.net/profile.mobileconfig?emailaddress=jo@example.org';
const asked = { headers: { host: 'facteur.example.net' } };

async function profileBy(signer: Signer | undefined): Promise<Response> {
  return await facteur({ ...configOf(documents.example), signer }, { now: () => now }).fetch(
    new Request(url, asked),
  );
}

const hexOf = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

describe('a signed profile', () => {
  test('holds the unsigned one, byte for byte, and has its type and its name', async () => {
    const [plain, signed] = await Promise.all([profileBy(undefined), profileBy(await signerFor(rsa))]);
    for (const name of ['content-type', 'content-disposition', 'cache-control']) {
      expect(signed.headers.get(name)).toBe(plain.headers.get(name));
    }
    const whole = new Uint8Array(await signed.arrayBuffer());
    const content = new Uint8Array(await plain.arrayBuffer());
    const start = whole.findIndex((_, at) => content.every((byte, offset) => whole[at + offset] === byte));
    expect(start).toBeGreaterThan(0);
  });

  test('by RSA is the same at the same time, wherever it is signed', async () => {
    const signer = await signerFor(rsa);
    const der = await signer.sign(new TextEncoder().encode('a profile'), now);
    expect(hexOf(await crypto.subtle.digest('SHA-256', der))).toBe(
      '30186395d87a9d4e1b59674aa7230bb38bf7c2684b2e33ad612a61a89fcf4c50',
    );
  });

  test.each([
    ['P-256', 'SHA-256', p256],
    ['P-384', 'SHA-384', p384],
  ] as const)(
    'by ECDSA on %s is verified by the public key of its certificate',
    async (curve, hash, material) => {
      const signer = await signerFor(material);
      const der = await signer.sign(new TextEncoder().encode('a profile'), now);
      const { attributes, signature, certificate } = partsOf(der, curve === 'P-256' ? 32 : 48);
      const key = await crypto.subtle.importKey(
        'spki',
        publicKeyIn(certificate),
        { name: 'ECDSA', namedCurve: curve },
        false,
        ['verify'],
      );
      const algorithm = { name: 'ECDSA', hash };
      expect(await crypto.subtle.verify(algorithm, key, signature, attributes)).toBe(true);
      attributes[attributes.length - 1] = (attributes.at(-1) ?? 0) ^ 1;
      expect(await crypto.subtle.verify(algorithm, key, signature, attributes)).toBe(false);
      const digest = hexOf(await crypto.subtle.digest(hash, new TextEncoder().encode('a profile')));
      attributes[attributes.length - 1] = (attributes.at(-1) ?? 0) ^ 1;
      expect(hexOf(attributes.buffer)).toContain(digest);
    },
  );

  test.each([
    ['PKCS#1', 'RSA', { ...rsa, key: otherForms.rsa }],
    ['SEC1', 'P-256', { ...p256, key: otherForms.p256 }],
    ['SEC1', 'P-384', { ...p384, key: otherForms.p384 }],
  ])('is made by a key in the form %s of %s', async (_form, _kind, material) => {
    const answer = await profileBy(await signerFor(material));
    expect(new Uint8Array(await answer.arrayBuffer())[0]).toBe(0x30);
  });

  test('asked for by HEAD has headers alone', async () => {
    const app = facteur({ ...configOf(documents.example), signer: await signerFor(rsa) });
    const answer = await app.fetch(new Request(url, { ...asked, method: 'HEAD' }));
    expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, 0]);
  });

  test('that should be signed and has no signer is none', async () => {
    const config = configOf({ ...documents.example, signing: { key: 'a.key', certificate: 'a.pem' } });
    const answer = await facteur(config).fetch(new Request(url, asked));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '3600']);
    expect(await answer.text()).toBe('Profiles cannot be signed at the moment.\n');
    const other = url.replace('profile.mobileconfig', 'mail/config-v1.1.xml');
    expect((await facteur(config).fetch(new Request(other, asked))).status).toBe(200);
  });

  test('that fails to be signed is none: it never leaves unsigned', async () => {
    const broken: Signer = {
      sign: () => Promise.reject(new Error('no')),
      notAfter: now,
      expiresFirst: 'the certificate',
      warnings: [],
    };
    const answer = await profileBy(broken);
    expect(answer.status).toBe(500);
    expect(new TextDecoder().decode(await answer.arrayBuffer())).not.toContain('plist');
  });
});

const childrenOf = (block: asn1.BaseBlock | undefined): readonly asn1.BaseBlock[] =>
  block instanceof asn1.Constructed ? block.valueBlock.value : [];
const at = (block: asn1.BaseBlock | undefined, ...path: readonly number[]): asn1.BaseBlock | undefined =>
  path.reduce<asn1.BaseBlock | undefined>((above, index) => childrenOf(above).at(index), block);
const bytesIn = (block: asn1.BaseBlock | undefined): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(block?.valueBeforeDecodeView ?? []);

/** What was signed, the signature as WebCrypto has it, and the certificate: RFC 5652 §5. */
function partsOf(der: Uint8Array<ArrayBuffer>, octets: number) {
  const signedData = at(asn1.fromBER(der).result, 1, 0);
  const signerInfo = at(signedData, 4, 0);
  const attributes = bytesIn(at(signerInfo, 3));
  // Stored with the tag [0], signed with that of a SET.
  attributes[0] = 0x31;
  const sequence = at(signerInfo, 5);
  const raw =
    sequence instanceof asn1.OctetString
      ? asn1.fromBER(Uint8Array.from(sequence.valueBlock.valueHexView)).result
      : undefined;
  const signature = Uint8Array.from([0, 1].flatMap((index) => [...numberIn(at(raw, index), octets)]));
  return { attributes, signature, certificate: bytesIn(at(signedData, 3, 0)) };
}

/** As many octets as the curve has, without the zero that keeps it from being negative and with those that DER leaves out. */
function numberIn(block: asn1.BaseBlock | undefined, octets: number): Uint8Array {
  const digits = block instanceof asn1.Integer ? block.valueBlock.valueHexView : new Uint8Array();
  const fixed = new Uint8Array(octets);
  const last = digits.slice(-octets);
  fixed.set(last, octets - last.length);
  return fixed;
}

const publicKeyIn = (certificate: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  bytesIn(at(asn1.fromBER(certificate).result, 0, 6));
