/** The stores that there are on Node. Each driver is loaded when its store is named, and not before. */

import type { OpenStore } from './open.ts';
import type { Store } from './store.ts';

export const openStoreOnNode: OpenStore = async (choice): Promise<Store> => {
  throw new Error(`The store ${Object.keys(choice).join()} is not there on Node.`);
};
