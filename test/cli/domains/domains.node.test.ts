/** `facteur domains` in this process; a few cases run the real command in its own process. */

import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { Readable, Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Command } from 'commander';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { describeDomains } from '../../../src/cli/domains/command.ts';
import { columns } from '../../../src/cli/domains/rows.ts';
import { openSqlite } from '../../../src/directory/stores/node/sqlite.ts';
import { editSqlite, readSqlite } from '../../../src/directory/stores/node/sqlite-editor.ts';
import { domainOf } from '../../support/wildcard-cases.ts';

// Files that wait for the disk, and processes that start: on a busy machine both take their time.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let store: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'facteur-'));
  store = join(folder, 'domains.db');
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

interface Outcome {
  readonly code: unknown;
  readonly out: string;
  readonly err: string;
}

function collector() {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  return { stream, text: () => text };
}

type Input = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** Runs a command in this process. */
async function domains(args: readonly string[], input: Input = [], isTTY = false): Promise<Outcome> {
  const [stdout, stderr] = [collector(), collector()];
  const terminal = {
    stdin: Readable.from(input),
    stdout: stdout.stream,
    stderr: Object.assign(stderr.stream, { isTTY }),
    exitCode: undefined,
  };
  const program = new Command();
  describeDomains(program, terminal);
  await program.parseAsync(['domains', ...args], { from: 'user' });
  return { code: terminal.exitCode, out: stdout.text(), err: stderr.text() };
}

const bytes = (...texts: readonly string[]): Uint8Array[] => texts.map((text) => Buffer.from(text));

const importing = (text: string, ...options: readonly string[]): Promise<Outcome> =>
  domains(['import', '--format', 'csv', '--store', store, ...options], bytes(text));

/** What the store holds: entries by name. */
function held(): Readonly<Record<string, unknown>> {
  const reader = readSqlite(store);
  const rows = [...reader.rows('*')];
  reader.close();
  return Object.fromEntries(
    rows.map(({ domain, entry }) => [domain, entry.ok ? entry.value : entry.refusal]),
  );
}

/** How many rows each provider has, in one look. */
function providers(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  const reader = readSqlite(store);
  for (const { entry } of reader.rows('*')) {
    const provider = entry.ok ? entry.value.provider : 'flawed';
    counts[provider] = (counts[provider] ?? 0) + 1;
  }
  reader.close();
  return counts;
}

const provider = 'example.net';

