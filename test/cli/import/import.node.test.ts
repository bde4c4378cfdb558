/** `facteur import` of files: the exact result for each format; every loss is reported. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeImport } from '../../../src/cli/import/command.ts';
import { importText, limitBytes } from '../../../src/cli/import/detect-format.ts';
import { configDocument, documentFlaws, yamlOf } from '../../../src/cli/import/provider-document.ts';
import { readYaml } from '../../../src/cli/shared/yaml-file.ts';
import { describeValidate } from '../../../src/cli/validate/command.ts';
import { type Outcome, runCommand } from '../../support/cli/run-command.ts';

const sources = join(import.meta.dirname, 'sources');
const golden = join(import.meta.dirname, 'golden');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'facteur-import-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string, name = 'source'): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const importing = (...args: readonly string[]): Promise<Outcome> =>
  runCommand((program, terminal) => describeImport(program, terminal), ['import', ...args]);

/** Paths of this machine have no business in a golden file. */
const named = (text: string): string => text.replaceAll(`${sources}/`, '');

describe('a file becomes a configuration', () => {
  test.each(['autoconfig.xml', 'pacc.json', 'automx2.json', 'autodiscover.env'])('%s', async (name) => {
    const { code, out, err } = await importing(join(sources, name));
    await expect(named(out)).toMatchFileSnapshot(join(golden, `${name}.yaml`));
    expect(code).toBe(1);
    // Every loss is a comment above the document, and a message.
    const lost = named(out)
      .split('\n')
      .flatMap((line) => /^# {3}(.*)$/.exec(line)?.[1] ?? []);
    expect(err.split('\n').filter(Boolean)).toEqual(lost);
    const validated = await runCommand(describeValidate, ['validate', file(out, `${name}.yaml`)]);
    expect(validated.out).not.toContain(' error ');
    expect(validated.out).toContain('Valid, ');
  });

  test('nothing is lost of one that says no more than we do: 0', async () => {
    const seed =
      '{"provider":"A","domains":["a.example"],"servers":[{"type":"imap","name":"i.a.example"},{"type":"smtp","name":"s.a.example"}]}';
    expect(await importing(file(seed))).toMatchObject({ code: 0, err: '' });
  });
});

test('document and losses can be had as JSON', async () => {
  const { out } = await importing(join(sources, 'autoconfig.xml'), '--json');
  expect(JSON.parse(out)).toMatchObject({
    document: { domains: { 'example.org': 'example.net' } },
    lost: expect.arrayContaining([
      { where: 'emailProvider/domain', what: expect.stringContaining('mx.example.net') },
    ]),
    from: [{ what: 'servers and names' }],
  });
});

test('values of variables that are not known are never repeated', async () => {
  const { out, err } = await importing(join(sources, 'autodiscover.env'));
  expect(err).toContain('SECRET_TOKEN');
  expect(out + err).not.toContain('never-repeat-this');
});

describe('an environment is read from', () => {
  const want = ['imap+starttls://imap.example.org'];
  test.each([
    ['a shell', 'export IMAP_HOST=imap.example.org\nexport IMAP_PORT=143\nexport SMTP_HOST=a.example.org'],
    [
      'docker-compose.yml',
      '    environment:\n      - IMAP_HOST=imap.example.org\n      - "IMAP_PORT=143"\n      - SMTP_HOST=a.example.org',
    ],
    [
      'a unit of systemd',
      'Environment="IMAP_HOST=imap.example.org"\nEnvironment="IMAP_PORT=143"\n#Environment="POP_HOST=no.example"\nEnvironment="SMTP_HOST=a.example.org"',
    ],
  ])('%s', async (_, text) => {
    const { out } = await importing(file(text), '--json');
    expect(JSON.parse(out).document.providers['example.org']).toMatchObject({ incoming: want });
  });
});

describe('it could not run', () => {
  test.each<[what: string, source: () => string, words: string]>([
    ['of a page for people', () => file('<!DOCTYPE html><title>Mail</title>'), 'DOCTYPE'],
    ['of a text of another kind', () => file('hello: world'), 'is neither an autoconfig file'],
    ['of a file that is too long', () => file(' '.repeat(limitBytes + 1)), 'more than 262144 bytes'],
    ['of a file that never ends', () => '/dev/zero', 'more than 262144 bytes'],
    ['of what is neither file nor domain', () => 'no_such', 'neither a URL nor a domain'],
    ['over plain http', () => 'http://example.org/mail.xml', 'only https'],
    [
      'of PACC that lets nobody in',
      () => file('{"protocols":{},"authentication":{"password":false}}'),
      'no way',
    ],
    [
      'of a provider without servers',
      () => file('{"provider":"A","domains":["a.example"],"servers":[]}'),
      'cannot be imported',
    ],
    [
      'of a provider called none',
      () =>
        file(
          '{"provider":"A","domains":["none"],"servers":[{"type":"imap","name":"a.example"},{"type":"smtp","name":"a.example"}]}',
        ),
      'never served',
    ],
  ])('%s', async (_, source, words) => {
    const { code, out, err } = await importing(source());
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
  });
});

test('what a file says cannot command the terminal', async () => {
  const seed = {
    provider: 'A\u001b[2J',
    domains: ['a.example', '\u001b[2J'],
    servers: [{ type: '\u001b', name: 'x' }],
  };
  const { out, err } = await importing(file(JSON.stringify(seed)));
  expect(out + err).not.toContain('\u001b');
});

describe('whatever is imported', () => {
  const word = fc.oneof(
    fc.constantFrom(
      '',
      'a.example',
      'IMAP.example.org',
      '%EMAILADDRESS%',
      'none',
      '1e3',
      'yes',
      '\u001b[2J',
      '*.org',
    ),
    fc.string({ unit: 'binary', maxLength: 80 }),
  );
  const port = fc.oneof(fc.constantFrom(993, 587, 0, 70_000), fc.double(), word);
  const seed = fc.record({
    provider: word,
    domains: fc.array(fc.oneof(fc.domain(), word), { minLength: 1 }),
    servers: fc.array(
      fc.record(
        {
          type: fc.constantFrom('imap', 'pop', 'smtp', 'caldav', 'carddav', 'x'),
          name: fc.oneof(fc.domain(), word),
          port,
          prio: fc.oneof(fc.integer(), word),
          url: fc.oneof(fc.webUrl(), word),
        },
        { requiredKeys: ['type', 'name'] },
      ),
    ),
  });
  const host = fc.record({ host: fc.oneof(fc.domain(), word) });
  const pacc = fc.record(
    {
      authentication: fc.oneof(fc.record({ password: fc.boolean() }), word),
      info: fc.record({ provider: fc.record({ name: word, shortName: word }), help: fc.object() }),
      protocols: fc.record(
        { imap: host, pop3: host, submit: host, jmap: fc.record({ url: fc.webUrl() }), x: fc.object() },
        { requiredKeys: ['imap', 'submit'] },
      ),
    },
    { requiredKeys: ['protocols'] },
  );
  const variable = fc.constantFrom(
    ...['DOMAIN', 'COMPANY_NAME', 'SUPPORT_URL', 'IMAP_HOST', 'IMAP_PORT', 'IMAP_SOCKET', 'SMTP_HOST'],
    ...['SMTP_SOCKET', 'MOBILESYNC_URL', 'LDAP_HOST', 'LDAP_PORT', 'LDAP_BASE'],
  );
  const environment = fc
    .array(fc.tuple(variable, fc.oneof(fc.domain(), fc.webUrl(), word)))
    .map((lines) => ['IMAP_HOST=a.example', ...lines.map(([name, value]) => `${name}=${value}`)].join('\n'));

  test.each<[string, fc.Arbitrary<string>, fewest: number]>([
    ['of automx2', seed.map((one) => JSON.stringify(one)), 3],
    ['of PACC', pacc.map((one) => JSON.stringify(one)), 3],
    ['of an environment', environment, 3],
    ['of any text', fc.string({ unit: 'binary' }), 0],
    ['of any JSON', fc.json(), 0],
  ])('%s is read again as it is, or refused with words', (_, texts, fewest) => {
    let imports = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const imported = importText(text, 'source');
        if (!imported.ok) {
          expect(imported.refusal).toMatch(/\w+ \w+/);
          return;
        }
        const document = configDocument(imported.value);
        const flaws = documentFlaws(document);
        if (flaws.length > 0) {
          expect(flaws.join()).toMatch(/\w+ \w+/);
          return;
        }
        imports++;
        const read = readYaml(yamlOf('source', imported.value, document), process.cwd());
        expect(read.ok ? [] : read.refusal).toEqual([]);
      }),
    );
    expect(imports).toBeGreaterThanOrEqual(fewest);
  });
});
