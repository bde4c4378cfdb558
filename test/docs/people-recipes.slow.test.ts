/** The recipes for people of docs/recipes.md, read from that page, on real servers with the columns of each panel. */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { openLdapByAddress } from '../../src/directory/stores/node/ldap.ts';
import { openMysqlByAddress } from '../../src/directory/stores/node/mysql.ts';
import { openPostgresByAddress } from '../../src/directory/stores/node/postgres.ts';
import { addressStoreOptions } from '../../src/directory/stores/options.ts';
import { readConfig } from '../../src/index.ts';
import { type Address, parseAddress } from '../../src/model/address.ts';
import {
  type DatabaseServer,
  mariadbServers,
  postgresServers,
  type ServerKind,
} from '../support/servers/database-servers.ts';
import { type LdapServer, ldapServer, slapdInstalled } from '../support/servers/ldap-server.ts';

const page = readFileSync(new URL('../../docs/recipes.md', import.meta.url), 'utf8');

/** @returns the recipe with `by: address` of a section */
function documentOf(heading: string): unknown {
  const section = page.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? '';
  const [, yaml] =
    [...section.matchAll(/```yaml\n([\s\S]*?)```/g)].find(([block]) => block.includes('by: address')) ?? [];
  if (yaml === undefined) throw new Error(`no recipe for ${heading}`);
  return parse(yaml);
}

const sqlStore = z.object({ query: z.string() });
const sqlRecipe = z.object({
  directories: z.array(z.object({ mysql: z.optional(sqlStore), postgres: z.optional(sqlStore) })),
});

function queryOf(heading: string): string {
  const [store] = sqlRecipe.parse(documentOf(heading)).directories;
  const query = (store?.mysql ?? store?.postgres)?.query;
  if (query === undefined) throw new Error(`no query for ${heading}`);
  return query;
}

function address(text: string): Address {
  const parsed = parseAddress(text);
  if (parsed.ok) return parsed.value;
  throw new Error(`${text} is no address`);
}

const headings = ['postfixadmin', 'mailcow', 'modoboa', 'Active Directory'];

test.each(headings)('%s: the configuration is valid', (heading) => {
  const recipe = z.record(z.string(), z.unknown()).parse(documentOf(heading));
  const config = readConfig({
    providers: {
      'example.net': {
        name: 'Example',
        shortName: 'Example',
        incoming: ['imaps://imap.example.net'],
        outgoing: ['smtps://smtp.example.net'],
      },
    },
    ...recipe,
  });
  expect(config.ok ? [] : config.refusal).toEqual([]);
});

interface Recipe {
  readonly heading: string;
  readonly tables: Readonly<Partial<Record<'mysql' | 'postgres', string>>>;
  readonly rows: string;
  /** What the store has about an address; nothing for the answer of the domain. */
  readonly people: Readonly<
    Record<string, { readonly username: string; readonly name?: string } | undefined>
  >;
}

const jo = { username: 'jo@example.org', name: 'Jo Doe' };

