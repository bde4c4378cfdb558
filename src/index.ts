/**
 * facteur as a package: read a configuration, get a Hono app to serve or to mount.
 *
 * @example
 * const config = readConfig({ domains: { 'example.org': 'ovh.net' } });
 * if (config.ok) export default facteur(config.value);
 */

import type { Hono } from 'hono';
import { createApp, type FetchRuntime } from './app.ts';
import type { Config } from './config/index.ts';
import type { RouteTable } from './dialects/route-table.ts';
import { readBody } from './http/fetch-adapter.ts';

export type { FetchRuntime } from './app.ts';
export {
  type Complaint,
  type Config,
  type ConfigDocument,
  defaultDocument,
  type ProviderDocument,
  readConfig,
} from './config/index.ts';
export type { AnyDialect, Dialect, DialectOfMany, DialectRequest } from './dialects/dialect.ts';
export type { RouteEntry, RouteTable } from './dialects/route-table.ts';
export type { Sealer } from './links/cipher.ts';
export { sealerOf } from './links/load-sealer.ts';
export type { RequestEvent } from './pipeline.ts';
export { routes } from './routes.ts';
export { signerOf } from './signing/load-signer.ts';
export type { Signer, SigningMaterial } from './signing/signer.ts';

export interface Options extends Partial<FetchRuntime> {
  /** The paths to answer; `routes` with your own added, for a dialect of your own. */
  readonly routes?: RouteTable;
}

/**
 * @param config what `readConfig` returned
 * @param options by default the URL says whether a request came over https, and nothing is timed or reported
 * @returns an app to serve, or to mount with `app.route(path, …)`; it passes on paths that are not its own
 */
export function facteur(config: Config, options: Options = {}): Hono {
  const { routes, ...runtime } = options;
  return createApp(config, { ...anywhere, ...runtime }, routes);
}

const anywhere: FetchRuntime = {
  now: () => new Date(),
  cameOverHttp: (request) => request.url.startsWith('http:'),
  readBody,
  httpsBeside: false,
  clock: () => 0,
  report: () => {},
};
