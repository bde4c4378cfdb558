/**
 * Real database servers, private to a suite: PostgreSQL and MariaDB on free ports with their files in a temporary
 * directory, to be killed, frozen and started again. Also the tests that both stores share.
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import fc from 'fast-check';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { SqlServer } from '../../../src/directory/stores/node/sql-rows.ts';
import type { Store } from '../../../src/directory/stores/store.ts';
import { type Domain, parseDomain } from '../../../src/model/address.ts';
import { failureBeforeCacheTimeout } from '../cache-timeout.ts';

export interface DatabaseServer {
  /** With a password, which no error may repeat. */
  readonly url: string;
  /** Runs statements as the owner of the table. */
  readonly run: (sql: string) => Promise<readonly unknown[]>;
  /** Resolves once the server answers. */
  readonly start: () => Promise<void>;
  /** Ends it at once, as a power cut does. */
  readonly kill: () => Promise<void>;
  /** Stops it without ending it: it accepts connections, by its kernel, and says nothing. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  /** Kills it and takes its files away. */
  readonly remove: () => Promise<void>;
}

/** A kind of server. `make` is there when its programs are. */
export interface ServerKind {
  readonly title: string;
  readonly debianPackage: string;
  readonly make: (() => Promise<DatabaseServer>) | undefined;
}

const password = 'correct-horse-battery';
/** So few that a test can have them all. */
const mostConnections = 20;
const isRoot = process.getuid?.() === 0;

/** Server programs are not on the default PATH. */
function programOf(name: string): string | undefined {
  const directories = (process.env['PATH'] ?? '').split(':');
  const elsewhere = ['/usr/sbin', '/usr/local/sbin', '/usr/lib/postgresql/*/bin'];
  return globSync([...directories, ...elsewhere].map((directory) => join(directory, name))).at(-1);
}

const hasUser = (user: string): boolean => spawnSync('id', [user]).status === 0;

/** A server refuses to be root, and so is run as its own user when the tests are. */
const asUser = (user: string, command: readonly string[]): readonly string[] =>
  isRoot ? ['runuser', '-u', user, '--', ...command] : command;

function runToEnd([program = '', ...args]: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', cwd: tmpdir() });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

function directoryOf(user: string): string {
  const directory = mkdtempSync(join(tmpdir(), `facteur-${user}-`));
  if (isRoot) runToEnd(['chown', user, directory]);
  chmodSync(directory, 0o700);
  return directory;
}

function descendants(pid: number): readonly number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  const children = stdout.split('\n').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** A server of which all is known but how to talk to it. */
function serverOf(
  directory: string,
  url: string,
  [program = '', ...args]: readonly string[],
  run: DatabaseServer['run'],
): DatabaseServer {
  let child: ChildProcess | undefined;
  const launch = (): ChildProcess => spawn(program, args, { stdio: 'ignore', cwd: directory });
  const kill = async (): Promise<void> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    signal('SIGKILL');
    await exited;
  };
  /** PostgreSQL has a process for each connection, which goes on for a while without its parent. */
  const signal = (what: NodeJS.Signals): void => {
    if (!child?.pid) return;
    for (const pid of [child.pid, ...descendants(child.pid)]) {
      try {
        process.kill(pid, what);
      } catch {
        // It has ended by itself.
      }
    }
  };
  return {
    url,
    run,
    async start() {
      for (let tries = 0; tries < 200; tries++) {
        // After a kill PostgreSQL refuses to start until the last of its old processes has gone.
        if (!child || child.exitCode !== null || child.signalCode !== null) child = launch();
        await sleep(50);
        if (await run('SELECT 1').catch(() => undefined)) return;
      }
      throw new Error(`${program} ${args.join(' ')} does not answer`);
    },
    kill,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async remove() {
      await kill();
      // Processes that a killed server leaves behind may still write.
      rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

async function makePostgres(initdb: string, postgres: string): Promise<DatabaseServer> {
  const directory = directoryOf('postgres');
  const data = join(directory, 'data');
  const port = await freePort();
  const passwordFile = join(directory, 'password');
  writeFileSync(passwordFile, password);
  if (isRoot) runToEnd(['chown', 'postgres', passwordFile]);
  const user = ['-U', 'facteur', '-A', 'scram-sha-256', '--pwfile', passwordFile];
  const init = ['-D', data, ...user, '-E', 'UTF8', '--locale=C', '--no-sync'];
  runToEnd(asUser('postgres', [initdb, ...init]));
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: directory,
    fsync: 'off',
    max_connections: String(mostConnections),
  };
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const url = `postgres://facteur:${password}@127.0.0.1:${port}/postgres`;
  return serverOf(directory, url, asUser('postgres', [postgres, '-D', data, ...flags]), async (sql) => {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query(sql)).rows ?? [];
    } finally {
      await client.end();
    }
  });
}

