/** Which URLs of a MySQL server are accepted. The pool connects when it is asked, so no server is needed. */

import { expect, test } from 'vitest';
import { openMysql } from '../../../../src/directory/stores/node/mysql.ts';

const open = (url: string) => openMysql({ url, query: 'SELECT ?', connections: 1 });

test.each([
  'mysql://jo:secret@db.example.net/mail',
  'mariadb://jo:secret@db.example.net:3307/mail',
  'mysql://jo:secret@192.0.2.1/mail',
  'mysql://jo:secret@[2001:db8::1]/mail',
  'mysql://jo:secret@localhost/mail?socket=%2Frun%2Fmysqld.sock',
  'mysql://jo:secret@192.0.2.1/mail?ssl-mode=DISABLED',
  'mysql://jo:secret@192.0.2.1/mail?ssl-mode=VERIFY_CA',
  'mysql://jo:secret@db.example.net/mail?ssl-mode=VERIFY_IDENTITY',
])('%s is accepted', async (url) => {
  const store = await open(url);
  expect(store.name).toBe('mysql');
  await store.close?.();
});

test.each([
  ['another protocol', 'postgres://jo:secret@db.example.net/mail'],
  ['an unknown ssl-mode', 'mysql://jo:secret@db.example.net/mail?ssl-mode=PREFERRED'],
  ['an empty ssl-mode', 'mysql://jo:secret@db.example.net/mail?ssl-mode='],
  ['an option of the driver', 'mysql://jo:secret@db.example.net/mail?multipleStatements=true'],
  // Node would look for `localhost` in the certificate.
  ['VERIFY_IDENTITY and an IPv4 address', 'mysql://jo:secret@192.0.2.1/mail?ssl-mode=VERIFY_IDENTITY'],
  ['VERIFY_IDENTITY and an IPv6 address', 'mysql://jo:secret@[2001:db8::1]/mail?ssl-mode=VERIFY_IDENTITY'],
])('%s is refused: %s', async (_, url) => {
  await expect(open(url)).rejects.toThrow(/^the url of the mysql store/);
});
