/**
 * facteur at the edge, on Cloudflare Workers. The configuration is the variable `FACTEUR_CONFIG` (wrangler.toml), or the
 * entry `config` of a KV namespace bound as `FACTEUR_KV`, or the quick start's variables, or the one that ships.
 */

import type { Hono } from 'hono';
import { documentFromEnvironment, withSwitches } from '../../config/environment.ts';
import { timedOut } from '../../directory/cache.ts';
import { toResponse } from '../../http/fetch-adapter.ts';
import { rejections } from '../../http/rejections.ts';
import { defaultDocument, facteur, readConfig } from '../../index.ts';
import { openStores, type StoreRuntime } from '../open-stores.ts';
import { type LinksSecret, openWorkerSealer } from './link-keys.ts';
import { isRateLimited, logStore, type ObservabilityBindings, workerReport } from './observability.ts';
import { openWorkerSigner, type SigningSecrets } from './profile-signing.ts';
import { openWorkerStore } from './stores.ts';

interface Environment extends ObservabilityBindings, SigningSecrets, LinksSecret {
  /** The document as TOML tables under `[vars.FACTEUR_CONFIG]`, or as JSON text. */
  readonly FACTEUR_CONFIG?: unknown;
  readonly FACTEUR_KV?: { get(key: string): Promise<string | null> };
  readonly [binding: string]: unknown;
}

/** One app for each isolate, made at its first request: bindings are not there earlier. */
let app: Hono | undefined;

export default {
  async fetch(request, environment, context): Promise<Response> {
    if (environment.FACTEUR_RATE_LIMIT && (await isRateLimited(request, environment)))
      return toResponse(rejections['rate-limited']);
    app ??= await appOf(environment);
    return app.fetch(request, environment, context);
  },
} satisfies ExportedHandler<Environment>;

/** @throws when the configuration is wrong: nothing is answered until it is mended, and the log says what to mend */
async function appOf(environment: Environment): Promise<Hono> {
  const config = readConfig(withSwitches(await documentOf(environment), environment));
  if (!config.ok) {
    const complaints = config.refusal.map(({ path, message }) => `  ${path}: ${message}`);
    throw new Error(['FACTEUR_CONFIG is not usable:', ...complaints].join('\n'));
  }
  const opened = await openStores(config.value, openWorkerStore(environment), storeRuntime);
  const signer = await openWorkerSigner(config.value, environment, new Date());
  const sealer = await openWorkerSealer(config.value, environment, new Date());
  const report = workerReport(environment, config.value.log === 'requests');
  // The clock of a Worker stands still but for what it waits for: that is what there is to measure.
  return facteur({ ...opened.config, signer, sealer }, { report, clock: () => Date.now() });
}

async function documentOf(environment: Environment): Promise<unknown> {
  const { FACTEUR_CONFIG: written, FACTEUR_KV: entries } = environment;
  const document = written ?? (await entries?.get('config')) ?? documentFromEnvironment(environment);
  if (typeof document !== 'string') return document ?? defaultDocument;
  try {
    return JSON.parse(document);
  } catch (error) {
    throw new Error(`FACTEUR_CONFIG is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}

const storeRuntime: StoreRuntime = {
  nowMilliseconds: () => Date.now(),
  timeout(milliseconds) {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const expired = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(timedOut()), milliseconds);
    });
    expired.catch(() => {});
    return { expired, cancel: () => clearTimeout(timer) };
  },
  // An isolate has no time between requests: counts are logged at the next failure.
  later: () => {},
  log: logStore,
};
