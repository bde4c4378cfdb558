/** `facteur validate`: every error and warning with its place, and the exit codes. */

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeValidate } from '../../../src/cli/validate/command.ts';
import { hasOpenssl } from '../../support/cli/program.ts';
import { runCommand } from '../../support/cli/run-command.ts';
import { type Authority, authorityIn, keyKinds } from '../../support/crypto/signing-authority.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'facteur-validate-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (): string => join(folder, 'facteur.yaml');
function validate(text: string, ...options: readonly string[]) {
  writeFileSync(file(), text);
  return runCommand(describeValidate, ['validate', file(), ...options]);
}

const good = `providers:
  example.net:
    name: Example
    incoming: [imaps://imap.example.net]
    outgoing: [smtps://smtp.example.net]
domains:
  example.org: example.net
`;

test('a configuration without mistakes gets no finding', async () => {
  expect(await validate(good)).toEqual({
    code: 0,
    out: 'Valid, no warnings. Serves example.org.\n',
    err: '',
  });
});

test('an error has its line and column, and a verdict after it', async () => {
  const { code, out } = await validate(good.replace('imaps://', 'imapz://'));
  expect(code).toBe(1);
  expect(out).toMatch(/^\S+facteur\.yaml:4:16 error providers\.example\.net\.incoming\.0: .*"imapz"/);
  expect(out).toMatch(/A server would not start with this\.\n$/);
});

describe('a remark is made of', () => {
  test.each<[what: string, from: string, to: string, remark: string]>([
    [
      'a long name',
      'name: Example',
      `name: ${'n'.repeat(31)}\n    shortName: n`,
      '3:5 warning providers.example.net.name: has 31',
    ],
    [
      'a long short name',
      'name: Example',
      'name: Thirteen char',
      '2:3 warning providers.example.net.shortName: has 13',
    ],
    ['POP3 before IMAP', '[imaps:', '[pop3s://p.example.net, imaps:', '4:16 warning'],
    [
      'STARTTLS at a port of no name',
      '[smtps://smtp.example.net]',
      '[smtps://a.example, smtp+starttls://a.example:26]',
      '5:35 warning providers.example.net.outgoing.1: Autodiscover cannot express STARTTLS on port 26',
    ],
    [
      'STARTTLS alone',
      'imaps:',
      'imap+starttls:',
      '4:5 warning providers.example.net.incoming: has STARTTLS only',
    ],
    [
      'POP3 alone',
      '[imaps://imap.example.net]',
      '[pop3s://pop.example.net]',
      '4:5 warning providers.example.net.incoming: has POP3 only: Thunderbird for Android',
    ],
    [
      'encrypted passwords alone, which Autodiscover cannot express',
      '[imaps://imap.example.net]',
      '[{protocol: imap, host: a.example, security: tls, authentication: [password-encrypted]}]',
      '4:5 warning providers.example.net.incoming: has no server that Autodiscover can express (it knows passwords',
    ],
    [
      'a domain that a wildcard covers just so',
      'domains:',
      'domains:\n  "*.org": example.net',
      '8:3 warning domains.example.org: repeats *.org',
    ],
    [
      'a wildcard without its domain',
      'example.org:',
      '"*.example.org":',
      '7:3 warning domains.*.example.org: does not cover example.org itself',
    ],
    [
      'Autodiscover that leads back to the service',
      'providers:\n  example.net:\n',
      'names: [own.example]\nproviders:\n  example.net:\n    autodiscover: https://own.example/a.xml\n',
      '4:5 warning providers.example.net.autodiscover: is this service itself',
    ],
    [
      'a provider of nobody',
      'domains:',
      '  other.example:\n    name: Other\n    incoming: [imaps://a.example]\n    outgoing: [smtps://a.example]\ndomains:',
      '6:3 warning providers.other.example: is not used by any domain',
    ],
    [
      'an address whose domain is not served',
      'domains:',
      'addresses:\n  jo@other.example: example.net\ndomains:',
      '7:3 warning addresses.jo@other.example: no other address at other.example',
    ],
  ])('%s', async (_, from, to, remark) => {
    const { code, out } = await validate(good.replace(from, to));
    const [first, verdict] = out.split('\n');
    expect(first).toContain(`facteur.yaml:${remark}`);
    expect(verdict).toMatch(/^Valid, 1 warning\. Serves /);
    expect(code).toBe(1);
  });
});