/** The columns that the queries use, with their types, and some of the others. */
const postfixadmin: Recipe = {
  heading: 'postfixadmin',
  tables: {
    mysql: `
      CREATE TABLE domain (domain varchar(255) NOT NULL PRIMARY KEY, backupmx tinyint(1) NOT NULL DEFAULT 0,
        active tinyint(1) NOT NULL DEFAULT 1) CHARACTER SET latin1;
      CREATE TABLE alias_domain (alias_domain varchar(255) NOT NULL PRIMARY KEY, target_domain varchar(255) NOT NULL,
        active tinyint(1) NOT NULL DEFAULT 1) CHARACTER SET latin1;
      CREATE TABLE mailbox (username varchar(255) NOT NULL PRIMARY KEY,
        name varchar(255) CHARACTER SET utf8mb4 NOT NULL DEFAULT '', domain varchar(255) NOT NULL,
        active tinyint(1) NOT NULL DEFAULT 1) CHARACTER SET latin1;
      CREATE TABLE alias (address varchar(255) NOT NULL PRIMARY KEY, goto text NOT NULL, domain varchar(255) NOT NULL,
        active tinyint(1) NOT NULL DEFAULT 1) CHARACTER SET latin1;`,
    postgres: `
      CREATE TABLE domain (domain character varying(255) PRIMARY KEY, backupmx boolean NOT NULL DEFAULT false,
        active boolean NOT NULL DEFAULT true);
      CREATE TABLE alias_domain (alias_domain character varying(255) PRIMARY KEY,
        target_domain character varying(255) NOT NULL, active boolean NOT NULL DEFAULT true);
      CREATE TABLE mailbox (username character varying(255) PRIMARY KEY, name character varying(255) NOT NULL DEFAULT '',
        domain character varying(255) NOT NULL, active boolean NOT NULL DEFAULT true);
      CREATE TABLE alias (address character varying(255) PRIMARY KEY, goto text NOT NULL,
        domain character varying(255) NOT NULL, active boolean NOT NULL DEFAULT true);`,
  },
  rows: `
    INSERT INTO domain VALUES ('example.org', false, true), ('alias.example', false, true),
      ('backup.example', true, true), ('inactive.example', false, false);
    INSERT INTO alias_domain VALUES ('alias.example', 'example.org', true),
      ('old.example', 'example.org', false), ('of-inactive.example', 'inactive.example', true);
    INSERT INTO mailbox VALUES ('jo@example.org', 'Jo Doe', 'example.org', true),
      ('al@example.org', 'Al', 'example.org', true), ('gone@example.org', 'Gone', 'example.org', false);
    INSERT INTO alias VALUES ('jo@example.org', 'jo@example.org', 'example.org', true),
      ('al@example.org', 'jo@example.org', 'example.org', true),
      ('sales@example.org', 'jo@example.org', 'example.org', true),
      ('former@example.org', 'gone@example.org', 'example.org', true),
      ('off@example.org', 'jo@example.org', 'example.org', false),
      ('all@example.org', 'jo@example.org,al@example.org', 'example.org', true),
      ('chain@example.org', 'sales@example.org', 'example.org', true),
      ('away@example.org', 'jo@elsewhere.example', 'example.org', true),
      ('@example.org', 'jo@example.org', 'example.org', true);`,
  people: {
    'jo@example.org': jo,
    'JO@Example.org': jo,
    'sales@example.org': jo,
    'jo@alias.example': jo,
    'al@example.org': { username: 'al@example.org', name: 'Al' },
    'gone@example.org': undefined,
    'former@example.org': undefined,
    'off@example.org': undefined,
    'all@example.org': undefined,
    'chain@example.org': undefined,
    'away@example.org': undefined,
    'jo@old.example': undefined,
    'jo+news@example.org': undefined,
    'nobody@example.org': undefined,
  },
};

const recipes: readonly Recipe[] = [
  postfixadmin,
  {
    ...postfixadmin,
    heading: 'mailcow',
    tables: {
      mysql: `
        CREATE TABLE domain (domain VARCHAR(255) NOT NULL PRIMARY KEY, backupmx TINYINT(1) NOT NULL DEFAULT '0',
          active TINYINT(1) NOT NULL DEFAULT '1') CHARSET utf8mb4;
        CREATE TABLE alias_domain (alias_domain VARCHAR(255) NOT NULL PRIMARY KEY, target_domain VARCHAR(255) NOT NULL,
          active TINYINT(1) NOT NULL DEFAULT '1') CHARSET utf8mb4;
        CREATE TABLE mailbox (username VARCHAR(255) NOT NULL PRIMARY KEY, name VARCHAR(255),
          domain VARCHAR(255) NOT NULL, active TINYINT(1) NOT NULL DEFAULT '1',
          kind VARCHAR(100) NOT NULL DEFAULT '') CHARSET utf8mb4;
        CREATE TABLE alias (address VARCHAR(255) NOT NULL UNIQUE, goto TEXT NOT NULL, domain VARCHAR(255) NOT NULL,
          active TINYINT(1) NOT NULL DEFAULT '1') CHARSET utf8mb4;`,
    },
    rows: `${postfixadmin.rows.replace(/(INSERT INTO mailbox) VALUES/, '$1 (username, name, domain, active) VALUES')}
      INSERT INTO mailbox VALUES ('room@example.org', 'Room', 'example.org', 1, 'location');
      INSERT INTO mailbox VALUES ('quiet@example.org', 'Quiet', 'example.org', 2, '');`,
    people: { ...postfixadmin.people, 'room@example.org': undefined, 'quiet@example.org': undefined },
  },
  {
    heading: 'modoboa',
    tables: modoboaTables(),
    rows: `
      INSERT INTO admin_domain VALUES (1, 'example.org', true, 'domain'), (2, 'inactive.example', false, 'domain'),
        (3, 'relay.example', true, 'relaydomain');
      INSERT INTO admin_domainalias VALUES (1, 'alias.example', 1, true), (2, 'old.example', 1, false),
        (3, 'of-inactive.example', 2, true), (4, 'of-relay.example', 3, true);
      INSERT INTO core_user VALUES (1, 'jo@example.org', 'jo@example.org', 'Jo', 'Doe', true),
        (2, 'al@example.org', 'al@example.org', '', '', true), (3, 'gone@example.org', 'gone@example.org', '', '', false),
        (4, 'admin', 'admin@example.org', '', '', true);
      INSERT INTO admin_mailbox VALUES (1, 'jo', 1, 1), (2, 'al', 1, 2), (3, 'gone', 1, 3);
      INSERT INTO admin_alias VALUES (1, 'sales@example.org', 1, true, NULL), (2, 'off@example.org', 1, false, NULL),
        (3, 'all@example.org', 1, true, NULL), (4, 'ended@example.org', 1, true, '2020-01-01 00:00:00'),
        (5, 'later@example.org', 1, true, '2037-01-01 00:00:00'), (6, 'away@example.org', 1, true, NULL),
        (7, 'jo@example.org', 1, true, NULL), (8, 'half@example.org', 1, true, NULL);
      INSERT INTO modoboa_admin_aliasrecipient VALUES (1, 'jo@example.org', 1, 1), (2, 'jo@example.org', 2, 1),
        (3, 'jo@example.org', 3, 1), (4, 'al@example.org', 3, 2), (5, 'jo@example.org', 4, 1),
        (6, 'jo@example.org', 5, 1), (7, 'jo@elsewhere.example', 6, NULL), (8, 'jo@example.org', 7, 1),
        (9, 'jo@example.org', 8, 1), (10, 'jo@elsewhere.example', 8, NULL);`,
    people: {
      'jo@example.org': jo,
      'sales@example.org': jo,
      'later@example.org': jo,
      'jo@alias.example': jo,
      'al@example.org': { username: 'al@example.org' },
      'gone@example.org': undefined,
      'admin@example.org': undefined,
      'off@example.org': undefined,
      'all@example.org': undefined,
      'half@example.org': undefined,
      'ended@example.org': undefined,
      'away@example.org': undefined,
      'jo@old.example': undefined,
      'jo+news@example.org': undefined,
      'nobody@example.org': undefined,
    },
  },
];

