/** `facteur link`, run with an operator's arguments. */

import { execFile } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { describeLink } from '../../../src/cli/link/command.ts';
import { qrCode } from '../../../src/format/qr.ts';
import { sealerOf } from '../../../src/index.ts';
import { folder } from '../../support/cli/program.ts';
import { type Outcome, runCommand } from '../../support/cli/run-command.ts';

const url = 'https://facteur.example.net';
const document = `url: ${url}\ndomains: { example.org: ovh.net, none.example: none }\n`;
const secret = btoa('k'.repeat(32));

function place(links: string): string {
  const path = folder({ 'facteur.yaml': `${document}links: ${links}\n`, 'links.key': `${secret}\n` });
  chmodSync(join(path, 'links.key'), 0o600);
  return path;
}

const link = (args: readonly string[], config: string, environment = {}): Promise<Outcome> =>
  runCommand(describeLink, ['link', ...args, '--config', config], environment);
const open = (...args: readonly string[]): Promise<Outcome> =>
  link(args, join(place('open'), 'facteur.yaml'));
const signed = (...args: readonly string[]): Promise<Outcome> =>
  link(args, join(place('{ key: links.key, hours: 2 }'), 'facteur.yaml'));

const hour = 3_600_000;
async function addressIn(line: string, hours: number) {
  const sealer = await sealerOf(secret, 24);
  if (!sealer.ok) throw new Error(sealer.refusal);
  const [, token = ''] = /^https:\/\/facteur\.example\.net\/l\/(\w+)$/.exec(line) ?? [];
  const at = (milliseconds: number) => sealer.value.open(token, new Date(Date.now() + milliseconds));
  const [before, after] = await Promise.all([at(hours * hour - 60_000), at(hours * hour)]);
  expect(after).toEqual({ ok: false, refusal: 'link-expired' });
  return before.ok ? before.value : before.refusal;
}

describe('a link', () => {
  test('is one for each address, in their order', async () => {
    const { code, out, err } = await open('jo@example.org', 'R&D@Example.ORG');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(`${url}/#jo@example.org\n${url}/#R%26D@example.org\n`);
  });

  test('is signed when the configuration says so, for as long as the page’s', async () => {
    const { code, out, err } = await signed('jo@example.org');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(await addressIn(out.trim(), 2)).toBe('jo@example.org');
  });

  test('is good for as many days as are wanted', async () => {
    const { out } = await signed('jo@example.org', '--days', '30');
    expect(await addressIn(out.trim(), 30 * 24)).toBe('jo@example.org');
  });

  test('is signed by a key in the environment as well', async () => {
    const config = join(folder({ 'facteur.yaml': document }), 'facteur.yaml');
    const { out } = await link(['jo@example.org'], config, { FACTEUR_LINKS_KEY: secret });
    expect(await addressIn(out.trim(), 24)).toBe('jo@example.org');
  });

  test('stands beside its address in JSON', async () => {
    const { out } = await open('jo@example.org', 'jo+x@example.org', '--json');
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { address: 'jo@example.org', url: `${url}/#jo@example.org` },
      { address: 'jo+x@example.org', url: `${url}/#jo%2Bx@example.org` },
    ]);
  });

  test('is drawn on the terminal', async () => {
    const { out } = await open('jo@example.org', '--qr');
    const lines = out.trimEnd().split('\n');
    const { size } = qrCode(`${url}/#jo@example.org`);
    expect(lines).toHaveLength(Math.ceil((size + 8) / 2) + 1);
    expect(lines.at(-1)).toBe(`${url}/#jo@example.org`);
  });

  test('is written as a drawing', async () => {
    const file = join(folder(), 'jo.svg');
    const { code, out } = await open('jo@example.org', '--svg', file);
    expect([code, out]).toEqual([0, `${url}/#jo@example.org\n`]);
    expect(readFileSync(file, 'utf8')).toContain(qrCode(`${url}/#jo@example.org`).path);
  });
});

test.each([
  ['jo@other.example', 'jo@other.example: other.example is not served\n'],
  ['jo@none.example', 'jo@none.example: none.example is not served\n'],
  ['jo', 'jo: is not a mail address\n'],
  ['jo\u001B@example.org', 'jo\\u{1b}@example.org: is not a mail address\n'],
])('%s gets none, and the others get theirs: code 1', async (address, said) => {
  const { code, out, err } = await open('jo@example.org', address, 'al@example.org');
  expect({ code, err }).toEqual({ code: 1, err: said });
  expect(out).toBe(`${url}/#jo@example.org\n${url}/#al@example.org\n`);
});

describe('it cannot run, which is code 2,', () => {
  test.each([
    ['to draw several', ['a@example.org', 'b@example.org', '--qr'], '--qr and --svg take one address'],
    ['to draw a list', ['-', '--svg', 'x.svg'], '--qr and --svg take one address'],
    ['to draw into JSON', ['a@example.org', '--qr', '--json'], '--qr and --json cannot be combined'],
    ['to end what never ends', ['a@example.org', '--days', '3'], '--days is for sealed links'],
  ])('%s', async (_, args, words) => {
    const { code, out, err } = await open(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
  });

  test.each(['0', '3661', '1.5', 'x'])('for %s days', async (days) => {
    expect((await signed('jo@example.org', '--days', days)).err).toContain('a number of days');
  });

  test('without the address of the service', async () => {
    const config = join(folder({ 'facteur.yaml': 'domains: { example.org: ovh.net }\n' }), 'facteur.yaml');
    const { code, err } = await link(['jo@example.org'], config);
    expect([code, err]).toEqual([
      2,
      'facteur: links need the url of the service: set url in the configuration\n',
    ]);
  });

  test('without the key, and never says what it is', async () => {
    const path = place('{ key: links.key }');
    writeFileSync(join(path, 'links.key'), 'correct-horse-battery-staple');
    const { code, out, err } = await link(['jo@example.org'], join(path, 'facteur.yaml'));
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(
      /^facteur cannot seal links:\n {2}the key is not the base64 .*openssl.*links\.key\)\n$/,
    );
    expect(err).not.toContain('horse');
  });
});

test('a long list is read from standard input and answered on the way', async () => {
  const config = join(place('{ key: links.key }'), 'facteur.yaml');
  const count = 5000;
  const { code, out, err } = await new Promise<Outcome>((resolve) => {
    const bin = join(import.meta.dirname, '../../../src/cli/facteur.ts');
    const env = { ...process.env, FACTEUR_CONFIG: config };
    const args = [bin, 'link', '-', '--days', '90', '--json'];
    const child = execFile(process.execPath, args, { env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, out: stdout, err: stderr }),
    );
    const lines = Array.from({ length: count }, (_, at) => `user${at}@example.org`);
    child.stdin?.end(`\uFEFF${lines.join('\r\n')}\n\n  \njo@other.example`);
  });
  expect({ code, err }).toEqual({ code: 1, err: 'jo@other.example: other.example is not served\n' });
  const made = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(made.map(({ address }) => address)).toEqual(
    Array.from({ length: count }, (_, at) => `user${at}@example.org`),
  );
  expect(await addressIn(made.at(-1)?.url, 90 * 24)).toBe(`user${count - 1}@example.org`);
});
