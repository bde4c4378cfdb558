/** Signatures that openssl accepts, for every type and format of key; the error for each invalid material. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Signer, signerOf } from '../../src/signing/signer.ts';
import { hasOpenssl } from '../support/cli/program.ts';
import { type Authority, authorityIn, keyKinds } from '../support/crypto/signing-authority.ts';

/** To find the primes of an RSA key takes a second, or twenty: that is chance, and the machine's other work. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const content = new TextEncoder().encode('<plist>… a profile …</plist>\n'.repeat(100));
/** A little later than the certificates are made. */
const now = new Date(Date.now() + 600_000);

describe.skipIf(!hasOpenssl)('a signature (skipped without openssl)', () => {
  let authority: Authority;
  beforeAll(() => {
    authority = authorityIn(mkdtempSync(join(tmpdir(), 'facteur-signing-')));
    for (const [kind, key] of Object.entries(keyKinds)) authority.issue(kind, key);
  });
  afterAll(() => rmSync(authority.folder, { recursive: true }));

  const chainOf = (name: string): string => authority.read(`${name}.pem`) + authority.read('between.pem');

  async function signerFor(key: string, certificate: string): Promise<Signer> {
    const signer = await signerOf({ key, certificate }, now);
    if (!signer.ok) throw new Error(signer.refusal.join('; '));
    return signer.value;
  }

  async function complaints(key: string, certificate: string, at = now): Promise<readonly string[]> {
    const signer = await signerOf({ key, certificate }, at);
    return signer.ok ? [] : signer.refusal;
  }

  /** @returns the content, as openssl takes it out of what it accepts by the root alone */
  function verified(der: Uint8Array): Buffer {
    writeFileSync(join(authority.folder, 'signed.der'), der);
    return authority.openssl(
      'cms',
      '-verify',
      '-inform',
      'der',
      '-in',
      'signed.der',
      '-CAfile',
      'root.pem',
      '-purpose',
      'any',
    );
  }

  describe.each(Object.keys(keyKinds))('by %s', (kind) => {
    test('is accepted with its chain, and the content is the same', async () => {
      const signer = await signerFor(authority.read(`${kind}.key`), chainOf(kind));
      const der = await signer.sign(content, now);
      expect(verified(der).equals(content)).toBe(true);
    });

    test('holds the certificates, and the time', async () => {
      const signer = await signerFor(authority.read(`${kind}.key`), chainOf(kind));
      writeFileSync(join(authority.folder, 'signed.der'), await signer.sign(content, now));
      const printed = authority
        .openssl('cms', '-cmsout', '-print', '-noout', '-inform', 'der', '-in', 'signed.der')
        .toString();
      expect(printed).toContain('CN=Between');
      expect(printed).toMatch(/object: signingTime[\s\S]*UTCTIME:/);
      expect(printed).toMatch(/digestAlgorithms:\s+algorithm: sha(256|384)/);
    });

    test('is refused when a byte is another one, in content or signature', async () => {
      const signer = await signerFor(authority.read(`${kind}.key`), chainOf(kind));
      const der = await signer.sign(content, now);
      const place = Buffer.from(der).indexOf('a profile');
      for (const at of [place, der.length - 5]) {
        const changed = der.slice();
        changed[at] = (changed[at] ?? 0) ^ 1;
        expect(() => verified(changed)).toThrow();
      }
    });
  });

  test('is made at the same time of any content, of none too', async () => {
    const signer = await signerFor(authority.read('ECDSA, P-256.key'), chainOf('ECDSA, P-256'));
    for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536]) {
      const bytes = new Uint8Array(length).fill(65);
      expect(verified(await signer.sign(bytes, now)).equals(bytes)).toBe(true);
    }
  });

  describe('is made by a key in the form', () => {
    test.each<[form: string, kind: keyof typeof keyKinds, convert: readonly string[]]>([
      ['PKCS#8', 'RSA, 2048 bits', ['pkcs8', '-topk8', '-nocrypt']],
      ['PKCS#1', 'RSA, 2048 bits', ['rsa', '-traditional']],
      ['PKCS#8', 'ECDSA, P-256', ['pkcs8', '-topk8', '-nocrypt']],
      ['SEC1', 'ECDSA, P-256', ['ec']],
      ['SEC1', 'ECDSA, P-384', ['ec']],
    ])('%s of %s', async (_, kind, [command = '', ...options]) => {
      const key = authority.openssl(command, '-in', `${kind}.key`, ...options).toString();
      const signer = await signerFor(key, chainOf(kind));
      expect(verified(await signer.sign(content, now)).equals(content)).toBe(true);
    });

    test('SEC1 with its parameters before it', async () => {
      authority.openssl('ecparam', '-name', 'prime256v1', '-genkey', '-out', 'with-parameters.key');
      const key = authority.read('with-parameters.key');
      expect(key).toMatch(/^-----BEGIN EC PARAMETERS-----/);
      expect(await complaints(key, chainOf('ECDSA, P-256'))).toEqual([
        expect.stringMatching(/^the key does not belong to the certificate:/),
      ]);
    });
  });

  test('leaves out a root that was given too', async () => {
    const name = 'ECDSA, P-256';
    const bare = await signerFor(authority.read(`${name}.key`), chainOf(name));
    const whole = await signerFor(authority.read(`${name}.key`), chainOf(name) + authority.read('root.pem'));
    const lengths = await Promise.all(
      [bare, whole].map(async (one) => (await one.sign(content, now)).length),
    );
    // A signature of ECDSA is a byte or two longer or shorter.
    expect(Math.abs((lengths[0] ?? 0) - (lengths[1] ?? 0))).toBeLessThan(5);
  });

  test('lasts as long as the certificate', async () => {
    const signer = await signerFor(authority.read('ECDSA, P-256.key'), chainOf('ECDSA, P-256'));
    const days = (signer.notAfter.getTime() - now.getTime()) / 86_400_000;
    expect(days).toBeGreaterThan(9.9);
    expect(days).toBeLessThan(10.1);
  });

  describe('is not made', () => {
    const name = 'ECDSA, P-256';
    const key = () => authority.read(`${name}.key`);
    const chainWith = (change: (between: string) => string): string =>
      authority.read(`${name}.pem`) + change(authority.read('between.pem'));
    let namesake: Authority;
    beforeAll(() => {
      namesake = authorityIn(mkdtempSync(join(tmpdir(), 'facteur-signing-')));
    });
    afterAll(() => rmSync(namesake.folder, { recursive: true }));

    test.each<[why: string, material: () => readonly [key: string, certificate: string], words: RegExp]>([
      ['without a key', () => ['', chainOf(name)], /no private key/],
      ['without a certificate', () => [key(), ''], /no certificate/],
      ['with the two the wrong way round', () => [chainOf(name), key()], /no certificate/],
      [
        'with another key',
        () => [authority.read('between.key'), chainOf(name)],
        /does not belong to the certificate/,
      ],
      [
        'with a key of another kind',
        () => [authority.read('RSA, 2048 bits.key'), chainOf(name)],
        /of another type than the certificate’s/,
      ],
      [
        'with half a key',
        () => [key().replace(/\n.*\n-----END/, '\n-----END'), chainOf(name)],
        /the key is damaged/,
      ],
      [
        'with half a certificate',
        () => [key(), chainOf(name).replace(/\n.*\n-----END/, '\n-----END')],
        /the certificate cannot be read/,
      ],
      [
        'with a chain out of order',
        () => [key(), authority.read('between.pem') + authority.read(`${name}.pem`)],
        /the certificate is not issued by the one after it/,
      ],
      [
        'with a stranger in the chain',
        () => [key(), authority.read(`${name}.pem`) + authority.read('RSA, 2048 bits.pem')],
        /is not issued by the one after it/,
      ],
      [
        'with a namesake of its issuer in the chain',
        () => [key(), authority.read(`${name}.pem`) + namesake.read('between.pem')],
        /is not issued by the one after it/,
      ],
      [
        'with letters in the chain that are no Base64',
        () => [key(), chainWith((between) => between.replace('\n', '\n?'))],
        /certificate 2 cannot be read/,
      ],
      [
        'with a chain that ends before its end',
        () => [key(), chainWith((between) => between.replace(/-----END.*/, ''))],
        /certificate 2 cannot be read/,
      ],
      [
        'with a key that ends before its end',
        () => [key().replace(/-----END.*/, ''), chainOf(name)],
        /the key is damaged or cut short/,
      ],
      [
        'with a key in a form of nobody’s',
        () => [key().replaceAll('PRIVATE KEY', 'DSA PRIVATE KEY'), chainOf(name)],
        /an unknown format/,
      ],
      [
        'with a passphrase',
        () => [
          authority.openssl('pkcs8', '-topk8', '-in', `${name}.key`, '-passout', 'pass:secret').toString(),
          chainOf(name),
        ],
        /passphrase/,
      ],
    ])('%s', async (_, material, words) => {
      const [keyText, certificate] = material();
      const said = await complaints(keyText, certificate);
      expect(said.join('\n')).toMatch(words);
      expect(said.join('\n')).not.toMatch(/-----|[A-Za-z0-9+/]{30}/);
    });

    test('before the certificate is good, nor after', async () => {
      const year = 365 * 86_400_000;
      const early = await complaints(key(), chainOf(name), new Date(now.getTime() - year));
      const late = await complaints(key(), chainOf(name), new Date(now.getTime() + year));
      expect(early).toEqual([
        expect.stringMatching(/^the certificate is not valid before/),
        expect.stringMatching(/^certificate 2 is not valid before/),
      ]);
      expect(late).toEqual([
        expect.stringMatching(/^the certificate expired on/),
        expect.stringMatching(/^certificate 2 expired on/),
      ]);
    });

    test('after the one above it, which lasts for 20 days, is good', async () => {
      authority.issue('longer', keyKinds['ECDSA, P-256'], { days: 25 });
      const later = new Date(now.getTime() + 22 * 86_400_000);
      expect(await complaints(authority.read('longer.key'), chainOf('longer'), later)).toEqual([
        expect.stringMatching(/^certificate 2 expired on/),
      ]);
    });

    test('by a certificate that is not for signatures', async () => {
      authority.issue('encipherment', keyKinds['ECDSA, P-256'], { extensions: 'keyUsage=keyAgreement' });
      expect(await complaints(authority.read('encipherment.key'), chainOf('encipherment'))).toEqual([
        expect.stringMatching(/^the certificate’s key usage does not allow signatures:/),
      ]);
    });

    test('by a certificate of a kind of key that is not signed with here', async () => {
      authority.issue('curve', ['ec', '-pkeyopt', 'ec_paramgen_curve:secp521r1']);
      expect(await complaints(authority.read('curve.key'), chainOf('curve'))).toEqual([
        expect.stringContaining('neither RSA nor ECDSA on P-256 or P-384'),
      ]);
    });

    test('by an RSA key of 1024 bits', async () => {
      authority.issue('short', ['rsa:1024']);
      expect(await complaints(authority.read('short.key'), chainOf('short'))).toEqual([
        'an RSA key must have 2048 to 4096 bits',
      ]);
    });
  });

  test.each<[issuer: string, kind: readonly string[]]>([
    ['RSA', keyKinds['RSA, 2048 bits']],
    ['ECDSA on P-384', keyKinds['ECDSA, P-384']],
    ['ECDSA on P-521', ['ec', '-pkeyopt', 'ec_paramgen_curve:secp521r1']],
    ['Ed25519, whose signatures are left to devices', ['ed25519']],
  ])('is made by a certificate that was issued by %s, and by no other key of its name', async (_, kind) => {
    const authorityOfKind = (): Authority => {
      const made = authorityIn(mkdtempSync(join(tmpdir(), 'facteur-signing-')), kind);
      onTestFinished(() => rmSync(made.folder, { recursive: true }));
      return made;
    };
    const issuer = authorityOfKind();
    const namesake = authorityOfKind();
    issuer.issue('signer', keyKinds['ECDSA, P-256']);
    const [key, own] = [issuer.read('signer.key'), issuer.read('signer.pem')];
    expect(await complaints(key, own + issuer.read('between.pem'))).toEqual([]);
    expect(await complaints(key, own + namesake.read('between.pem'))).toHaveLength(
      kind[0] === 'ed25519' ? 0 : 1,
    );
  });

  test('goes on when its certificate has run out, for whoever takes that', async () => {
    const name = 'ECDSA, P-256';
    const later = new Date(now.getTime() + 100 * 86_400_000);
    const material = { key: authority.read(`${name}.key`), certificate: chainOf(name) };
    const signer = await signerOf(material, later, { takesExpired: true });
    expect(signer.ok && signer.value.notAfter < later).toBe(true);
  });

  describe('is made, with a warning that devices will not trust it', () => {
    const kind = keyKinds['ECDSA, P-256'];
    const folderOfItsOwn = (extensions?: string, ofKind?: readonly string[]): Authority => {
      const folder = mkdtempSync(join(tmpdir(), 'facteur-signing-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      return authorityIn(folder, ofKind, extensions === undefined ? {} : { extensions });
    };
    const warnings = async (from: Authority, name: string, ...chain: readonly string[]) =>
      (await signerFor(from.read(`${name}.key`), chain.map((file) => from.read(file)).join(''))).warnings;

    test('not by a chain as authorities issue it, for mail or for TLS', async () => {
      authority.issue('mail', kind, { extensions: 'extendedKeyUsage=emailProtection' });
      authority.issue('web', kind, { extensions: 'extendedKeyUsage=serverAuth,clientAuth' });
      for (const name of ['mail', 'web', 'ECDSA, P-256', 'RSA, 2048 bits']) {
        expect(await warnings(authority, name, `${name}.pem`, 'between.pem')).toEqual([]);
      }
    });

    test('without the certificate of its issuer, as in certbot’s cert.pem', async () => {
      const said = await warnings(authority, 'ECDSA, P-256', 'ECDSA, P-256.pem');
      expect(said).toEqual([expect.stringMatching(/issuer is missing.*fullchain\.pem and not cert\.pem/)]);
    });

    test('with a root that is not its issuer’s in place of the issuer', async () => {
      const said = await warnings(authority, 'ECDSA, P-256', 'ECDSA, P-256.pem', 'root.pem');
      expect(said).toEqual([expect.stringContaining('fullchain.pem')]);
    });

    test('not when a root of one’s own issued it and is in the file', async () => {
      const said = await warnings(authority, 'between', 'between.pem', 'root.pem');
      expect(said).toEqual([]);
    });

    test('by a certificate that signed itself', async () => {
      expect(await warnings(authority, 'root', 'root.pem')).toEqual([
        expect.stringContaining('self-signed, so only devices on which it is installed trust it'),
      ]);
    });

    test.each([
      ['ECDSA', kind],
      ['RSA', keyKinds['RSA, 2048 bits']],
    ])('by a certificate that is signed with SHA-1 and %s', async (_, ofKind) => {
      const old = folderOfItsOwn(undefined, ofKind);
      old.issue('old', kind, { hash: 'sha1' });
      expect(await warnings(old, 'old', 'old.pem', 'between.pem')).toEqual([
        'the certificate is signed with SHA-1, which devices no longer trust: have it issued with SHA-256',
      ]);
    });

    test.each([
      ['that is no CA', 'basicConstraints=CA:FALSE'],
      ['without basic constraints', 'keyUsage=keyCertSign'],
      ['whose key usage lacks keyCertSign', 'basicConstraints=CA:TRUE\nkeyUsage=digitalSignature'],
    ])('by an issuer %s', async (_, extensions) => {
      const odd = folderOfItsOwn(extensions);
      odd.issue('signer', kind);
      expect(await warnings(odd, 'signer', 'signer.pem', 'between.pem')).toEqual([
        'certificate 2 is not a CA certificate: devices do not trust what it issued',
      ]);
    });

    test('by an issuer with a short RSA key', async () => {
      const short = folderOfItsOwn(undefined, ['rsa:1024']);
      short.issue('signer', kind);
      expect(await warnings(short, 'signer', 'signer.pem', 'between.pem')).toEqual([
        'certificate 2 has an RSA key of 1024 bits, which devices do not trust: at least 2048 are needed',
      ]);
    });

    test.each(['timeStamping', 'OCSPSigning', 'timeStamping,OCSPSigning'])(
      'by a certificate that is for %s alone',
      async (extendedKeyUsage) => {
        authority.issue('other', kind, { extensions: `extendedKeyUsage=${extendedKeyUsage}` });
        expect(await warnings(authority, 'other', 'other.pem', 'between.pem')).toEqual([
          expect.stringContaining('extended key usage'),
        ]);
      },
    );

    test.each(['timeStamping,emailProtection', 'anyExtendedKeyUsage', '1.2.840.113635.100.4.13'])(
      'not by one that is for %s',
      async (extendedKeyUsage) => {
        authority.issue('other', kind, { extensions: `extendedKeyUsage=${extendedKeyUsage}` });
        expect(await warnings(authority, 'other', 'other.pem', 'between.pem')).toEqual([]);
      },
    );

    test('and expires with the first certificate of its chain', async () => {
      authority.issue('longer', kind, { days: 25 });
      const signer = await signerFor(authority.read('longer.key'), chainOf('longer'));
      const days = (signer.notAfter.getTime() - now.getTime()) / 86_400_000;
      expect([Math.round(days), signer.expiresFirst]).toEqual([20, 'certificate 2']);
    });
  });

  test('is made by a certificate without key usage, as RFC 5280 has it', async () => {
    authority.issue('plain', keyKinds['ECDSA, P-256'], { extensions: 'basicConstraints=CA:FALSE' });
    const signer = await signerFor(authority.read('plain.key'), chainOf('plain'));
    expect(verified(await signer.sign(content, now)).equals(content)).toBe(true);
  });
});