/** Django's types of the models in both databases. */
function modoboaTables(): Recipe['tables'] {
  const tables = (time: string): string => `
    CREATE TABLE admin_domain (id integer PRIMARY KEY, name varchar(253) UNIQUE, enabled boolean NOT NULL,
      type varchar(20) NOT NULL);
    CREATE TABLE admin_domainalias (id integer PRIMARY KEY, name varchar(100) UNIQUE, target_id integer NOT NULL,
      enabled boolean NOT NULL);
    CREATE TABLE core_user (id integer PRIMARY KEY, username varchar(254) UNIQUE, email varchar(254) NOT NULL,
      first_name varchar(150) NOT NULL, last_name varchar(150) NOT NULL, is_active boolean NOT NULL);
    CREATE TABLE admin_mailbox (id integer PRIMARY KEY, address varchar(252) NOT NULL, domain_id integer NOT NULL,
      user_id integer NOT NULL UNIQUE);
    CREATE TABLE admin_alias (id integer PRIMARY KEY, address varchar(254) NOT NULL, domain_id integer,
      enabled boolean NOT NULL, expire_at ${time} NULL);
    CREATE TABLE modoboa_admin_aliasrecipient (id integer PRIMARY KEY, address varchar(254) NOT NULL,
      alias_id integer NOT NULL, r_mailbox_id integer);`;
  return { mysql: tables('datetime(6)'), postgres: tables('timestamp with time zone') };
}

const kinds = [
  {
    engine: 'mysql',
    servers: mariadbServers,
    open: openMysqlByAddress,
    reset: 'DROP DATABASE facteur; CREATE DATABASE facteur CHARACTER SET utf8mb4; USE facteur;',
  },
  {
    engine: 'postgres',
    servers: postgresServers,
    open: openPostgresByAddress,
    reset: 'DROP SCHEMA public CASCADE; CREATE SCHEMA public;',
  },
] as const;

const titleOf = ({ debianPackage, make }: ServerKind): string =>
  make ? 'with the columns of the panel' : `which is not here: apt-get install ${debianPackage}`;