describe('an import of CSV', () => {
  test('takes a line for each domain, and says how many', async () => {
    const { code, out, err } = await importing('a.example,example.net\nb.example,none\n');
    expect(held()).toEqual({ 'a.example': { provider }, 'b.example': { provider: 'none' } });
    expect(out).toMatch(
      new RegExp(`^2 lines imported in [\\d.]+ s \\([\\d,]+ a second\\)\\. ${store} holds 2 domains\\.\n$`),
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  test.each<[why: string, line: string, ...row: unknown[]]>([
    [
      'with all columns',
      'a.example,example.net,i.example,p.example,s.example,%EMAILLOCALPART%,A B,A',
      'a.example',
      {
        provider,
        imap: 'i.example',
        pop3: 'p.example',
        smtp: 's.example',
        username: '%EMAILLOCALPART%',
        name: 'A B',
        shortName: 'A',
      },
    ],
    [
      'with columns left empty',
      'a.example,example.net,,,s.example,,,',
      'a.example',
      { provider, smtp: 's.example' },
    ],
    ['with quotes', '"a.example","example.net",,,,,"B, ""C"""', 'a.example', { provider, name: 'B, "C"' }],
    ['with spaces, as people write them', ' a.example , example.net', 'a.example', { provider }],
    ['of all below a domain', '*.a.example,example.net', '*.a.example', { provider }],
    ['of everybody', '*,example.net', '*', { provider }],
    ['in capitals', 'A.Example,Example.NET', 'a.example', { provider }],
    ['with a final dot', 'a.example.,example.net.', 'a.example', { provider }],
    [
      'in U-labels',
      '*.bücher.example,bücher.example',
      '*.xn--bcher-kva.example',
      { provider: 'xn--bcher-kva.example' },
    ],
    ['with a byte order mark before it', '\ufeffa.example,example.net', 'a.example', { provider }],
    ['with semicolons', 'a.example;example.net;;;s.example', 'a.example', { provider, smtp: 's.example' }],
    ['with tabs', 'a.example\texample.net\ti.example', 'a.example', { provider, imap: 'i.example' }],
  ])('takes a line %s', async (_, line, name, entry) => {
    expect((await importing(line)).code).toBe(0);
    expect(held()).toEqual({ [String(name)]: entry });
  });

  test('takes UTF-16 with tabs, which Excel calls Unicode Text', async () => {
    const text = Buffer.from('\ufeffdomain\tprovider\tname\r\na.example\texample.net\tBücher\r\n', 'utf16le');
    const { code } = await domains(['import', '--format', 'csv', '--store', store], [text]);
    expect(code).toBe(0);
    expect(held()).toEqual({ 'a.example': { provider, name: 'Bücher' } });
  });

  test.each<[why: string, header: string, line: string]>([
    ['all columns', columns.join(','), 'a.example,example.net,i.example,,,,,'],
    [
      'some columns, in another order and in quotes',
      '"Provider", IMAP ,"domain"',
      'example.net,i.example,a.example',
    ],
  ])('takes a header that names %s', async (_, header, line) => {
    expect((await importing(`${header}\r\n${line}\r\n`)).code).toBe(0);
    expect(held()).toEqual({ 'a.example': { provider, imap: 'i.example' } });
  });

  test.each([
    [
      'names a column that there is not',
      'domain,provider,imapp',
      '"imapp" is not a column; there are domain, provider, imap,',
    ],
    ['names a column twice', 'domain,provider,imap,imap', 'the column "imap" is listed twice'],
  ])('does not begin when the header %s', async (_, header, why) => {
    const { code, out, err } = await importing(`${header}\na.example,example.net\n`);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`facteur: the header cannot be used: ${why}`);
    expect(held()).toEqual({});
  });

  test('takes the last of two lines for the same domain', async () => {
    await importing('a.example,example.net,i.example\nA.EXAMPLE,example.com\n');
    expect(held()).toEqual({ 'a.example': { provider: 'example.com' } });
  });

  test('leaves the domains that it does not name', async () => {
    await importing('a.example,example.net\nb.example,example.net\n');
    await importing('b.example,example.com\nc.example,example.com\n');
    expect(held()).toEqual({
      'a.example': { provider },
      'b.example': { provider: 'example.com' },
      'c.example': { provider: 'example.com' },
    });
  });

  test.each<[complaint: string | RegExp, line: string]>([
    ['domain: "a b" is not a domain, *.domain or *', 'a b,example.net'],
    ['domain: "192.0.2.1" is not a domain', '192.0.2.1,example.net'],
    ['domain: "*a.example" is not a domain', '*a.example,example.net'],
    ['domain: "*.*.example" is not a domain', '*.*.example,example.net'],
    ['domain: is missing', ',example.net'],
    ['provider: is missing', 'a.example'],
    ['provider: "a b" is not a domain name', 'a.example,a b'],
    ['imap: "a b" is not a host name', 'a.example,example.net,a b'],
    ['imap: "x y" is not a host name; smtp: "y z" is not a host name', 'a.example,example.net,x y,,y z'],
    ['has 9 fields, of 8 at most', 'a.example,example.net,,,,,,,'],
    ['has a quote inside a field that is not in quotes', 'a.example,exa"mple.net'],
    ['has text after a field that is in quotes', '"a.example"x,example.net'],
    ['name: ', `a.example,example.net,,,,,${'x'.repeat(61)}`],
    ['is not UTF-8', 'a.example,example.net,,,,,B\ufffdcher'],
  ])('refuses a line: %s', async (complaint, line) => {
    const { code, out, err } = await importing(
      `first.example,example.net\n${line}\nlast.example,example.net\n`,
    );
    expect(held()).toEqual({ 'first.example': { provider }, 'last.example': { provider } });
    expect(err.split('\n')).toEqual([expect.stringContaining(`line 2: ${complaint}`), '']);
    expect(out).toMatch(/^2 lines imported .* s \(.*\), 1 line refused\. /);
    expect(code).toBe(1);
  });

  test('refuses a quote that is not closed, and takes the lines after it', async () => {
    const { code, err } = await importing('"a.example,example.net\nb.example,example.net\n');
    expect({ code, err }).toEqual({ code: 1, err: 'line 1: opens a quote that is not closed\n' });
    expect(Object.keys(held())).toEqual(['b.example']);
  });

  test('reports the first twenty refused lines, and the number of the others', async () => {
    const { err, out } = await importing(`${'a b,example.net\n'.repeat(1234)}a.example,example.net\n`);
    const lines = err.trimEnd().split('\n');
    expect(lines).toHaveLength(21);
    expect(lines[19]).toMatch(/^line 20: domain: "a b"/);
    expect(lines[20]).toBe('and 1,214 more lines refused');
    expect(out).toContain(', 1,234 lines refused.');
  });

  test('shows control characters of a line by their numbers, and not more than a few hundred', async () => {
    const { err } = await importing(`\u001B[31m\u202Ea,example.net\n${'x'.repeat(10_000)},example.net`);
    expect(err).toContain('"\\u{1b}[31m\\u{202e}a"');
    expect(err).not.toContain('\u001B');
    expect(err.length).toBeLessThan(1000);
  });

  test('refuses lines in Latin 1', async () => {
    const latin = Buffer.concat(
      bytes('a.example,example.net,,,,,B').concat(Buffer.from([0xfc]), bytes('cher\n')),
    );
    const { code, err } = await domains(['import', '--store', store, file('a.csv', latin)]);
    expect({ code, err }).toEqual({ code: 1, err: 'line 1: is not UTF-8\n' });
  });

  test('takes characters that come in two pieces', async () => {
    const whole = Buffer.from('bücher.example,example.net,,,,,Bücher 📮\r\n');
    const pieces = Array.from(whole, (byte) => Buffer.from([byte]));
    expect((await domains(['import', '--format', 'csv', '--store', store], pieces)).code).toBe(0);
    expect(held()).toEqual({ 'xn--bcher-kva.example': { provider, name: 'Bücher 📮' } });
  });

  test('of nothing imports nothing', async () => {
    const { code, out } = await importing('');
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^0 lines imported/) });
  });
});

