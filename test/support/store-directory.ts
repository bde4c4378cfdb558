/** A store as a directory, without a cache. */

import type { Directory } from '../../src/directory/directory.ts';
import { type AccountOf, accountsOf, type Store, storeEntries } from '../../src/directory/stores/store.ts';

export const storeDirectory = (store: Store, accountOf: AccountOf): Directory =>
  accountsOf(storeEntries(store, accountOf), accountOf);
