/** The stores that there are on Node. Each is loaded, with its driver, when it is named and not before. */

import type { OpenStore } from './open.ts';

export const openStoreOnNode: OpenStore = async ({ sqlite, mx, ...others }) => {
  if (sqlite) return (await import('./sqlite.ts')).openSqlite(sqlite);
  if (mx) {
    const [{ mxStore }, { nodeMxResolver }] = await Promise.all([import('./mx.ts'), import('./mx-node.ts')]);
    return mxStore(mx, nodeMxResolver());
  }
  throw new Error(`there is no ${Object.keys(others).join()} on Node`);
};