describe('two remarks are made of', () => {
  test.each<[what: string, from: string, to: string, remarks: readonly string[]]>([
    [
      'implicit TLS at a port of STARTTLS',
      'smtp.example.net',
      'smtp.example.net:587',
      [
        '5:16 warning providers.example.net.outgoing.0: many clients expect STARTTLS on port 587',
        '5:5 warning providers.example.net.outgoing: has no server that Autodiscover can express (it knows STARTTLS',
      ],
    ],
    [
      'oauth2 alone',
      '[imaps://imap.example.net]',
      '[{protocol: imap, host: a.example, security: tls, authentication: [oauth2]}]',
      [
        '4:16 warning providers.example.net.incoming.0: accepts oauth2 only',
        '4:5 warning providers.example.net.incoming: has no server that Autodiscover can express (it knows passwords',
      ],
    ],
  ])('%s', async (_, from, to, remarks) => {
    const { code, out } = await validate(good.replace(from, to));
    for (const remark of remarks) expect(out).toContain(`facteur.yaml:${remark}`);
    expect(out).toMatch(/^Valid, 2 warnings\. Serves /m);
    expect(code).toBe(1);
  });
});

describe('no remark is made of', () => {
  test.each<[what: string, from: string, to: string]>([
    ['a wildcard that says something else', 'domains:', 'domains:\n  "*.org": none'],
    [
      'a wildcard beside its domain',
      'domains:',
      'domains:\n  "*.example.org": {provider: example.net, name: Other}',
    ],
    ['a wildcard under everybody', 'example.org: example.net', '"*.example.org": none\n  "*": example.net'],
    [
      'a provider that a store may name',
      'domains:',
      '  other.example:\n    name: Other\n    incoming: [imaps://a.example]\n    outgoing: [smtps://a.example]\ndirectories: [{http: {url: "https://a.example/%EMAILDOMAIN%"}}]\ndomains:',
    ],
    [
      'Autodiscover at another server',
      'name: Example\n',
      'name: Example\n    autodiscover: https://autodiscover.other.example/a.xml\n',
    ],
    [
      'oauth2 before a password',
      '[imaps://imap.example.net]',
      '[{protocol: imap, host: a.example, security: tls, authentication: [oauth2, password]}]',
    ],
  ])('%s', async (_, from, to) => {
    expect(await validate(good.replace(from, to))).toMatchObject({ code: 0, err: '' });
  });
});

test('what was found can be had as JSON', async () => {
  const { code, out } = await validate(good.replace('example.org', '"*.example.org"'), '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toEqual({
    file: file(),
    summary: '*.example.org',
    findings: [
      {
        severity: 'warning',
        path: 'domains.*.example.org',
        message: 'does not cover example.org itself',
        line: 7,
        column: 3,
      },
    ],
  });
});

test('a file that is not there is no finding: it could not run', async () => {
  const { code, out, err } = await runCommand(describeValidate, ['validate', join(folder, 'none.yaml')]);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('no such file');
});

test('without a file, the environment is looked at', async () => {
  const { code, out } = await runCommand(describeValidate, ['validate'], {
    FACTEUR_IMAP: 'imaps://imap.example.net',
    FACTEUR_SMTP: 'smtps://smtp.example.net',
    FACTEUR_DOMAINS: 'example.com',
    FACTEUR_NAME: 'Example',
  });
  expect([code, out]).toEqual([0, 'Valid, no warnings. Serves example.com.\n']);
});

test('a key for profiles that cannot be used keeps a server from starting', async () => {
  const { code, out } = await validate(`${good}signing: { key: none.key, certificate: none.pem }\n`);
  expect(code).toBe(1);
  expect(out).toMatch(/error signing: .*none\.key/);
  expect(out).toMatch(/A server would not start with this\.\n$/);
});

