/** The stores that there are on Node. Each is loaded, with its driver, when it is named and not before. */

import type { OpenStore } from './open.ts';

export const openStoreOnNode: OpenStore = async ({ sqlite, postgres, mysql, ldap, http, mx, ...others }) => {
  if (sqlite) return (await import('./sqlite.ts')).openSqlite(sqlite);
  if (postgres) return (await import('./postgres.ts')).openPostgres(postgres);
  if (mysql) return (await import('./mysql.ts')).openMysql(mysql);
  if (ldap) return (await import('./ldap.ts')).openLdap(ldap);
  if (http) return (await import('./http.ts')).httpStore(http, (url, init) => fetch(url, init));
  if (mx) {
    const [{ mxStore }, { nodeMxResolver }] = await Promise.all([import('./mx.ts'), import('./mx-node.ts')]);
    return mxStore(mx, nodeMxResolver());
  }
  throw new Error(`there is no ${Object.keys(others).join()} on Node`);
};
