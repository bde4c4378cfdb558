/** Domains in a real PostgreSQL, which is killed, frozen, asked nonsense and attacked. */

import { describe, expect, test } from 'vitest';
import { connectPostgres, openPostgres } from '../../../../src/directory/stores/node/postgres.ts';
import { loadDriver } from '../../../../src/directory/stores/node/sql-rows.ts';
import { postgresServers, sqlStoreSuite } from '../../../support/servers/database-servers.ts';

sqlStoreSuite({
  name: 'postgres',
  servers: postgresServers,
  placeholder: '$1',
  table: 'public.mailboxes',
  slow: 'pg_sleep(10) IS NULL',
  // undefined_table, https://www.postgresql.org/docs/current/errcodes-appendix.html
  noTable: '42P01',
  bytes: "convert_to('ovh.net', 'UTF8') AS provider",
  wantTls: '?sslmode=require',
  open: openPostgres,
  connect: connectPostgres,
});

describe('a driver', () => {
  test('that is not installed is an error that says how to install it', async () => {
    const missing: string = 'facteur-has-no-such-driver';
    await expect(loadDriver('postgres', 'pg', () => import(missing))).rejects.toThrow(
      'the postgres store needs a driver: npm install pg',
    );
  });

  test('that is broken is an error of its own', async () => {
    const broken = async () => {
      throw new TypeError('broken');
    };
    await expect(loadDriver('postgres', 'pg', broken)).rejects.toThrow('broken');
  });
});
