/** Domains in a real MariaDB, which is killed, frozen, asked nonsense and attacked. */

import { connectMysql, openMysql } from '../../src/directory/mysql.ts';
import { mariadbServers, sqlStoreSuite } from './database-servers.ts';

sqlStoreSuite({
  name: 'mysql',
  servers: mariadbServers,
  placeholder: '?',
  table: 'facteur.mailboxes',
  slow: 'SLEEP(10) = 1',
  noTable: 'ER_NO_SUCH_TABLE',
  open: openMysql,
  connect: connectMysql,
});
