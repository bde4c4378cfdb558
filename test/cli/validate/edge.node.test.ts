/** `facteur validate --edge`: what a Worker cannot use, with its place. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeValidate } from '../../../src/cli/validate/command.ts';
import { runCommand } from '../../support/cli/run-command.ts';
import { p256 } from '../../support/crypto/signing-fixture.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'facteur-edge-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A configuration with so many domains, and lines of its own. */
const text = (domains: number, ...lines: readonly string[]): string => `providers:
  example.net:
    name: Example
    incoming: [imaps://imap.example.net]
    outgoing: [smtps://smtp.example.net]
domains:
${Array.from({ length: domains }, (_, at) => `  customer-${at}.example: example.net`).join('\n')}
${lines.join('\n')}
`;

async function validate(document: string, ...options: readonly string[]) {
  const file = join(folder, 'facteur.yaml');
  writeFileSync(file, document);
  const { code, out } = await runCommand(describeValidate, ['validate', file, ...options]);
  return { code, lines: out.replaceAll(`${file}:`, '').trim().split('\n').slice(0, -1) };
}

test('a small configuration has nothing to report', async () => {
  const small = text(2, 'directories: [{ d1: DOMAINS }, { mx: { hosts: { mx.example.net: example.net } } }]');
  expect(await validate(small, '--edge')).toEqual({ code: 0, lines: [] });
});

test('one above 5 KB is told its size, and where it fits', async () => {
  const { code, lines } = await validate(text(200), '--edge');
  expect(code).toBe(1);
  expect(lines).toEqual([
    expect.stringMatching(
      /^1:1 warning: is 7\.\d KB of JSON, and a variable or secret of a Worker holds 5: .* 2 secrets, FACTEUR_CONFIG_1, …$/,
    ),
  ]);
});

test.each<[what: string, line: string, reported: RegExp]>([
  [
    'a store of Node',
    'directories: [{ sqlite: domains.db }]',
    /^8:15 error directories\.0: a Worker has no sqlite, only d1, kv, http, mx$/,
  ],
  [
    'a file with the key of links',
    'links: { key: links.key }',
    /error links\.key: is a file, .* FACTEUR_LINKS_KEY$/,
  ],
  [
    'a file with the key of profiles',
    'signing: { key: a.key, certificate: a.pem }',
    /error signing\.key: is a file, .* FACTEUR_SIGNING_KEY$/,
  ],
  [
    'a file with certificates',
    'signing: { key: a.key, certificate: a.pem }',
    /error signing\.certificate: is a file, .* FACTEUR_SIGNING_CERT$/,
  ],
])('%s is an error', async (_, line, reported) => {
  const { code, lines } = await validate(text(1, line), '--edge');
  expect(code).toBe(1);
  expect(lines).toContainEqual(expect.stringMatching(reported));
});

test('a key in PEM is none', async () => {
  const pem = (name: string, value: string): string =>
    `  ${name}: |\n${value.trim().replaceAll(/^/gm, '    ')}`;
  const signing = ['signing:', pem('key', p256.key), pem('certificate', p256.certificate)].join('\n');
  const { lines } = await validate(text(1, signing), '--edge');
  expect(lines.join('\n')).not.toMatch(/is a file/);
});

test('without --edge nothing of it is reported', async () => {
  expect(await validate(text(200))).toEqual({ code: 0, lines: [] });
});
