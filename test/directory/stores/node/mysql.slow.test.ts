/** Domains in a real MariaDB, which is killed, frozen, asked nonsense and attacked. */

import { expect, test } from 'vitest';
import { connectMysql, openMysql } from '../../../../src/directory/stores/node/mysql.ts';
import { mariadbServers, sqlStoreSuite } from '../../../support/servers/database-servers.ts';

sqlStoreSuite({
  name: 'mysql',
  servers: mariadbServers,
  placeholder: '?',
  table: 'facteur.mailboxes',
  slow: 'SLEEP(10) = 1',
  noTable: 'ER_NO_SUCH_TABLE',
  bytes: "CAST('ovh.net' AS BINARY(32)) AS provider",
  wantTls: '?ssl-mode=VERIFY_CA',
  open: openMysql,
  connect: connectMysql,
});

test.each(['?sslmode=require', '?ssl-mode=PREFERRED', '?ssl={}'])(
  'a URL with %s, for which the driver would connect in the clear, is refused',
  async (options) => {
    const url = `mysql://jo:secret@127.0.0.1/mail${options}`;
    await expect(openMysql({ url, query: 'SELECT ?', connections: 1 })).rejects.toThrow(
      /^the url of the mysql store/,
    );
  },
);
