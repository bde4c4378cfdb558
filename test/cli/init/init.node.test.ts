/** `facteur init`: writes a working configuration from answers or flags, and never overwrites one. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import type { NetOf } from '../../../src/cli/import/run.ts';
import { describeInit } from '../../../src/cli/init/command.ts';
import type { Stdio } from '../../../src/cli/shared/stdio.ts';
import { describeValidate } from '../../../src/cli/validate/command.ts';
import { network, srv } from '../../support/check-network.ts';
import { folder } from '../../support/cli/program.ts';
import { runCommand } from '../../support/cli/run-command.ts';

const publishing: NetOf = async () =>
  network({
    dns: {
      'SRV _imaps._tcp.example.org': [srv('imap.example.net', 993)],
      'SRV _submission._tcp.example.org': [srv('smtp.example.net', 587)],
    },
  }).net;
const silent: NetOf = async () => network({}).net;
const unreachable: NetOf = () => Promise.reject(new Error('the network was asked'));

interface Written {
  readonly code: unknown;
  readonly out: string;
  readonly err: string;
  readonly file: string;
}

/** @param lines what a person types */
async function init(
  netOf: NetOf,
  lines: readonly string[],
  args: readonly string[],
  file = join(folder(), 'facteur.yaml'),
): Promise<Written> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const stdin = Readable.from([Buffer.from(lines.map((line) => `${line}\n`).join(''))]);
  const terminal: Stdio = { stdin, stdout, stderr, exitCode: undefined };
  const both = Promise.all([text(stdout), text(stderr)]);
  const program = new Command();
  describeInit(program, terminal, {}, netOf);
  await program.parseAsync(['init', file, ...args], { from: 'user' });
  stdout.end();
  stderr.end();
  const [out, err] = await both;
  return { code: terminal.exitCode, out, err, file };
}

const flags = ['--domain', 'example.org', '--name', 'Example', '--imap', 'imap.example.org'];
const all = [...flags, '--smtp', 'smtps://smtp.example.org', '--url', 'facteur.example.org'];

test('five questions make a configuration that nothing is said of, and its records', async () => {
  const lines = ['example.org', 'Example', 'imap.example.org', 'smtp.example.org', 'facteur.example.org'];
  const { code, out, err, file } = await init(silent, lines, []);
  expect(code).toBe(0);
  expect(err.match(/: /g)).toHaveLength(5);
  await expect(readFileSync(file, 'utf8')).toMatchFileSnapshot('golden/five-answers.yaml');
  expect(await runCommand(describeValidate, ['validate', file])).toMatchObject({ code: 0 });
  expect(out).toContain('autoconfig.example.org. 3600 IN CNAME facteur.example.org.');
  expect(err).toContain(`facteur start --config ${file}`);
});

test('flags are answers, and make the same file; nobody is asked, and the network is not', async () => {
  const { code, err, file } = await init(unreachable, [], [...all, '--yes']);
  expect(code).toBe(0);
  expect(err).not.toContain('Looking');
  await expect(readFileSync(file, 'utf8')).toMatchFileSnapshot('golden/five-answers.yaml');
});

describe('what the domain publishes', () => {
  test('is proposed, and an empty line takes it', async () => {
    const { err, file } = await init(publishing, ['example.org', 'Example', '', '', ''], []);
    expect(err).toContain('The IMAP server [imaps://imap.example.net]');
    const written = readFileSync(file, 'utf8');
    expect(written).toContain('- imaps://imap.example.net\n');
    expect(written).toContain('- smtp+starttls://smtp.example.net\n');
  });

  test('is taken without a question by --yes', async () => {
    const { code, file } = await init(publishing, [], ['--domain', 'example.org', '--yes']);
    expect(code).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('- imaps://imap.example.net\n');
  });

  test('is not looked up with --offline', async () => {
    const { code, err } = await init(
      unreachable,
      ['Example', 'i.example', 's.example', ''],
      [...['--domain', 'example.org', '--offline']],
    );
    expect([code, err.includes('Looking')]).toEqual([0, false]);
  });
});

test('a wrong answer is reported, and the question repeated', async () => {
  const lines = ['example', 'example.org', 'Example', 'imap://i.example', 'imapz://i.example', 'i.example'];
  const { code, err } = await init(silent, [...lines, 's.example', 'ftp://x', ''], []);
  expect(code).toBe(0);
  expect(err).toContain('"example" is not a domain');
  expect(err).toContain('"imap://i.example" is not encrypted');
  expect(err).toContain('"imapz" is none of');
  expect(err).toContain('"ftp://x" is not https://');
});

test('a name may be whatever people call it', async () => {
  const name = 'No: "#1" *mail* & a name of more than twenty';
  const { code, file } = await init(silent, [], [...all, '--name', name, '--yes']);
  expect(code).toBe(0);
  expect(await runCommand(describeValidate, ['validate', file])).toMatchObject({
    out: expect.stringContaining('Valid, 2 warnings. Serves example.org.'),
  });
});

describe('it could not run', () => {
  test('over a file that is there, unless it is forced to', async () => {
    const file = join(folder({ 'facteur.yaml': 'mine' }), 'facteur.yaml');
    const refused = await init(silent, [], [...all, '--yes'], file);
    expect([refused.code, refused.out]).toEqual([2, '']);
    expect(refused.err).toContain('--force overwrites it');
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(await init(silent, [], [...all, '--yes', '--force'], file)).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8')).toContain('providers:');
  });

  test.each<[what: string, lines: readonly string[], args: readonly string[], words: string]>([
    [
      'when standard input ends',
      ['example.org'],
      [],
      'standard input ended before an answer to: The name that people know your mail by',
    ],
    ['by --yes alone', [], ['--yes'], '--domain is required with --yes: it has no default'],
    [
      'by --yes when nothing is published',
      [],
      ['--domain', 'example.org', '--yes'],
      '--imap is required with --yes: example.org publishes no IMAP server',
    ],
    ['with a flag that is none', [], [...all, '--smtp', 'imaps://a.example', '--yes'], '--smtp: "imaps://a'],
    ['with a server that is not encrypted', [], [...all, '--imap', 'imap://a.example'], 'is not encrypted'],
  ])('%s, and writes nothing', async (_, lines, args, words) => {
    const { code, err, file } = await init(silent, lines, args);
    expect(code).toBe(2);
    expect(err).toContain(words);
    expect(existsSync(file)).toBe(false);
  });
});
