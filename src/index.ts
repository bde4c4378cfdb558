/**
 * facteur as a package: read a configuration, get a Hono app to serve or to mount.
 *
 * @example
 * const config = readConfig({ domains: { 'example.org': 'ovh.net' } });
 * if (config.ok) export default facteur(config.value);
 */

import type { Hono } from 'hono';
import { createApp, type Runtime } from './app.ts';
import type { Config } from './config/index.ts';
import { readBody } from './http/fetch-adapter.ts';

export type { Runtime } from './app.ts';
export {
  type Complaint,
  type Config,
  type ConfigDocument,
  defaultDocument,
  type ProviderDocument,
  readConfig,
} from './config/index.ts';
export type { Sealer } from './links/cipher.ts';
export { sealerOf } from './links/lazy.ts';
export type { Report } from './pipeline.ts';
export { signerOf } from './signing/lazy.ts';
export type { Signer, SigningMaterial } from './signing/signer.ts';

/**
 * @param config what `readConfig` made of the operator's document
 * @param runtime what the place it runs in knows; by default the URL tells the scheme, nothing is timed and nothing is
 *   reported
 */
export function facteur(config: Config, runtime: Partial<Runtime> = {}): Hono {
  return createApp(config, { ...anywhere, ...runtime });
}

const anywhere: Runtime = {
  now: () => new Date(),
  cameOverHttp: (request) => request.url.startsWith('http:'),
  readBody,
  httpsBeside: false,
  clock: () => 0,
  report: () => {},
};
