/** The stores on Workers; D1 and KV are bindings of the Worker. */

import type { WorkerAddressStoreName, WorkerStoreName } from '../../directory/stores/options.ts';
import {
  type D1Binding,
  type D1QueryBinding,
  openD1,
  openD1ByAddress,
} from '../../directory/stores/portable/d1.ts';
import { httpAddressStore, httpStore } from '../../directory/stores/portable/http.ts';
import { type KvBinding, openKv, openKvByAddress } from '../../directory/stores/portable/kv.ts';
import { mxStore } from '../../directory/stores/portable/mx.ts';
import { httpsMxResolver } from '../../directory/stores/portable/mx-over-https.ts';
import {
  type AddressStoreOpeners,
  type OpenStore,
  openBy,
  openByAddress,
  type StoreOpeners,
} from '../open-stores.ts';

/** @param bindings the Worker's, by name */
export function openWorkerStore(bindings: Readonly<Record<string, unknown>>): OpenStore {
  const openers: StoreOpeners<WorkerStoreName> = {
    d1: ({ binding }) => openD1(bound(bindings, binding, isD1)),
    kv: ({ binding }) => openKv(bound(bindings, binding, isKv)),
    http: (options) => httpStore(options, (url, init) => fetch(url, init)),
    mx: (options) =>
      mxStore(
        options,
        httpsMxResolver(options, (url, init) => fetch(url, init)),
      ),
  };
  const addressOpeners: AddressStoreOpeners<WorkerAddressStoreName> = {
    d1: ({ binding, query }) => openD1ByAddress(bound(bindings, binding, isD1Query), query),
    kv: ({ binding }) => openKvByAddress(bound(bindings, binding, isKv)),
    http: (options) => httpAddressStore(options, (url, init) => fetch(url, init)),
  };
  return Object.assign(openBy(openers, 'at the edge'), {
    byAddress: openByAddress(addressOpeners, 'at the edge'),
  });
}

/** @throws when wrangler.toml has no such binding */
function bound<Binding>(
  bindings: Readonly<Record<string, unknown>>,
  name: string,
  is: (value: unknown) => value is Binding,
): Binding {
  const binding = bindings[name];
  if (is(binding)) return binding;
  throw new Error(`wrangler.toml binds no such store as ${name}`);
}

const has = (value: unknown, method: string): boolean =>
  typeof value === 'object' && value !== null && method in value;
const isD1 = (value: unknown): value is D1Binding => has(value, 'withSession');
const isD1Query = (value: unknown): value is D1QueryBinding => has(value, 'withSession');
const isKv = (value: unknown): value is KvBinding => has(value, 'get');