describe('an import of JSON', () => {
  const contents = { 'a.example': { provider, name: 'A' }, '*.b.example': { provider: 'none' } };
  const array =
    '[{"domain":"A.example","provider":"example.net","name":"A"},\n{"domain":"*.b.example","provider":"none"}]';

  test.each([
    ['an array', 'domains.json', array],
    ['an array by the name of lines', 'domains.ndjson', array],
    ['lines', 'domains.jsonl', array.slice(1, -1).replace('},', '}')],
    ['lines by the name of an array', 'domains.JSON', array.slice(1, -1).replace('},', '}')],
  ])('takes %s', async (_, name, text) => {
    const { code, err } = await domains(['import', '--store', store, file(name, text)]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(held()).toEqual(contents);
  });

  test('refuses what it cannot read, with its line, and takes the rest', async () => {
    const text = `[
      {"domain":"a.example","provider":"example.net"},
      {"domain":"b.example"},
      {"provider":"example.net"},
      {"domain":5,"provider":"example.net"},
      {"domain":"c.example","provider":"example.net","imapp":"x"},
      "d.example",
      {"domain":"e.example" "provider":"example.net"},
      {"domain":"z.example","provider":"example.net"}
    ]`;
    const { code, err } = await domains(['import', '--store', store, file('a.json', text)]);
    expect(err.trimEnd().split('\n')).toEqual([
      'line 3: provider: is missing',
      'line 4: domain: is missing',
      expect.stringMatching(/^line 5: domain: .*expected string/),
      expect.stringMatching(/^line 6: .*"imapp"/),
      expect.stringMatching(/^line 7: .*expected object/),
      'line 8: is not JSON',
    ]);
    expect(Object.keys(held())).toEqual(['a.example', 'z.example']);
    expect(code).toBe(1);
  });

  test('refuses the end of an array that is cut short', async () => {
    const { code, err } = await domains(['import', '--store', store, file('a.json', '[\n{"domain":"a.ex')]);
    expect({ code, err }).toEqual({
      code: 1,
      err: 'line 2: is incomplete: the array is not closed\n',
    });
  });
});

describe('an import', () => {
  test('prints its summary as JSON', async () => {
    await importing('z.example,example.net');
    const { code, out } = await importing('a.example,example.net\n-\nb.example,example.net\n', '--json');
    expect(JSON.parse(out)).toEqual({
      rows: 2,
      refused: 1,
      written: true,
      domains: 3,
      seconds: expect.any(Number),
    });
    expect(code).toBe(1);
  });

  test.each<[why: string, args: string[], complaint: RegExp]>([
    ['a file that is not there', ['nowhere/domains.csv'], /^facteur: ENOENT: .*nowhere\/domains\.csv'\n$/],
    [
      'a file of a kind that its name does not tell',
      ['domains.txt'],
      /^facteur: --format is needed: csv, json, ndjson\n$/,
    ],
    ['standard input of no kind', [], /^facteur: --format is needed: csv, json, ndjson\n$/],
  ])('cannot be of %s, and makes no store', async (_, args, complaint) => {
    const { code, out, err } = await domains(['import', '--store', store, ...args]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(complaint);
    expect(existsSync(store)).toBe(false);
  });

  test('does not write into what is no store', async () => {
    const other = file('letter.txt', 'Dear Jo,\n'.repeat(100));
    const { code, err } = await domains(
      ['import', '--format', 'csv', '--store', other],
      bytes('a.example,b.example'),
    );
    expect({ code, err }).toEqual({ code: 2, err: `facteur: ${other}: file is not a database\n` });
    expect(readFileSync(other, 'utf8')).toBe('Dear Jo,\n'.repeat(100));
  });

  test('keeps none of the last lines when the file breaks off', async () => {
    async function* breakingOff() {
      yield* bytes('a.example,example.net\n');
      throw new Error('the disk is gone');
    }
    const { code, err } = await domains(['import', '--format', 'csv', '--store', store], breakingOff());
    expect({ code, err }).toEqual({ code: 2, err: 'facteur: the disk is gone\n' });
    expect(held()).toEqual({});
  });

  describe('shows its progress', () => {
    const lines = Array.from({ length: 5000 }, (_, row) => `a${row}.example,example.net\n`).join('');
    const imported = (isTTY: boolean) =>
      domains(['import', '--store', store, file('a.csv', `${lines}- -\n`)], [], isTTY);
    const complaint = /^line 5001: .*\n$/;

    beforeEach(() => {
      let now = 0;
      vi.spyOn(performance, 'now').mockImplementation(() => {
        now += 60;
        return now;
      });
    });
    afterEach(() => vi.restoreAllMocks());

    test('on a terminal, on a line that is removed at the end', async () => {
      const frames = (await imported(true)).err.split('\r\u001B[K');
      const shown = frames.filter((frame) => frame.startsWith('['));
      for (const frame of shown) {
        expect(frame).toMatch(/^\[(?=.{24}\])#*\.*\] \d+ % [\d,]+ rows, [\d,]+ rows\/s$/);
      }
      const shares = shown.map((frame) => Number(/(\d+) %/.exec(frame)?.[1]));
      expect(shares).toEqual(shares.toSorted((a, b) => a - b));
      expect(shares[0]).toBeLessThan(100);
      expect(frames.filter((frame) => complaint.test(frame))).toHaveLength(1);
      expect(frames.at(-1)).not.toContain('[');
    });

    test('on a terminal, without a bar when the size is unknown', async () => {
      const pieces = bytes(...(lines.match(/.{1,2000}\n/gs) ?? []));
      const { err } = await domains(['import', '--format', 'csv', '--store', store], pieces, true);
      expect(err.split('\r\u001B[K')[1]).toMatch(/^[\d,]+ rows, [\d,]+ rows\/s$/);
      expect(err).toMatch(/\[K$/);
    });

    test('not in a pipe', async () => {
      expect((await imported(false)).err).toMatch(complaint);
    });
  });
});

describe('a replacement', () => {
  const before = { 'a.example': { provider }, 'b.example': { provider } };
  beforeEach(() => importing('a.example,example.net\nb.example,example.net\n'));

  test('drops what is not in the file', async () => {
    const { code, out } = await importing('b.example,example.com\nc.example,example.com\n', '--replace');
    expect(code).toBe(0);
    expect(out).toMatch(/^2 lines imported .* holds 2 domains\.\n$/);
    expect(held()).toEqual({
      'b.example': { provider: 'example.com' },
      'c.example': { provider: 'example.com' },
    });
  });

  test('changes nothing when a line is refused', async () => {
    const { code, out, err } = await importing('c.example,example.com\nb example,example.com\n', '--replace');
    expect(code).toBe(1);
    expect(err).toMatch(/^line 2: domain: "b example"/);
    expect(out).toBe(`Nothing was replaced: 1 line refused. ${store} holds 2 domains.\n`);
    expect(held()).toEqual(before);
  });

  test('changes nothing when there is nothing in the file', async () => {
    const { code, out } = await importing('domain,provider\n', '--replace');
    expect({ code, out }).toEqual({
      code: 2,
      out: `Nothing was replaced: the file holds no domain. ${store} holds 2 domains.\n`,
    });
    expect(held()).toEqual(before);
  });

  test('changes nothing when the file breaks off', async () => {
    async function* breakingOff() {
      yield* bytes('c.example,example.net\n');
      throw new Error('the disk is gone');
    }
    const args = ['import', '--replace', '--format', 'csv', '--store', store];
    expect((await domains(args, breakingOff())).code).toBe(2);
    expect(held()).toEqual(before);
  });

  test('changes nothing when an array is cut short', async () => {
    const text = '[{"domain":"c.example","provider":"example.net"},';
    expect((await domains(['import', '--replace', '--store', store, file('a.json', text)])).code).toBe(1);
    expect(held()).toEqual(before);
  });

  test('is seen by a reader only when it is over', async () => {
    const server = openSqlite({ file: store });
    const seen: unknown[] = [];
    const look = async () => {
      seen.push([providers(), server.find(domainOf('a.example')), server.find(domainOf('c.example'))]);
      await nextTurn();
    };
    async function* watched() {
      for (const name of ['c', 'd', 'e']) {
        yield* bytes(`${name}.example,example.com\n`);
        await look();
      }
    }
    await domains(['import', '--replace', '--format', 'csv', '--store', store], watched());
    await look();
    await server.close?.();
    const old = [{ [provider]: 2 }, { provider }, undefined];
    expect(seen).toEqual([old, old, old, [{ 'example.com': 3 }, undefined, { provider: 'example.com' }]]);
  });
});

describe('add', () => {
  test('adds domains and patterns, with what they change', async () => {
    const args = [
      '--provider',
      'example.net',
      '--imap',
      'i.example',
      '--short-name',
      'A',
      'A.example',
      '*.bücher.example',
      '*',
    ];
    expect(await domains(['add', '--store', store, ...args])).toEqual({ code: 0, out: '', err: '' });
    const entry = { provider, imap: 'i.example', shortName: 'A' };
    expect(held()).toEqual({ 'a.example': entry, '*.xn--bcher-kva.example': entry, '*': entry });
  });

  test('says something else of a domain that is there', async () => {
    await importing('a.example,example.net,i.example\n');
    await domains(['add', '--store', store, '--provider', 'none', 'a.example']);
    expect(held()).toEqual({ 'a.example': { provider: 'none' } });
  });

  test('complains of a name that is none, and adds the others', async () => {
    const { code, err } = await domains([
      'add',
      '--store',
      store,
      '--provider',
      'example.net',
      'a b',
      'b.example',
    ]);
    expect(code).toBe(1);
    expect(err).toBe('domain: "a b" is not a domain, *.domain or *\n');
    expect(held()).toEqual({ 'b.example': { provider } });
  });

  test('takes any text for a name or for none, and never for a command', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        "'; DROP TABLE domains; --",
        "a.example'); DELETE FROM domains; --",
        '" OR 1=1',
        '%',
        '*.%',
        '--',
      ),
    );
    await domains(['add', '--store', store, '--provider', 'example.net', 'sentinel.example']);
    await fc.assert(
      fc.asyncProperty(text, text, async (name, id) => {
        const before = held();
        const { code } = await domains(['add', '--store', store, `--provider=${id}`, '--', name]);
        const added = Object.entries(held()).filter(([domain]) => !(domain in before));
        expect(held()).toMatchObject({ 'sentinel.example': { provider } });
        expect(added.length).toBeLessThanOrEqual(code === 0 ? 1 : 0);
        for (const [domain] of added) expect(domain).toMatch(/^(\*|(\*\.)?[a-z0-9.-]+)$/);
      }),
    );
  });
});

describe('remove', () => {
  beforeEach(() => importing('a.example,example.net\n*.a.example,example.net\nb.example,example.net\n'));

  test('removes what is named, in whichever spelling, and no more', async () => {
    expect(await domains(['remove', '--store', store, 'A.Example.', 'b.example'])).toEqual({
      code: 0,
      out: '',
      err: '',
    });
    expect(held()).toEqual({ '*.a.example': { provider } });
  });

  test('complains of what is not there, and removes the others', async () => {
    const { code, err } = await domains([
      'remove',
      '--store',
      store,
      'c.example',
      "' OR 1=1 --",
      '*.a.example',
    ]);
    expect({ code, err }).toEqual({
      code: 1,
      err: '"c.example" is not in the store\n"\' OR 1=1 --" is not in the store\n',
    });
    expect(Object.keys(held())).toEqual(['a.example', 'b.example']);
  });

  test('makes no store', async () => {
    const other = join(folder, 'other.db');
    const { code, err } = await domains(['remove', '--store', other, 'a.example']);
    expect(code).toBe(2);
    expect(err).toContain(`facteur: ${other} is not there`);
    expect(existsSync(other)).toBe(false);
  });
});

describe('list', () => {
  beforeEach(() =>
    importing('b.example,example.net,i.example,,,,"B, C"\na.example,none\n*.a.example,example.net\n'),
  );

  test.each<[args: string[], ...lines: string[]]>([
    [[], '*.a.example  example.net', 'a.example  none', 'b.example  example.net  imap=i.example  name=B, C'],
    [['*A.example'], '*.a.example  example.net', 'a.example  none'],
    [['--limit', '1'], '*.a.example  example.net'],
    [['--limit', '1', '?.example'], 'a.example  none'],
    [['nobody.example']],
  ])('%j prints a line for each domain', async (args, ...lines) => {
    const { code, out, err } = await domains(['list', '--store', store, ...args]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(lines.map((line) => `${line}\n`).join(''));
  });
});

describe('with a configuration', () => {
  const config = () =>
    file(
      'facteur.yaml',
      'providers:\n  example.net: {name: E, incoming: [imaps://a.example], outgoing: [smtps://a.example]}\n',
    );

  test('an import refuses providers that it does not know, and names the nearest', async () => {
    const text = 'a.example,example.net\nb.example,exmple.net\nc.example,none\nd.example,ovh.net\n';
    const { code, err } = await importing(text, '--config', config());
    expect(code).toBe(1);
    expect(err).toContain('line 2: provider: no provider is called "exmple.net"');
    expect(err).toContain('did you mean "example.net"?');
    expect(Object.keys(held())).toEqual(['a.example', 'c.example', 'd.example']);
  });

  test('add refuses them too', async () => {
    const add = (provider: string) =>
      domains(['add', 'a.example', '--provider', provider, '--store', store, '--config', config()]);
    expect(await add('exmple.net')).toMatchObject({ code: 1 });
    expect(await add('Example.net')).toMatchObject({ code: 0, err: '' });
    expect(held()).toEqual({ 'a.example': { provider: 'example.net' } });
  });

  test('that cannot be used, nothing is imported', async () => {
    const broken = file('broken.yaml', 'providers: 7\n');
    expect(await importing('a.example,example.net\n', '--config', broken)).toMatchObject({
      code: 2,
      out: '',
    });
  });
});

describe('export', () => {
  const exporting = (format: string) => domains(['export', '--store', store, '--format', format]);

  test('prints CSV with a header by default', async () => {
    await importing('b.example,example.net,i.example,,,,"B, ""C"""\na.example,none\n');
    expect(await domains(['export', '--store', store])).toEqual({
      code: 0,
      out: `${columns.join(',')}\r\na.example,none,,,,,,\r\nb.example,example.net,i.example,,,,"B, ""C""",\r\n`,
      err: '',
    });
  });

  test('prints an array, or lines, of JSON', async () => {
    await importing('b.example,example.net,i.example\na.example,none\n');
    const objects = [
      '{"domain":"a.example","provider":"none"}',
      '{"domain":"b.example","provider":"example.net","imap":"i.example"}',
    ];
    expect((await exporting('json')).out).toBe(`[\n${objects.join(',\n')}\n]\n`);
    expect((await exporting('ndjson')).out).toBe(`${objects.join('\n')}\n`);
  });

  test('prints an empty array of an empty store', async () => {
    await importing('');
    expect((await exporting('json')).out).toBe('[]\n');
  });

  test('leaves out a row that makes no sense, and says whose it is', async () => {
    await importing('a.example,example.net\nb.example,example.net\n');
    const editor = editSqlite(store);
    editor.put(domainOf('a.example'), { provider: '' });
    editor.close();
    const { code, out, err } = await exporting('ndjson');
    expect(out).toBe('{"domain":"b.example","provider":"example.net"}\n');
    expect({ code, err }).toEqual({ code: 1, err: 'a.example: its provider is missing\n' });
  });

  test.each(['csv', 'json', 'ndjson'])('as %s is what an import reads back', async (format) => {
    const label = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    const name = fc.tuple(label, label).map((labels) => `${labels.join('.')}.example`);
    const domain = fc.oneof(
      name,
      name.map((below) => `*.${below}`),
      fc.constant('*'),
    );
    const shown = (maxLength: number) =>
      fc
        .string({ unit: fc.constantFrom(...'aé漢📮",;=\' &<'), minLength: 1, maxLength })
        .filter((text) => /[aé漢]/.test(text));
    const entry = fc.record(
      {
        provider: name,
        imap: name,
        pop3: name,
        smtp: name,
        username: fc.constant('%EMAILLOCALPART%'),
        name: shown(20),
        shortName: shown(8),
      },
      { requiredKeys: ['provider'] },
    );
    const rows = fc.uniqueArray(fc.record({ domain, entry }), { selector: (row) => row.domain });
    await fc.assert(
      fc.asyncProperty(rows, async (written) => {
        const objects = written.map((row) => ({ domain: row.domain, ...row.entry }));
        const text = objects.map((row) => JSON.stringify(row)).join('\n');
        rmSync(store, { force: true });
        await domains(['import', '--format', 'ndjson', '--store', store], bytes(text));
        const before = held();
        expect(Object.keys(before)).toHaveLength(written.length);
        const { out } = await exporting(format);
        rmSync(store);
        const { code, err } = await domains(['import', '--format', format, '--store', store], bytes(out));
        expect({ code, err }).toEqual({ code: 0, err: '' });
        expect(held()).toEqual(before);
      }),
      { numRuns: 30 },
    );
  });
});

describe('in a process of its own', () => {
  const bin = join(import.meta.dirname, '../../../src/cli/facteur.ts');

  /** @param node options of Node itself */
  function facteur(args: readonly string[], node: readonly string[] = []): Promise<Outcome> {
    return new Promise((resolve) => {
      execFile(process.execPath, [...node, bin, ...args], (error, out, err) =>
        resolve({ code: error?.code ?? 0, out, err }),
      );
    });
  }

  const rowsFile = (count: number, id: string): string =>
    file(`${id}.csv`, Array.from({ length: count }, (_, row) => `d${row * 7919}.example,${id}\n`).join(''));

  test.each<[why: string, ...args: string[]]>([
    ['no such command', 'domain'],
    ['no store', 'domains', 'list'],
    ['an option that there is not', 'domains', 'list', '--store', 'x', '--pattern', 'y'],
    ['a format that there is not', 'domains', 'export', '--store', 'x', '--format', 'xml'],
    ['a limit that is no number', 'domains', 'list', '--store', 'x', '--limit', '-1'],
    ['a store that is not there', 'domains', 'list', '--store', '/nowhere/x.db'],
    ['a start without a configuration', 'start', '--config', '/nowhere/facteur.yaml'],
  ])('a command line with %s ends with 2, and a word why', async (_, ...args) => {
    const { code, out, err } = await facteur(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^(error: |facteur).+\n/);
    expect(err).not.toContain('    at ');
  });

  test('help ends with 0', async () => {
    const { code, out } = await facteur(['domains', 'import', '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`CSV:  domain,provider[,${columns.slice(2).join(',')}]`);
  });

  test('20,000 rows are imported, and each is found', async () => {
    const { code, out, err } = await facteur([
      'domains',
      'import',
      '--json',
      '--store',
      store,
      rowsFile(20_000, provider),
    ]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({ rows: 20_000, refused: 0, domains: 20_000 });
    const server = openSqlite({ file: store });
    for (let row = 0; row < 20_000; row++) {
      expect(server.find(domainOf(`d${row * 7919}.example`))).toEqual({ provider });
    }
    await server.close?.();
  });

  test('20,000 rows are replaced while a server reads, which sees the old ones or the new ones', async () => {
    await facteur(['domains', 'import', '--store', store, rowsFile(20_000, provider)]);
    const replacement = { over: false };
    const replaced = facteur([
      'domains',
      'import',
      '--replace',
      '--store',
      store,
      rowsFile(20_000, 'example.com'),
    ]);
    void replaced.then(() => {
      replacement.over = true;
    });
    const seen = new Set<string>();
    while (!replacement.over) {
      seen.add(JSON.stringify(providers()));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect((await replaced).code).toBe(0);
    seen.add(JSON.stringify(providers()));
    expect([...seen]).toEqual(['{"example.net":20000}', '{"example.com":20000}']);
  });

  test('a reader that has seen enough is no error', async () => {
    await facteur(['domains', 'import', '--store', store, rowsFile(20_000, provider)]);
    const script = `"$0" "$1" domains export --store "$2" | head -n 1; exit "\${PIPESTATUS[0]}"`;
    const outcome = await new Promise((resolve) => {
      execFile('bash', ['-c', script, process.execPath, bin, store], (error, out, err) =>
        resolve({ code: error?.code ?? 0, out, err }),
      );
    });
    expect(outcome).toEqual({ code: 0, out: `${columns.join(',')}\r\n`, err: '' });
  });

  // Half a minute on a busy machine, and so only when it is asked for.
  test.runIf(process.env['FACTEUR_MILLION'])(
    '1,000,000 rows are imported at the speed of 100,000 and in 200 MB, and found at the speed of a few',
    async () => {
      const peak =
        'data:text/javascript,process.on("exit",()=>console.error(process.resourceUsage().maxRSS))';
      const measured = async (rows: number) => {
        const file = join(folder, `${rows}.db`);
        const args = ['domains', 'import', '--json', '--store', file, rowsFile(rows, provider)];
        const { code, out, err } = await facteur(args, ['--import', peak]);
        const { seconds, ...summary } = JSON.parse(out);
        expect({ code, summary }).toEqual({
          code: 0,
          summary: { rows, refused: 0, written: true, domains: rows },
        });
        const server = openSqlite({ file });
        const rate = (found: boolean): number => {
          const names = Array.from({ length: 100_000 }, (_, at) =>
            domainOf(`${found ? '' : 'x'}d${((at * 7919) % rows) * 7919}.example`),
          );
          const began = performance.now();
          for (const name of names) if ((server.find(name) !== undefined) !== found) throw new Error(name);
          return Math.round((names.length / (performance.now() - began)) * 1000);
        };
        const found = { hits: rate(true), misses: rate(false) };
        await server.close?.();
        return { rowsPerSecond: rows / seconds, megabytes: Number(err) / 1024, ...found };
      };
      const [few, many, million] = [await measured(100), await measured(100_000), await measured(1_000_000)];
      console.info(`1,000,000 rows: ${JSON.stringify(million)}`);
      expect(million.rowsPerSecond).toBeGreaterThan(many.rowsPerSecond / 3);
      expect(million.megabytes).toBeLessThan(200);
      expect(million.hits).toBeGreaterThan(few.hits / 5);
      expect(million.misses).toBeGreaterThan(few.misses / 5);
    },
    180_000,
  );
});