test.each([
  ['links: sealed\n', 'there is no key'],
  ['links: { key: none.key }\n', 'none.key'],
])('a key for links that cannot be used keeps a server from starting: %j', async (links, words) => {
  const { code, out } = await validate(good + links);
  expect(code).toBe(1);
  expect(out).toMatch(/error links: /);
  expect(out).toContain(words);
});

test.each([
  ['links: signed\n', true],
  ['links: sealed\n', false],
])('the old name of sealed links is a warning: %j', async (links, warns) => {
  writeFileSync(file(), good + links);
  const environment = { FACTEUR_LINKS_KEY: btoa('k'.repeat(32)) };
  const { out } = await runCommand(describeValidate, ['validate', file()], environment);
  expect(out.includes('signed is the old name of sealed: write links: sealed')).toBe(warns);
});

test('sealed links that lead nowhere are remarked on', async () => {
  writeFileSync(file(), `${good}links: sealed\n`);
  const environment = { FACTEUR_LINKS_KEY: btoa('k'.repeat(32)) };
  const { code, out } = await runCommand(describeValidate, ['validate', file()], environment);
  expect(code).toBe(1);
  expect(out).toMatch(/warning links: needs url/);
  expect(out).toContain('Valid, 1 warning');
});

describe.skipIf(!hasOpenssl)('keys and certificates are looked at (skipped without openssl)', () => {
  let authority: Authority;
  beforeAll(() => {
    authority = authorityIn(folder, undefined, { days: 100 });
    authority.issue('own', keyKinds['ECDSA, P-256'], { days: 90 });
    authority.issue('old', keyKinds['ECDSA, P-256'], { days: 90, hash: 'sha1' });
    for (const name of ['own', 'old']) {
      writeFileSync(
        join(folder, `${name}-chain.pem`),
        authority.read(`${name}.pem`) + authority.read('between.pem'),
      );
    }
    writeFileSync(join(folder, 'open.key'), authority.read('own.key'));
    chmodSync(join(folder, 'open.key'), 0o644);
  });

  test('and a chain that is whole has no remark, for profiles and for TLS', async () => {
    const { code, out } = await validate(
      `${good}signing: { key: own.key, certificate: own-chain.pem }\ntls: [{ key: own.key, certificate: own-chain.pem }]\n`,
    );
    expect([code, out]).toEqual([0, 'Valid, no warnings. Serves example.org.\n']);
  });

  test.each<[what: string, text: string, finding: RegExp]>([
    [
      'profiles without the issuer’s certificate',
      'signing: { key: own.key, certificate: own.pem }',
      /warning signing: .*fullchain\.pem/,
    ],
    [
      'profiles by a certificate that is signed with SHA-1',
      'signing: { key: old.key, certificate: old-chain.pem }',
      /warning signing: .*SHA-1/,
    ],
    [
      'TLS without the issuer’s certificate',
      'tls: [{ key: own.key, certificate: own.pem }]',
      /warning tls: .*own\.pem lacks .*fullchain\.pem/,
    ],
    [
      'profiles with a key that others may read',
      'signing: { key: open.key, certificate: own-chain.pem }',
      /error signing: .*chmod 600 .*open\.key/,
    ],
    [
      'TLS with a key that others may read',
      'tls: [{ key: open.key, certificate: own-chain.pem }]',
      /error tls: .*chmod 600 .*open\.key/,
    ],
    ['TLS without its files', 'tls: [{ key: none.key, certificate: none.pem }]', /error tls: .*none\.key/],
  ])('%s', async (_, text, finding) => {
    const { code, out } = await validate(`${good}${text}\n`);
    expect(code).toBe(1);
    expect(out).toMatch(finding);
  });

  test('those that the environment names too', async () => {
    writeFileSync(file(), good);
    const environment = {
      FACTEUR_TLS_KEY: join(folder, 'open.key'),
      FACTEUR_TLS_CERT: join(folder, 'own-chain.pem'),
    };
    const { out } = await runCommand(describeValidate, ['validate', file()], environment);
    expect(out).toMatch(/error tls: .*open\.key/);
  });
});
