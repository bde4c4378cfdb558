/** A server that signs profiles: key files, passphrase; with missing material it does not start. */

import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { signingWarning } from '../../../src/signing/expiry-warning.ts';
import { folder, hasOpenssl, startProgram, until } from '../../support/cli/program.ts';
import { type Authority, authorityIn, keyKinds } from '../../support/crypto/signing-authority.ts';

/** Each test starts a server or several, and some make a key of RSA before. */
vi.setConfig({ testTimeout: 30_000 });

describe.skipIf(!hasOpenssl)('profiles are signed (skipped without openssl)', () => {
  let authority: Authority;
  let key: string;
  let certificate: string;
  beforeAll(() => {
    authority = authorityIn(mkdtempSync(join(tmpdir(), 'facteur-signing-')), undefined, { days: 100 });
    authority.issue('signer', keyKinds['ECDSA, P-256'], { days: 90 });
    key = join(authority.folder, 'signer.key');
    certificate = join(authority.folder, 'chain.pem');
    writeFileSync(certificate, authority.read('signer.pem') + authority.read('between.pem'));
    chmodSync(key, 0o600);
  });
  afterAll(() => rmSync(authority.folder, { recursive: true }));

  async function profileFrom(url: string): Promise<string> {
    const answer = await fetch(`${url}/profile.mobileconfig?emailaddress=jo@example.org`);
    expect(answer.headers.get('content-type')).toBe('application/x-apple-aspen-config');
    writeFileSync(join(authority.folder, 'profile'), Buffer.from(await answer.arrayBuffer()));
    return authority
      .openssl('cms', '-verify', '-inform', 'der', '-in', 'profile', '-CAfile', 'root.pem', '-purpose', 'any')
      .toString();
  }

  test('by files that the environment names', async () => {
    const { greeted, said } = startProgram({ FACTEUR_SIGNING_KEY: key, FACTEUR_SIGNING_CERT: certificate });
    expect(await profileFrom((await greeted()).url)).toContain('<string>jo@example.org</string>');
    expect(said.err).toBe('');
  });

  test('by files that the configuration names, from its folder on', async () => {
    const document = 'domains: { "*": ovh.net }\nsigning: { key: signer.key, certificate: chain.pem }\n';
    writeFileSync(join(authority.folder, 'facteur.yaml'), document);
    const { greeted } = startProgram({ FACTEUR_CONFIG: join(authority.folder, 'facteur.yaml') });
    expect(await profileFrom((await greeted()).url)).toContain('<string>jo@example.org</string>');
  });

  test('by a key with a passphrase', async () => {
    const locked = join(authority.folder, 'locked.key');
    authority.openssl(
      'pkcs8',
      '-topk8',
      '-in',
      'signer.key',
      '-out',
      'locked.key',
      '-passout',
      'pass:secret words',
    );
    chmodSync(locked, 0o600);
    const environment = { FACTEUR_SIGNING_KEY: locked, FACTEUR_SIGNING_CERT: certificate };
    const { greeted } = startProgram({ ...environment, FACTEUR_SIGNING_PASSPHRASE: 'secret words' });
    expect(await profileFrom((await greeted()).url)).toContain('<plist');
    for (const [passphrase, words] of [
      ['', 'FACTEUR_SIGNING_PASSPHRASE'],
      ['another', 'is not its passphrase'],
    ] as const) {
      const { exitCode, said } = startProgram({ ...environment, FACTEUR_SIGNING_PASSPHRASE: passphrase });
      expect(await exitCode).toBe(2);
      expect(said.err).toContain(words);
      expect(said.err).not.toContain('secret words');
    }
  });

  test('by a key with a passphrase of the old form', async () => {
    authority.issue('old-form', keyKinds['RSA, 2048 bits'], { days: 90 });
    const form = ['-traditional', '-aes256', '-passout', 'pass:secret words'];
    authority.openssl('rsa', '-in', 'old-form.key', '-out', 'locked-old.key', ...form);
    const locked = join(authority.folder, 'locked-old.key');
    chmodSync(locked, 0o600);
    writeFileSync(
      join(authority.folder, 'old-form-chain.pem'),
      authority.read('old-form.pem') + authority.read('between.pem'),
    );
    const { greeted } = startProgram({
      FACTEUR_SIGNING_KEY: locked,
      FACTEUR_SIGNING_CERT: join(authority.folder, 'old-form-chain.pem'),
      FACTEUR_SIGNING_PASSPHRASE: 'secret words',
    });
    expect(await profileFrom((await greeted()).url)).toContain('<plist');
  });

  test('or the server does not start, and says all that is wrong', async () => {
    const open = join(authority.folder, 'open.key');
    copyFileSync(key, open);
    chmodSync(open, 0o644);
    const { exitCode, said } = startProgram({
      FACTEUR_SIGNING_KEY: open,
      FACTEUR_SIGNING_CERT: '/nowhere/chain.pem',
    });
    expect(await exitCode).toBe(2);
    expect(said.err.split('\n')).toEqual([
      'facteur cannot sign profiles:',
      `  the key can be read by other users: chmod 600 ${open}`,
      expect.stringMatching(/^ {2}the certificate cannot be read: ENOENT.*chain\.pem/),
      `  (the key is ${open} in FACTEUR_SIGNING_KEY)`,
      '  (the certificate is /nowhere/chain.pem in FACTEUR_SIGNING_CERT)',
      '',
    ]);
    expect(said.out).toBe('');
  });

  test('nor by a certificate that has run out, and says which file it is', async () => {
    authority.issue('old', keyKinds['ECDSA, P-256'], { days: -1 });
    chmodSync(join(authority.folder, 'old.key'), 0o600);
    const config = join(authority.folder, 'old.yaml');
    const document = 'domains: { "*": ovh.net }\nsigning: { key: old.key, certificate: old.pem }\n';
    writeFileSync(config, document);
    const { exitCode, said } = startProgram({ FACTEUR_CONFIG: config });
    expect(await exitCode).toBe(2);
    expect(said.err).toMatch(/the certificate expired on \S+Z: have it renewed/);
    expect(said.err).toContain(
      `(the certificate is ${join(authority.folder, 'old.pem')} in signing.certificate)`,
    );
  });

  test('by a certificate that soon runs out, which log and metrics say', async () => {
    authority.issue('soon', keyKinds['ECDSA, P-256'], { days: 12 });
    const soon = join(authority.folder, 'soon.key');
    chmodSync(soon, 0o600);
    writeFileSync(
      join(authority.folder, 'soon-chain.pem'),
      authority.read('soon.pem') + authority.read('between.pem'),
    );
    const { greeted, said } = startProgram({
      FACTEUR_SIGNING_KEY: soon,
      FACTEUR_SIGNING_CERT: join(authority.folder, 'soon-chain.pem'),
      FACTEUR_INTERNAL: '127.0.0.1:0',
    });
    const { inside } = await greeted();
    expect(said.err).toMatch(
      /^The certificate that signs profiles expires on .*, in 1[12] days: renew it\.\n$/,
    );
    const metrics = await (await fetch(`${inside}/metrics`)).text();
    expect(metrics).toMatch(/^facteur_certificate_days_left\{certificate="signing"\} (11\.\d+|12)$/m);
  });

  test('by a chain that devices do not trust, with a warning at the start and at each reload', async () => {
    const place = folder({
      'facteur.yaml': 'domains: { "*": ovh.net }\nsigning: { key: a.key, certificate: a.pem }\n',
      'a.pem': authority.read('signer.pem'),
    });
    copyFileSync(key, join(place, 'a.key'));
    const { greeted, said } = startProgram({ FACTEUR_CONFIG: join(place, 'facteur.yaml') });
    await greeted();
    expect(said.err).toMatch(
      /^Profiles are signed, but the certificate of the issuer is missing.*fullchain\.pem.*\n$/,
    );
    copyFileSync(certificate, join(place, 'a.pem'));
    await until(() => said.out.includes('Reloaded'));
    expect(said.err.match(/fullchain/g)).toHaveLength(1);
    writeFileSync(join(place, 'a.pem'), authority.read('signer.pem'));
    await until(() => said.err.match(/fullchain/g)?.length === 2);
  });

  test('by a key in the configuration, if no other user may read that', async () => {
    const indented = (name: string): string => authority.read(name).trimEnd().replaceAll('\n', '\n    ');
    const place = folder({
      'facteur.yaml': `domains: { "*": ovh.net }
signing:
  key: |
    ${indented('signer.key')}
  certificate: chain.pem
`,
    });
    copyFileSync(certificate, join(place, 'chain.pem'));
    const config = join(place, 'facteur.yaml');
    chmodSync(config, 0o644);
    const open = startProgram({ FACTEUR_CONFIG: config });
    expect(await open.exitCode).toBe(2);
    expect(open.said.err).toContain(
      `the configuration with the key can be read by other users: chmod 600 ${config}`,
    );
    chmodSync(config, 0o600);
    expect(await profileFrom((await startProgram({ FACTEUR_CONFIG: config }).greeted()).url)).toContain(
      '<plist',
    );
  });

  test('nor with one half of what it needs', async () => {
    const { exitCode, said } = startProgram({ FACTEUR_SIGNING_KEY: key });
    expect(await exitCode).toBe(2);
    expect(said.err).toContain('must be set together');
  });

  test('with a new key as soon as its file is another one, and with the old one while the new one is wrong', async () => {
    const place = folder({
      'facteur.yaml': 'domains: { "*": ovh.net }\nsigning: { key: a.key, certificate: a.pem }\n',
    });
    copyFileSync(key, join(place, 'a.key'));
    copyFileSync(certificate, join(place, 'a.pem'));
    const { greeted, said } = startProgram({ FACTEUR_CONFIG: join(place, 'facteur.yaml') });
    const { url } = await greeted();
    writeFileSync(join(place, 'a.pem'), 'none');
    await until(() => said.err.includes('The configuration in use stays.'));
    expect(said.err).toContain('there is no certificate');
    expect(await profileFrom(url)).toContain('<plist');
    copyFileSync(certificate, join(place, 'a.pem'));
    await until(() => said.out.includes('Reloaded'));
    expect(await profileFrom(url)).toContain('<plist');
  });

  test('by other files as soon as the configuration names them, and watches these from then on', async () => {
    const documentOf = (certificate: string): string =>
      `domains: { "*": ovh.net }\nsigning: { key: a.key, certificate: ${certificate} }\n`;
    const place = folder({ 'facteur.yaml': documentOf('a.pem') });
    mkdirSync(join(place, 'other'));
    copyFileSync(key, join(place, 'a.key'));
    for (const name of ['a.pem', 'other/b.pem']) copyFileSync(certificate, join(place, name));
    const { greeted, said } = startProgram({ FACTEUR_CONFIG: join(place, 'facteur.yaml') });
    await greeted();
    writeFileSync(join(place, 'facteur.yaml'), documentOf('other/b.pem'));
    await until(() => said.out.includes('Reloaded'));
    writeFileSync(join(place, 'other/b.pem'), 'none');
    await until(() => said.err.includes('The configuration in use stays.'));
    expect(said.err).toContain('there is no certificate');
  });
});

