/** `facteur validate --connect`: what the stores hold for a domain, and what it becomes. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { describeValidate } from '../../../src/cli/validate/command.ts';
import { createTable } from '../../../src/directory/stores/domains-table.ts';
import { runCommand } from '../../support/cli/run-command.ts';

const providers = `providers:
  example.net:
    name: Example
    incoming: [imaps://imap.example.net]
    outgoing: [smtps://smtp.example.net]
`;

type Row = readonly [domain: string, provider: string, changes: string | null];

/** @returns a configuration whose stores are a SQLite file with these rows, and others */
function configWith(rows: readonly Row[], ...others: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'facteur-connect-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const database = new DatabaseSync(join(folder, 'd.db'));
  database.exec(createTable);
  const insert = database.prepare('INSERT INTO domains VALUES (?, ?, ?)');
  for (const row of rows) insert.run(...row);
  database.close();
  const stores = [`sqlite: ${join(folder, 'd.db')}`, ...others].map((store) => `  - ${store}\n`).join('');
  const file = join(folder, 'facteur.yaml');
  writeFileSync(file, `${providers}directories:\n${stores}`);
  return file;
}

const connect = (file: string, ...more: readonly string[]) =>
  runCommand(describeValidate, ['validate', file, '--connect', ...more]);

test('a row is shown column by column, with what each value becomes', async () => {
  const changes = JSON.stringify({
    imap: '',
    smtp: ' a.example ',
    username: '%EMAILLOCALPART%',
    imapp: 'x',
    name: null,
  });
  const { code, out } = await connect(configWith([['example.org', 'Example.NET ', changes]]), 'example.org');
  expect(out.split('\n')).toEqual([
    'sqlite, example.org:',
    '  imap      ""                  empty: the provider’s value is used',
    '  smtp      " a.example "       becomes a.example',
    '  username  "%EMAILLOCALPART%"  used as it is',
    '  imapp     "x"                 ignored: not a column of facteur; did you mean "imap"?',
    '  name      NULL                empty: the provider’s value is used',
    '  provider  "Example.NET "      becomes Example.NET',
    '  example.org is served: Example, imap imap.example.net:993 as %EMAILLOCALPART%, smtp a.example:465 as %EMAILLOCALPART%.',
    'Valid, no warnings. Serves the domains in sqlite.',
    '',
  ]);
  expect(code).toBe(0);
});

test.each<[why: string, row: Row, line: string]>([
  [
    'a host that is none',
    ['example.org', 'example.net', '{"imap":"a b"}'],
    'sqlite holds a row whose imap is not a host name',
  ],
  [
    'an unknown provider',
    ['example.org', 'exmple.net', null],
    'sqlite: no provider is called "exmple.net"; there are ovh.net, ovh.ca, example.net; did you mean "example.net"?',
  ],
  [
    'changes that are not JSON',
    ['example.org', 'example.net', '{'],
    'sqlite holds a row whose changes is not a JSON object',
  ],
  [
    'a placeholder of another program',
    ['example.org', 'example.net', '{"username":"%u"}'],
    'sqlite holds a row whose username holds a placeholder that clients do not know; did you mean %EMAILADDRESS%?',
  ],
])('%s is a failure', async (_, row, line) => {
  const { code, out } = await connect(configWith([row]), 'example.org');
  expect(code).toBe(1);
  expect(out).toContain(`  Failure: ${line}.\n`);
  expect(out).toContain(`failure directories.0: ${line}\n`);
  expect(out).toMatch(/^A store fails; the rest is valid, no warnings\./m);
});

test('a domain that is never served, and one that is not there, are no failures', async () => {
  const file = configWith([['sold.example', 'none', null]]);
  expect((await connect(file, 'sold.example')).out).toContain('  sold.example is never served.\n');
  expect(await connect(file)).toMatchObject({
    code: 0,
    out: expect.stringContaining('  readiness.invalid is not in this store.\n'),
  });
});

test('a store that does not answer is a failure, and the others are shown all the same', async () => {
  const file = configWith([], 'postgres: {url: "postgres://x@127.0.0.1:1/x", query: "SELECT $1"}');
  const { code, out } = await connect(file);
  expect(code).toBe(1);
  expect(out).toContain('sqlite, readiness.invalid:\n  readiness.invalid is not in this store.\n');
  expect(out).toContain(
    'postgres, readiness.invalid:\n  Failure: postgres refuses the connection (ECONNREFUSED).\n',
  );
});

test('a store that cannot be opened keeps a server from starting', async () => {
  const { code, out } = await connect(configWith([], 'sqlite: /nowhere/d.db'));
  expect(code).toBe(1);
  expect(out).toContain('error directories.1: sqlite-2 cannot be opened: ');
  expect(out).toContain('A server would not start with this.');
});

test('a binding of a Worker is not looked up', async () => {
  const { code, out } = await connect(configWith([], 'kv: DOMAINS'), 'example.org');
  expect(code).toBe(0);
  expect(out).toContain('kv, example.org:\n  not looked up: it is a binding of a Worker.\n');
});

test('as JSON, the reports stand beside the findings', async () => {
  const server = createServer((_, response) => response.end('{"provider":"example.net","id":7}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const file = configWith([], `http: {url: "http://127.0.0.1:${port}/%EMAILDOMAIN%"}`);
  const { out } = await connect(file, 'example.org', '--json');
  expect(JSON.parse(out)).toMatchObject({
    findings: [],
    stores: [
      { store: 'sqlite', rows: [] },
      {
        store: 'http',
        domain: 'example.org',
        rows: [
          [
            { name: 'provider', written: '"example.net"', meaning: 'used as it is' },
            { name: 'id', written: '7', meaning: 'ignored: not a column of facteur' },
          ],
        ],
      },
    ],
  });
});

test('what is not a domain cannot be looked up', async () => {
  expect(await connect(configWith([]), 'not a domain')).toMatchObject({ code: 2, out: '' });
});

test('the file may stand where the domain would', async () => {
  const file = configWith([]);
  expect(await runCommand(describeValidate, ['validate', '--connect', file])).toMatchObject({
    code: 0,
    out: expect.stringContaining('readiness.invalid is not in this store'),
  });
});