async function makeMariadb(install: string, mariadbd: string): Promise<DatabaseServer> {
  const directory = directoryOf('mysql');
  const data = join(directory, 'data');
  const socketPath = join(directory, 'socket');
  const port = await freePort();
  const user = isRoot ? ['--user=mysql'] : [];
  const init = ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', ...user];
  runToEnd([install, ...init, '--skip-test-db', '--skip-name-resolve']);
  const flags = ['--bind-address=127.0.0.1', '--skip-name-resolve', '--innodb-flush-log-at-trx-commit=0'];
  const few = `--max-connections=${mostConnections}`;
  const files = [`--datadir=${data}`, `--socket=${socketPath}`, `--port=${port}`];
  const command = [mariadbd, '--no-defaults', ...user, ...files, ...flags, few];
  const url = `mysql://facteur:${password}@127.0.0.1:${port}/facteur`;
  const server = serverOf(directory, url, command, async (sql) => {
    const client = await mysql.createConnection({ socketPath, user: 'root', multipleStatements: true });
    try {
      const [rows] = await client.query(sql);
      return Array.isArray(rows) ? rows : [];
    } finally {
      client.destroy();
    }
  });
  await server.start();
  await server.run(
    `CREATE DATABASE facteur CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
     CREATE USER facteur@127.0.0.1 IDENTIFIED BY '${password}';
     GRANT ALL ON facteur.* TO facteur@127.0.0.1`,
  );
  return server;
}

const initdb = programOf('initdb');
const postgres = programOf('postgres');
const install = programOf('mariadb-install-db');
const mariadbd = programOf('mariadbd');

export const postgresServers: ServerKind = {
  title: 'domains in PostgreSQL',
  debianPackage: 'postgresql',
  make:
    initdb && postgres && (!isRoot || hasUser('postgres')) ? () => makePostgres(initdb, postgres) : undefined,
};

export const mariadbServers: ServerKind = {
  title: 'domains in MariaDB',
  debianPackage: 'mariadb-server',
  make:
    install && mariadbd && (!isRoot || hasUser('mysql')) ? () => makeMariadb(install, mariadbd) : undefined,
};

interface Options {
  readonly url: string;
  readonly query: string;
  readonly connections: number;
}

/** A store, and how its server spells things. */
export interface SqlDialect {
  readonly name: string;
  readonly servers: ServerKind;
  readonly placeholder: string;
  /** The table's name as anybody may call it. */
  readonly table: string;
  /** A condition that takes ten seconds and is not met. */
  readonly slow: string;
  /** What the server says of a table that is not there. */
  readonly noTable: string;
  /** Columns with bytes of UTF-8, padded with zeros where the dialect has such a type. */
  readonly bytes: string;
  /** What its URL says to have TLS or nothing. */
  readonly wantTls: string;
  readonly open: (options: Options) => Promise<Store>;
  readonly connect: (options: Options) => Promise<SqlServer>;
}

function domain(text: string): Domain {
  const parsed = parseDomain(text);
  if (parsed.ok) return parsed.value;
  throw new Error(`${text} is no domain`);
}

const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/);
const domains = fc
  .array(label, { minLength: 2, maxLength: 4 })
  .map((labels) => parseDomain(labels.join('.')))
  .filter((parsed) => parsed.ok)
  .map(({ value }) => value);

const attempts = [
  "' OR 1=1 --",
  "' OR '1'='1",
  "'; DROP TABLE mailboxes; --",
  "'); DELETE FROM mailboxes; --",
  "' UNION SELECT 'ovh.net', NULL, NULL, NULL, NULL, NULL, NULL --",
  "\\'; DROP TABLE mailboxes; --",
  '" OR ""="',
  '%',
  '_',
  '\\',
  '\\\\',
  "'",
  '$1',
  '?',
  '/* */',
  '--',
  '\u00bf\u0027 OR 1=1 --',
  'example.org\0',
  "example.org' AND SLEEP(5) AND '1'='1",
];

