/** The stores on Node. Each is loaded, with its driver, only when the configuration names it. */

import type { OpenStore } from '../open-stores.ts';

export const openNodeStore: OpenStore = async ({ sqlite, postgres, mysql, ldap, http, mx, ...others }) => {
  if (sqlite) return (await import('../../directory/stores/node/sqlite.ts')).openSqlite(sqlite);
  if (postgres) return (await import('../../directory/stores/node/postgres.ts')).openPostgres(postgres);
  if (mysql) return (await import('../../directory/stores/node/mysql.ts')).openMysql(mysql);
  if (ldap) return (await import('../../directory/stores/node/ldap.ts')).openLdap(ldap);
  if (http) {
    const [{ httpStore }, { fetchOnNode }] = await Promise.all([
      import('../../directory/stores/portable/http.ts'),
      import('../../directory/network-failure.ts'),
    ]);
    return httpStore(http, fetchOnNode('http'));
  }
  if (mx) {
    const [{ mxStore }, { nodeMxResolver }] = await Promise.all([
      import('../../directory/stores/portable/mx.ts'),
      import('../../directory/stores/node/mx-resolver.ts'),
    ]);
    return mxStore(mx, nodeMxResolver());
  }
  throw new Error(`there is no ${Object.keys(others).join()} on Node`);
};
