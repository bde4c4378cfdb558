/** `facteur export`: ISPDB files, which `facteur import` reads back unchanged. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { autoconfigParsers } from '../../../src/check/parsers/index.ts';
import { describeExport } from '../../../src/cli/export/command.ts';
import { ispdbFile } from '../../../src/cli/export/ispdb.ts';
import { importText } from '../../../src/cli/import/detect-format.ts';
import { configDocument } from '../../../src/cli/import/provider-document.ts';
import { type ConfigDocument, defaultDocument } from '../../../src/config/index.ts';
import { type Outcome, runCommand } from '../../support/cli/run-command.ts';
import { configOf, documents } from '../../support/world.ts';

const examples = join(import.meta.dirname, '../../../examples');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'facteur-export-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function exporting(document: ConfigDocument, ...args: readonly string[]): Promise<Outcome> {
  const file = join(folder, 'facteur.json');
  writeFileSync(file, JSON.stringify(document));
  return runCommand(describeExport, ['export', ...args, '--config', file]);
}

const example: ConfigDocument = {
  providers: {
    'example.net': {
      name: 'Example Mail',
      shortName: 'Example',
      incoming: ['pop3s://pop.example.net', 'imaps://imap.%EMAILDOMAIN%'],
      outgoing: ['smtp+starttls://smtp.example.net:2525'],
      manual: ['imap://old.example.net'],
      caldav: 'https://dav.example.net/c/',
      webmail: 'https://webmail.example.net/',
      managesieve: 'sieve+starttls://sieve.example.net',
      jmap: 'https://jmap.example.net/',
      oauth2: {
        issuer: 'https://login.example.net',
        authorization: 'https://login.example.net/a',
        token: 'https://login.example.net/t',
        scope: 'mail',
      },
      documentation: [{ url: 'https://www.example.net/a?b&c', title: { en: 'A < B', fr: 'A & B' } }],
      instructions: { en: ['Ask for a password.', 'Wait.'], fr: ['Demandez un mot de passe.'] },
    },
  },
  domains: {
    'example.org': 'example.net',
    'bücher.example': 'example.net',
    '*.example.org': 'example.net',
    'brand.example': { provider: 'example.net', name: 'Brand', imap: 'imap.brand.example' },
  },
};

/** The reported losses. */
const unsaid = {
  manual: [],
  extended: false,
  ...{ activesync: undefined, ews: undefined, autodiscover: undefined, jmap: undefined, ldap: undefined },
  ...{ mtaSts: undefined, tlsReports: undefined },
};

describe('a file comes back as it went:', () => {
  const files = readdirSync(examples).filter((name) => name.endsWith('.yaml'));
  const all: readonly (readonly [string, ConfigDocument])[] = [
    ...Object.entries({ ...documents, example, default: defaultDocument }),
    ...files.map((name) => [name, parse(readFileSync(join(examples, name), 'utf8'))] as const),
  ];
  const accounts = all.flatMap(([name, document]) => {
    const config = configOf(document);
    const named = [...config.entries.values()].flatMap((entry) => config.accountOf(entry) ?? []);
    const used = new Set([...config.described, ...named]);
    return [...used].filter(({ incoming }) => incoming.length > 0).map((account) => ({ name, account }));
  });

  test.each(accounts)('$name, $account.id', ({ account }) => {
    const domains = ['example.org', 'xn--bcher-kva.example'];
    const file = ispdbFile(account, domains);
    const imported = importText(file?.xml ?? '', 'file');
    expect(imported).toMatchObject({ ok: true, value: { lost: [], id: account.id, domains } });
    if (!imported.ok) return;
    const back = configOf(configDocument(imported.value)).accountOf({ provider: account.id });
    expect({ ...back, ...unsaid }).toEqual({ ...account, ...unsaid });
  });

  test('there are enough of them', () => {
    expect(accounts.length).toBeGreaterThan(8);
  });
});

test('it is what clients of autoconfig read, word for word', async () => {
  const { code, out, err } = await exporting(example, 'example.net');
  await expect(out).toMatchFileSnapshot(join(import.meta.dirname, 'golden/example.net.xml'));
  expect(code).toBe(1);
  expect(err.trim().split('\n')).toEqual([
    'example.net *.example.org: left out: the ISPDB has no wildcards',
    'example.net brand.example: left out: it differs from its provider; export it by its own name',
    'example.net manual: left out: imap://old.example.net, which is for people only',
    'example.net jmap: left out: the ISPDB cannot express it',
  ]);
  const reply = { status: 200, headers: new Map([['content-type', 'text/xml']]), body: out };
  const readable = autoconfigParsers.filter((client) => client.parse(reply, 'jo@example.org').ok);
  expect(readable.map(({ id }) => id)).toContain('thunderbird-desktop');
});

test('a domain that differs has a file of its own', async () => {
  const { out } = await exporting(example, 'brand.example');
  expect(out).toContain('<hostname>imap.brand.example</hostname>');
  expect(out.match(/<domain>.*<\/domain>/g)).toEqual(['<domain>brand.example</domain>']);
});

test('nothing is lost of a provider that is mail alone: 0', async () => {
  const plain: ConfigDocument = {
    providers: {
      'example.net': { name: 'A', incoming: ['imaps://a.example'], outgoing: ['smtps://a.example'] },
    },
    domains: { 'example.org': 'example.net' },
  };
  expect(await exporting(plain)).toMatchObject({ code: 0, err: '' });
});

test('all go into a folder, and are not overwritten there', async () => {
  const out = join(folder, 'ispdb');
  const printed = await exporting(documents.exchange, '--out', out);
  const written = ['example.net.xml', 'mixed.example.xml'];
  expect(printed.out).toBe(written.map((name) => `${join(out, name)}\n`).join(''));
  expect(readdirSync(out)).toEqual(written);
  expect(printed.err).toContain('hosted.example: left out: it has no mail');
  expect(await exporting(documents.exchange, '--out', out)).toMatchObject({ code: 2, out: '' });
  expect(await exporting(documents.exchange, '--out', out, '--force')).toMatchObject({ code: 1 });
});

test('several cannot stand on standard output, but for JSON', async () => {
  const two: ConfigDocument = {
    providers: { ...example.providers, 'other.example': { preset: 'ovh' } },
    domains: { ...example.domains, 'a.example': 'other.example' },
  };
  const { code, err } = await exporting(two);
  expect(code).toBe(2);
  expect(err).toContain('name one of example.net, other.example');
  const { files } = JSON.parse((await exporting(two, '--json')).out);
  expect(files).toMatchObject([
    { provider: 'example.net', domains: ['example.org', 'xn--bcher-kva.example'] },
    { provider: 'other.example', domains: ['a.example'] },
  ]);
});

test('what nobody knows is said: 1', async () => {
  expect(await exporting(example, 'nobody.example')).toMatchObject({
    code: 1,
    out: '',
    err: 'nobody.example is neither a provider nor a domain that is served.\n',
  });
});
