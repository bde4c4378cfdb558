/** The stores on Node. A store and its driver are loaded when a configuration names it. */

import type { NodeAddressStoreName, NodeStoreName } from '../../directory/stores/options.ts';
import {
  type AddressStoreOpeners,
  type OpenStore,
  openBy,
  openByAddress,
  type StoreOpeners,
} from '../open-stores.ts';

const openers: StoreOpeners<NodeStoreName> = {
  sqlite: async (options) => (await import('../../directory/stores/node/sqlite.ts')).openSqlite(options),
  postgres: async (options) =>
    (await import('../../directory/stores/node/postgres.ts')).openPostgres(options),
  mysql: async (options) => (await import('../../directory/stores/node/mysql.ts')).openMysql(options),
  ldap: async (options) => (await import('../../directory/stores/node/ldap.ts')).openLdap(options),
  http: async (options) => {
    const [{ httpStore }, { fetchOnNode }] = await Promise.all([
      import('../../directory/stores/portable/http.ts'),
      import('../../directory/network-failure.ts'),
    ]);
    return httpStore(options, fetchOnNode('http'));
  },
  mx: async (options) => {
    const [{ mxStore }, { nodeMxResolver }] = await Promise.all([
      import('../../directory/stores/portable/mx.ts'),
      import('../../directory/stores/node/mx-resolver.ts'),
    ]);
    return mxStore(options, nodeMxResolver());
  },
};

const addressOpeners: AddressStoreOpeners<NodeAddressStoreName> = {
  sqlite: async (options) =>
    (await import('../../directory/stores/node/sqlite.ts')).openSqliteByAddress(options),
  postgres: async (options) =>
    (await import('../../directory/stores/node/postgres.ts')).openPostgresByAddress(options),
  mysql: async (options) =>
    (await import('../../directory/stores/node/mysql.ts')).openMysqlByAddress(options),
  ldap: async (options) => (await import('../../directory/stores/node/ldap.ts')).openLdapByAddress(options),
  http: async (options) => {
    const [{ httpAddressStore }, { fetchOnNode }] = await Promise.all([
      import('../../directory/stores/portable/http.ts'),
      import('../../directory/network-failure.ts'),
    ]);
    return httpAddressStore(options, fetchOnNode('http'));
  },
};

export const openNodeStore: OpenStore = Object.assign(openBy(openers, 'on Node'), {
  byAddress: openByAddress(addressOpeners, 'on Node'),
});
