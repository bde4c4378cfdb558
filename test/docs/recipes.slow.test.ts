/** The recipes of docs/recipes.md, read from that page, on real servers with the columns of each panel. */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { openLdap } from '../../src/directory/stores/node/ldap.ts';
import { openMysql } from '../../src/directory/stores/node/mysql.ts';
import { openPostgres } from '../../src/directory/stores/node/postgres.ts';
import { storeOptions } from '../../src/directory/stores/options.ts';
import type { Store } from '../../src/directory/stores/store.ts';
import { readConfig } from '../../src/index.ts';
import { parseDomain } from '../../src/model/address.ts';
import {
  type DatabaseServer,
  mariadbServers,
  postgresServers,
  type ServerKind,
} from '../support/servers/database-servers.ts';
import { type LdapServer, ldapServer, slapdInstalled } from '../support/servers/ldap-server.ts';

const page = readFileSync(new URL('../../docs/recipes.md', import.meta.url), 'utf8');
/** The recipes for domains; one for people alone is in people-recipes.slow.test.ts. */
const headings = page
  .split('\n')
  .flatMap((line) => (line.startsWith('## ') ? [line.slice(3)] : []))
  .filter((heading) => heading !== 'Active Directory');

function documentOf(heading: string): unknown {
  const section = page.split(/^## /m).find((one) => one.startsWith(`${heading}\n`));
  const [, yaml] = /```yaml\n([\s\S]*?)```/.exec(section ?? '') ?? [];
  if (yaml === undefined) throw new Error(`no recipe for ${heading}`);
  return parse(yaml);
}

const store = z.record(z.string(), z.unknown());
const document = z.object({
  directories: z.array(
    z.object({ mysql: z.optional(store), postgres: z.optional(store), ldap: z.optional(store) }),
  ),
});

/** @returns the options of the recipe's store */
function optionsOf(heading: string): Readonly<Record<string, unknown>> {
  const [directory] = document.parse(documentOf(heading)).directories;
  const options = directory?.mysql ?? directory?.postgres ?? directory?.ldap;
  if (options === undefined) throw new Error(`no store for ${heading}`);
  return options;
}

test.each(headings)('%s: the configuration is valid', (heading) => {
  const config = readConfig({
    ...document.parse(documentOf(heading)),
    providers: {
      'example.net': {
        name: 'Example',
        shortName: 'Example',
        incoming: ['imaps://imap.example.net'],
        outgoing: ['smtps://smtp.example.net'],
      },
    },
  });
  expect(config.ok ? [] : config.refusal).toEqual([]);
});

/** @returns those of the domains that the store has */
async function servedBy({ find, close }: Store, domains: readonly string[]): Promise<readonly string[]> {
  const served: string[] = [];
  for (const text of domains) {
    const domain = parseDomain(text);
    if (!domain.ok) throw new Error(`${text} is no domain`);
    const entry = await find(domain.value);
    if (entry !== undefined) expect(entry).toEqual({ provider: 'example.net' });
    if (entry !== undefined) served.push(text);
  }
  await close?.();
  return served;
}

interface Panel {
  readonly heading: string;
  /** The columns that the query uses, with their types, by the databases that the panel takes. */
  readonly tables: { readonly mysql?: string; readonly postgres?: string };
  readonly rows: string;
  readonly served: readonly string[];
  readonly unserved: readonly string[];
}

/** Many panels have the tables of postfixadmin. */
const postfixTables = (name: string, flag: string): string => `
  CREATE TABLE domain (domain ${name} NOT NULL PRIMARY KEY, backupmx ${flag} NOT NULL, active ${flag} NOT NULL);
  CREATE TABLE alias_domain (alias_domain ${name} NOT NULL PRIMARY KEY, target_domain ${name} NOT NULL,
    active ${flag} NOT NULL);`;

const postfixRows = (yes: string, no: string): string => `
  INSERT INTO domain VALUES ('example.org', ${no}, ${yes}), ('backup.example', ${yes}, ${yes}),
    ('inactive.example', ${no}, ${no});
  INSERT INTO alias_domain VALUES ('alias.example', 'example.org', ${yes}), ('old.example', 'example.org', ${no}),
    ('of-inactive.example', 'inactive.example', ${yes}), ('of-backup.example', 'backup.example', ${yes});`;

const postfixDomains = {
  served: ['example.org', 'alias.example'],
  unserved: [
    'backup.example',
    'inactive.example',
    'old.example',
    'of-inactive.example',
    'of-backup.example',
    'other.example',
    'sub.example.org',
  ],
};

/** Django's types are the same in both databases here. */
const modoboaTables = `
  CREATE TABLE admin_domain (id integer PRIMARY KEY, name varchar(253) NOT NULL UNIQUE, enabled boolean NOT NULL,
    type varchar(20) NOT NULL);
  CREATE TABLE admin_domainalias (id integer PRIMARY KEY, name varchar(100) NOT NULL UNIQUE,
    target_id integer NOT NULL, enabled boolean NOT NULL);`;

const dovecotTables = `
  CREATE TABLE users (userid VARCHAR(128) NOT NULL, domain VARCHAR(128) NOT NULL, password VARCHAR(64) NOT NULL,
    home VARCHAR(255) NOT NULL, uid INTEGER NOT NULL, gid INTEGER NOT NULL);`;

const panels: readonly Panel[] = [
  {
    heading: 'postfixadmin',
    tables: {
      mysql: postfixTables('varchar(255) CHARACTER SET latin1', 'tinyint(1)'),
      postgres: postfixTables('character varying(255)', 'boolean'),
    },
    // With PostgreSQL an alias domain has a row of its own among the domains, because its key refers to them.
    rows: `${postfixRows('true', 'false')} INSERT INTO domain VALUES ('alias.example', false, true);`,
    ...postfixDomains,
  },
  {
    heading: 'mailcow',
    tables: { mysql: postfixTables('VARCHAR(255) CHARACTER SET utf8mb4', 'TINYINT(1)') },
    rows: postfixRows('1', '0'),
    ...postfixDomains,
  },
  {
    heading: 'iRedMail with MySQL or PostgreSQL',
    tables: {
      mysql: postfixTables('VARCHAR(255) CHARACTER SET utf8mb4', 'TINYINT(1)'),
      postgres: postfixTables('VARCHAR(255)', 'INT2'),
    },
    rows: postfixRows('1', '0'),
    ...postfixDomains,
  },
  {
    heading: 'modoboa',
    tables: { mysql: modoboaTables, postgres: modoboaTables },
    rows: `
      INSERT INTO admin_domain VALUES (1, 'example.org', true, 'domain'), (2, 'inactive.example', false, 'domain'),
        (3, 'relay.example', true, 'relaydomain');
      INSERT INTO admin_domainalias VALUES (1, 'alias.example', 1, true), (2, 'old.example', 1, false),
        (3, 'of-inactive.example', 2, true), (4, 'of-relay.example', 3, true);`,
    served: ['example.org', 'alias.example'],
    unserved: ['inactive.example', 'relay.example', 'old.example', 'of-inactive.example', 'of-relay.example'],
  },
  {
    heading: 'ViMbAdmin',
    tables: {
      mysql: `CREATE TABLE domain (id bigint PRIMARY KEY, domain varchar(255) NOT NULL UNIQUE,
        backupmx tinyint(1) NOT NULL, active tinyint(1) NOT NULL);`,
    },
    rows: `INSERT INTO domain VALUES (1, 'example.org', 0, 1), (2, 'backup.example', 1, 1), (3, 'inactive.example', 0, 0);`,
    served: ['example.org'],
    unserved: ['backup.example', 'inactive.example', 'other.example'],
  },
  {
    heading: "Dovecot's own SQL table",
    tables: { mysql: dovecotTables, postgres: dovecotTables },
    rows: `INSERT INTO users VALUES ('jo', 'example.org', '-', '/home/jo', 1, 1), ('al', 'example.org', '-', '/home/al', 2, 2);`,
    served: ['example.org'],
    unserved: ['other.example'],
  },
];

const kinds = [
  {
    engine: 'mysql',
    servers: mariadbServers,
    open: openMysql,
    options: storeOptions.mysql,
    parameter: '?',
    reset: 'DROP DATABASE facteur; CREATE DATABASE facteur CHARACTER SET utf8mb4; USE facteur;',
  },
  {
    engine: 'postgres',
    servers: postgresServers,
    open: openPostgres,
    options: storeOptions.postgres,
    parameter: '$1',
    reset: 'DROP SCHEMA public CASCADE; CREATE SCHEMA public;',
  },
] as const;

const titleOf = ({ debianPackage, make }: ServerKind): string =>
  make ? 'with the columns of the panel' : `which is not here: apt-get install ${debianPackage}`;

describe.each(kinds)('$engine', ({ engine, servers, open, options, parameter, reset }) => {
  describe.skipIf(!servers.make)(titleOf(servers), () => {
    let server: DatabaseServer | undefined;
    beforeAll(async () => {
      server = await servers.make?.();
      await server?.start();
    }, 60_000);
    afterAll(async () => server?.remove());

    test.each(panels.filter(({ tables }) => tables[engine] !== undefined))('$heading', async (panel) => {
      if (!server) throw new Error('no server');
      await server.run(`${reset}${panel.tables[engine]}${panel.rows}`);
      const recipe = optionsOf(panel.heading);
      const query = String(recipe['query']).replace(/\?|\$1/, () => parameter);
      const opened = await open(options.parse({ ...recipe, url: server.url, query }));
      expect(await servedBy(opened, [...panel.served, ...panel.unserved])).toEqual(panel.served);
    });
  });
});

/** The attributes of iRedMail's schema that the filter uses, for entries of the test server's own class. */
const iredmailSchema = `${['domainName', 'domainAliasName', 'accountStatus', 'domainBackupMX']
  .map(
    (name, at) =>
      `attributetype ( 2.25.3.${at + 1} NAME '${name}' EQUALITY caseIgnoreIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )`,
  )
  .join('\n')}
objectclass ( 2.25.4.1 NAME 'iredmailDomain' SUP top AUXILIARY MAY ( domainName $ domainAliasName $ accountStatus $ domainBackupMX ) )
`;

const iredmailEntry = (name: string, ...lines: readonly string[]): string =>
  [
    `dn: uid=${name},ou=domains,dc=example`,
    'objectClass: mailDomain',
    'objectClass: iredmailDomain',
    `uid: ${name}`,
    'description: -',
    `domainName: ${name}`,
    ...lines,
    '',
  ].join('\n');

describe.skipIf(!slapdInstalled)('OpenLDAP', () => {
  let server: LdapServer | undefined;
  beforeAll(async () => {
    server = await ldapServer(
      [
        iredmailEntry('example.org', 'accountStatus: active', 'domainAliasName: alias.example'),
        iredmailEntry('inactive.example', 'accountStatus: disabled', 'domainAliasName: of-inactive.example'),
        iredmailEntry('backup.example', 'accountStatus: active', 'domainBackupMX: yes'),
      ].join('\n'),
      iredmailSchema,
    );
  }, 30_000);
  afterAll(async () => server?.remove());

  test('iRedMail with OpenLDAP', async () => {
    if (!server) throw new Error('no server');
    const { bindDN: _, password: __, ...recipe } = optionsOf('iRedMail with OpenLDAP');
    const options = storeOptions.ldap.parse({ ...recipe, url: server.url, base: 'ou=domains,dc=example' });
    const served = ['example.org', 'alias.example'];
    const unserved = ['inactive.example', 'of-inactive.example', 'backup.example', 'other.example'];
    const opened = await openLdap(options);
    expect(await servedBy(opened, [...served, ...unserved])).toEqual(served);
  });
});

test('every recipe is tested', () => {
  const tested = [...panels.map(({ heading }) => heading), 'iRedMail with OpenLDAP'];
  expect(headings.toSorted()).toEqual(tested.toSorted());
});