describe.each(kinds)('$engine', ({ engine, servers, open, reset }) => {
  describe.skipIf(!servers.make)(titleOf(servers), () => {
    let server: DatabaseServer | undefined;
    beforeAll(async () => {
      server = await servers.make?.();
      await server?.start();
    }, 60_000);
    afterAll(async () => server?.remove());

    test.each(recipes.filter(({ tables }) => tables[engine] !== undefined))('$heading', async (recipe) => {
      if (!server) throw new Error('no server');
      await server.run(`${reset}${recipe.tables[engine]}${recipe.rows}`);
      const people = await open({ url: server.url, query: queryOf(recipe.heading), connections: 1 });
      try {
        const logins: Record<string, unknown> = {};
        for (const text of Object.keys(recipe.people)) logins[text] = await people.find(address(text));
        expect(logins).toEqual(recipe.people);
      } finally {
        await people.close?.();
      }
    });
  });
});

/** Attributes and classes with Active Directory's names, numbers and syntaxes (MS-ADA1 to MS-ADA3, MS-ADSC). */
const activeDirectory = `
attributetype ( 1.2.840.113556.1.4.221 NAME 'sAMAccountName' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.656 NAME 'userPrincipalName' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.2.210 NAME 'proxyAddresses' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
attributetype ( 1.2.840.113556.1.4.8 NAME 'userAccountControl' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.2.13 NAME 'displayName' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
objectclass ( 1.2.840.113556.1.5.9 NAME 'user' SUP top STRUCTURAL MUST ( cn ) MAY ( mail $ sAMAccountName $ userPrincipalName $ proxyAddresses $ userAccountControl $ displayName ) )
objectclass ( 1.2.840.113556.1.3.30 NAME 'computer' SUP user STRUCTURAL )
objectclass ( 1.2.840.113556.1.5.8 NAME 'group' SUP top STRUCTURAL MUST ( cn ) MAY ( mail $ sAMAccountName $ proxyAddresses ) )
`;

const entry = (cn: string, lines: readonly string[], kind = 'user'): string =>
  [`dn: cn=${cn},ou=domains,dc=example`, `objectClass: ${kind}`, `cn: ${cn}`, ...lines, ''].join('\n');

const ldif = [
  entry('jo', [
    'sAMAccountName: jdoe',
    'userPrincipalName: jdoe@corp.example',
    'displayName: Jo Doe',
    'mail: Jo@example.org',
    'proxyAddresses: SMTP:Jo@example.org',
    'proxyAddresses: smtp:jo.doe@example.org',
    'proxyAddresses: X500:/o=Example',
    'userAccountControl: 512',
  ]),
  entry('al', ['sAMAccountName: al', 'mail: al@example.org', 'userAccountControl: 66048']),
  entry('gone', ['sAMAccountName: gone', 'mail: gone@example.org', 'userAccountControl: 514']),
  entry('pc', ['sAMAccountName: pc$', 'mail: pc@example.org', 'userAccountControl: 4096'], 'computer'),
  entry('sales', ['sAMAccountName: sales', 'mail: sales@example.org'], 'group'),
  entry('one', ['sAMAccountName: one', 'mail: twice@example.org', 'userAccountControl: 512']),
  entry('two', ['sAMAccountName: two', 'mail: twice@example.org', 'userAccountControl: 512']),
].join('\n');

describe.skipIf(!slapdInstalled)('slapd with the attributes of Active Directory', () => {
  let server: LdapServer | undefined;
  beforeAll(async () => {
    server = await ldapServer(ldif, activeDirectory);
  }, 30_000);
  afterAll(async () => server?.remove());

  async function find(text: string): Promise<unknown> {
    if (!server) throw new Error('no server');
    const recipe = z.object({ directories: z.array(z.object({ ldap: z.record(z.string(), z.unknown()) })) });
    const [directory] = recipe.parse(documentOf('Active Directory')).directories;
    const { bindDN: _, password: __, ...ldap } = directory?.ldap ?? {};
    const options = addressStoreOptions.ldap.parse({ ...ldap, url: server.url, base: 'dc=example' });
    const store = await openLdapByAddress(options);
    try {
      return await store.find(address(text));
    } finally {
      await store.close?.();
    }
  }

  const person = { username: 'jdoe', name: 'Jo Doe', aliases: ['Jo@example.org', 'jo.doe@example.org'] };
  test.each<[text: string, found: object | undefined]>([
    ['jo@example.org', person],
    ['JO.DOE@example.org', person],
    ['al@example.org', { username: 'al' }],
    ['gone@example.org', undefined],
    ['pc@example.org', undefined],
    ['sales@example.org', undefined],
    ['jdoe@corp.example', undefined],
    ['*@example.org', undefined],
    ['nobody@example.org', undefined],
  ])('%s', async (text, found) => {
    expect(await find(text)).toEqual(found);
  });

  test('two accounts with one address are an error', async () => {
    await expect(find('twice@example.org')).rejects.toMatchObject({ failure: { word: 'two-entries' } });
  });
});