describe('a certificate between the signer and its root that runs out', () => {
  test.each([
    ['soon', 12, /^Of the chain that signs profiles, certificate 2 expires on .*, in 12 days: renew it\.$/],
    ['long ago', -12, /^Of the chain that signs profiles, certificate 2 expired on /],
  ])('%s is named', (_, days, words) => {
    const now = new Date('2026-11-24T12:00:00Z');
    const notAfter = new Date(now.getTime() + days * 86_400_000);
    expect(signingWarning({ notAfter, expiresFirst: 'certificate 2' }, now)).toMatch(words);
  });
});

describe('a certificate that runs out', () => {
  const now = new Date('2026-11-24T12:00:00Z');
  const day = 86_400_000;
  test.each<[when: string, days: number, words: RegExp | undefined]>([
    ['in 31 days is no news', 31, undefined],
    ['in 30 days is no news', 30, undefined],
    ['in 29 days is', 29, /in 29 days: renew it/],
    ['tomorrow is', 1, /in 1 day: renew it/],
    ['today is', 0.5, /in 0 days: renew it/],
    ['and did so is more than that', -1, /expired on 2026-11-23/],
  ])('%s', (_, days, words) => {
    const notAfter = new Date(now.getTime() + days * day);
    const warning = signingWarning({ notAfter, expiresFirst: 'the certificate' }, now);
    if (words) expect(warning).toMatch(words);
    else expect(warning).toBeUndefined();
  });
});
