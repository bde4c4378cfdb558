/** The stores that there are at the edge, by the bindings of the worker. */

import { type D1Binding, openD1 } from '../../directory/stores/portable/d1.ts';
import { httpStore } from '../../directory/stores/portable/http.ts';
import { type KvBinding, openKv } from '../../directory/stores/portable/kv.ts';
import { mxStore } from '../../directory/stores/portable/mx.ts';
import { httpsMxResolver } from '../../directory/stores/portable/mx-over-https.ts';
import type { OpenStore } from '../open-stores.ts';

/** @param bindings by name, as the worker is given them */
export function openWorkerStore(bindings: Readonly<Record<string, unknown>>): OpenStore {
  return ({ d1, kv, http, mx, ...others }) => {
    if (d1) return openD1(bound(bindings, d1.binding, isD1));
    if (kv) return openKv(bound(bindings, kv.binding, isKv));
    if (http) return httpStore(http, (url, init) => fetch(url, init));
    if (mx)
      return mxStore(
        mx,
        httpsMxResolver(mx, (url, init) => fetch(url, init)),
      );
    throw new Error(`there is no ${Object.keys(others).join()} at the edge`);
  };
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
const isKv = (value: unknown): value is KvBinding => has(value, 'get');