/** Rejects before the cache gives up, with an error that contains neither the URL nor the domain. */
async function failureOf(work: () => unknown): Promise<Error> {
  const error = await failureBeforeCacheTimeout(work);
  expect(inspect(error)).not.toMatch(/correct-horse|127\.0\.0\.1|private\.example|mailboxes/);
  if (!(error instanceof Error)) throw new Error('it did not fail with an error');
  return error;
}

/** PostgreSQL takes no NUL in a text, and says so. */
const rowsFor = ({ ask }: SqlServer, text: string): Promise<readonly unknown[]> =>
  ask({ domain: text }).catch((error: unknown) => {
    if (text.includes('\0')) return [];
    throw error;
  });

/** What a store must do that asks an SQL server. */
export function sqlStoreSuite({ name, servers, placeholder, table, ...dialect }: SqlDialect): void {
  const { title, debianPackage, make } = servers;
  const query = `SELECT * FROM ${table} WHERE domain = ${placeholder}`;

  describe.skipIf(!make)(
    make ? title : `${title}, which is not here: apt-get install ${debianPackage}`,
    () => {
      let server: DatabaseServer;

      beforeAll(async () => {
        if (!make) return;
        server = await make();
        await server.start();
        const texts = ['imap', 'pop3', 'smtp', 'username', 'name', 'short_name'].map((of) => `${of} TEXT`);
        await server.run(
          `CREATE TABLE ${table} (domain VARCHAR(255), provider TEXT, ${texts.join()}, note TEXT)`,
        );
        await server.run(
          `INSERT INTO ${table} (domain, provider, imap, pop3, smtp, username, name, short_name, note) VALUES
          ('example.org', 'ovh.net', NULL, NULL, NULL, NULL, NULL, NULL, 'not ours'),
          ('none.example', 'none', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
          ('all.example', 'ovh.net', 'imap.%EMAILDOMAIN%', 'POP.all.example', 'smtp.all.example',
            '%EMAILLOCALPART%', 'Ällé''s post', 'Ällé', NULL),
          ('some.example', 'ovh.net', NULL, NULL, 'smtp.some.example', NULL, 'Some', NULL, NULL),
          ('xn--bcher-kva.example', 'infomaniak.com', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
          ('straße.example', 'infomaniak.com', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
          ('padded.example', 'ovh.net   ', ' imap.padded.example ', '', ' ', '', 'Padded   ', '', ''),
          ('twice.private.example', 'ovh.net', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
          ('twice.private.example', 'gandi.net', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
          ('null.private.example', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
          ('empty.private.example', '', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
          ('host.private.example', 'ovh.net', 'no host/private.example', NULL, NULL, NULL, NULL, NULL, NULL),
          ('name.private.example', 'ovh.net', NULL, NULL, NULL, NULL, NULL, 'private.example is much too long', NULL)`,
        );
      }, 30_000);
      afterAll(async () => {
        await server?.remove();
      });

      async function open(options: Partial<Options> = {}): Promise<Store> {
        const store = await dialect.open({ url: server.url, query, connections: 2, ...options });
        onTestFinished(async () => store.close?.());
        return store;
      }
      async function connect(options: Partial<Options> = {}): Promise<SqlServer> {
        const pool = await dialect.connect({ url: server.url, query, connections: 2, ...options });
        onTestFinished(() => pool.close());
        return pool;
      }

      test.each<[why: string, of: string, entry: object | undefined]>([
        ['with its provider alone', 'example.org', { provider: 'ovh.net' }],
        ['that is never to be served', 'none.example', { provider: 'none' }],
        [
          'with all its changes',
          'all.example',
          {
            provider: 'ovh.net',
            imap: 'imap.%EMAILDOMAIN%',
            pop3: 'pop.all.example',
            smtp: 'smtp.all.example',
            username: '%EMAILLOCALPART%',
            name: "Ällé's post",
            shortName: 'Ällé',
          },
        ],
        [
          'without what is NULL',
          'some.example',
          { provider: 'ovh.net', smtp: 'smtp.some.example', name: 'Some' },
        ],
        ['in A-labels', 'bücher.example', { provider: 'infomaniak.com' }],
        ['in its own script', 'straße.example', { provider: 'infomaniak.com' }],
        [
          'with a name that is too long',
          'name.private.example',
          { provider: 'ovh.net', shortName: 'private.example is' },
        ],
        [
          'with padding and empty values',
          'padded.example',
          { provider: 'ovh.net', imap: 'imap.padded.example', name: 'Padded' },
        ],
        ['as nothing when there is no row', 'nobody.example', undefined],
      ])('give a domain %s', async (_, of, entry) => {
        expect(await (await open()).find(domain(of))).toStrictEqual(entry);
      });

      test('need no more columns than the provider', async () => {
        const store = await open({ query: `SELECT provider FROM ${table} WHERE domain = ${placeholder}` });
        expect(await store.find(domain('all.example'))).toStrictEqual({ provider: 'ovh.net' });
      });

      test.each<[why: string, of: string, message: string]>([
        ['two rows', 'twice.private.example', 'holds more than one row for a domain'],
        ['no provider', 'null.private.example', 'holds a row whose provider is missing'],
        ['an empty provider', 'empty.private.example', 'holds a row whose provider is missing'],
        ['a host that is none', 'host.private.example', 'holds a row whose imap is not a host name'],
      ])('are an error with %s', async (_, of, message) => {
        const store = await open();
        expect((await failureOf(() => store.find(domain(of)))).message).toBe(`${name} ${message}`);
      });

      test.each<[why: string, select: string, entry: object]>([
        ['CHAR(32)', "CAST('ovh.net' AS CHAR(32)) AS provider", { provider: 'ovh.net' }],
        ['a number for a name', "'ovh.net' AS provider, 1984 AS name", { provider: 'ovh.net', name: '1984' }],
        ['bytes', dialect.bytes, { provider: 'ovh.net' }],
      ])('may hold %s', async (_, select, entry) => {
        const store = await open({ query: `SELECT ${select} FROM ${table} WHERE domain = ${placeholder}` });
        expect(await store.find(domain('example.org'))).toStrictEqual(entry);
      });

      test.each<[why: string, select: string, flaw: string]>([
        ['a date', "'ovh.net' AS provider, CURRENT_TIMESTAMP AS imap", 'imap is not text'],
        ['no column for the provider', 'domain', 'provider is missing'],
      ])('are an error with %s', async (_, select, flaw) => {
        const store = await open({ query: `SELECT ${select} FROM ${table} WHERE domain = ${placeholder}` });
        const error = await failureOf(() => store.find(domain('example.org')));
        expect(error.message).toBe(`${name} holds a row whose ${flaw}`);
      });

      test('are an error that has a code, when the query is wrong', async () => {
        const store = await open({ query: `SELECT * FROM no_such_mailboxes WHERE domain = ${placeholder}` });
        for (const _ of [1, 2, 3]) {
          const error = await failureOf(() => store.find(domain('private.example')));
          expect(error).toMatchObject({
            message: `${name} rejects the query (${dialect.noTable})`,
            failure: { word: 'query-refused', code: dialect.noTable },
          });
        }
      });

      test('are an error that names the credentials, when the password or the user is wrong', async () => {
        for (const [user, word] of [
          ['facteur', 'private'],
          ['nobody', password],
        ] as const) {
          const store = await open({ url: server.url.replace(/facteur:[^@]+/, `${user}:${word}`) });
          const error = await failureOf(() => store.find(domain('private.example')));
          expect(error).toMatchObject({ failure: { word: 'credentials' } });
          expect(error.message).not.toMatch(/private|nobody/);
        }
      });

      test('are an error when the server has no database of that name, or wants no more connections', async () => {
        const unknown = server.url.replace(/\w+$/, 'private');
        const store = await open({ url: unknown });
        expect(await failureOf(() => store.find(domain('private.example')))).toMatchObject({
          failure: { word: expect.stringMatching(/^(query-refused|credentials)$/) },
        });
        const crowd = await Promise.all(
          Array.from({ length: mostConnections }, () =>
            dialect.open({ url: server.url, query, connections: 1 }),
          ),
        );
        try {
          // Each keeps its connection, until there is none left: the suite's other stores have some, too.
          for (const one of crowd)
            await Promise.resolve(one.find(domain('example.org'))).catch(() => undefined);
          const late = await open();
          expect(await failureOf(() => late.find(domain('private.example')))).toMatchObject({
            failure: { word: 'overloaded' },
          });
        } finally {
          for (const one of crowd) await one.close?.();
        }
        // The server ends their connections a little later.
        const after = await open();
        for (let tries = 0; tries < 50; tries++) {
          if (await Promise.resolve(after.find(domain('example.org'))).catch(() => undefined)) return;
          await sleep(100);
        }
        throw new Error('it stays overloaded');
      });

      test('are an error when the server has no TLS, and it is wanted', async () => {
        const store = await open({ url: `${server.url}${dialect.wantTls}` });
        expect(await failureOf(() => store.find(domain('private.example')))).toMatchObject({
          failure: { word: 'tls' },
        });
      });

      test('are an error in time when the query is slow, and hold up nobody for long', async () => {
        const slow = `SELECT * FROM ${table} WHERE domain = ${placeholder} OR ${dialect.slow}`;
        const store = await open({ connections: 1, query: slow });
        for (const _ of [1, 2]) {
          const error = await failureOf(() => store.find(domain('nobody.example')));
          expect(error).toMatchObject({ failure: { word: 'timeout' } });
        }
      });

      test('are as many as are asked for at once', async () => {
        const store = await open();
        const found = await Promise.all(Array.from({ length: 200 }, () => store.find(domain('example.org'))));
        expect(found).toStrictEqual(found.map(() => ({ provider: 'ovh.net' })));
      });

      test('are nothing for a domain that nobody wrote down, whichever it is', async () => {
        const store = await open();
        const written = /(^|\.)(example|example\.org)$/;
        await fc.assert(
          fc.asyncProperty(domains, async (of) => {
            fc.pre(!written.test(of));
            expect(await store.find(of)).toBeUndefined();
          }),
        );
      });

      test('are not reached by SQL in place of a domain, and stay what they are', async () => {
        const before = await server.run(`SELECT * FROM ${table}`);
        const pool = await connect();
        const like = await connect({ query: `SELECT * FROM ${table} WHERE domain IN (${placeholder})` });
        for (const text of attempts) {
          for (const { ask } of [pool, like]) {
            // PostgreSQL takes no NUL in a text, and says so.
            expect(await ask({ domain: text }).catch(() => [])).toStrictEqual([]);
          }
        }
        await fc.assert(
          fc.asyncProperty(
            fc.oneof(
              fc.string({ unit: 'binary' }),
              fc.array(fc.constantFrom(...attempts, 'example.org', "'", '\\')).map((parts) => parts.join('')),
            ),
            async (text) => {
              fc.pre(text !== 'example.org');
              expect(await rowsFor(pool, text)).toStrictEqual([]);
            },
          ),
        );
        expect(before).toHaveLength(13);
        expect(await server.run(`SELECT * FROM ${table}`)).toStrictEqual(before);
      });

      test('are an error while the server is down, and there again when it is up', async () => {
        const store = await open();
        const ask = () => store.find(domain('example.org'));
        await Promise.all([ask(), ask(), ask()]);
        await server.kill();
        for (const _ of [1, 2, 3]) {
          expect(await failureOf(ask)).toMatchObject({
            failure: { word: expect.stringMatching(/^(disconnected|refused)$/) },
          });
        }
        expect(await failureOf(ask)).toMatchObject({ failure: { word: 'refused', code: 'ECONNREFUSED' } });
        await Promise.all(Array.from({ length: 50 }, () => failureOf(ask)));
        await server.start();
        expect(await ask()).toStrictEqual({ provider: 'ovh.net' });
      });

      test('are an error in time while the server is silent, and there again when it speaks', async () => {
        const store = await open();
        const ask = () => store.find(domain('example.org'));
        server.freeze();
        try {
          for (const failure of await Promise.all(Array.from({ length: 10 }, () => failureOf(ask)))) {
            expect(failure).toMatchObject({ failure: { word: 'timeout' } });
          }
        } finally {
          server.thaw();
        }
        expect(await ask()).toStrictEqual({ provider: 'ovh.net' });
      });
    },
  );

  describe(`the ${name} store`, () => {
    const options = { query, connections: 1 };

    test('opens while its server is down', async () => {
      const url = `${name}://facteur:${password}@127.0.0.1:${await freePort()}/private.example`;
      const store = await dialect.open({ ...options, url });
      onTestFinished(async () => store.close?.());
      expect(await failureOf(() => store.find(domain('private.example')))).toMatchObject({
        failure: { word: 'refused', code: 'ECONNREFUSED' },
      });
    });

    test('does not open with a URL that cannot be read, and does not repeat it', async () => {
      const url = `${name}://facteur:${password}@127.0.0.1:port/facteur`;
      const error = await failureOf(() => dialect.open({ ...options, url }));
      expect(error.message).toBe(`the url of the ${name} store cannot be read`);
    });
  });
}
