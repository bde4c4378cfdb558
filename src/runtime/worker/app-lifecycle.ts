/**
 * The app of an isolate: started once, by the first request, and reloaded when the configuration in KV has changed.
 * While it cannot start there is no app, and the entry answers 503: an exception would become Cloudflare's error page
 * in HTML, which clients take for settings.
 */

import { type Awaitable, ok, type Result, refuse } from '../../model/result.ts';
import { openSharedStores, type SharedOpened } from '../shared-stores.ts';
import type { Bindings } from './bindings.ts';
import { configOf, readSource, type Source, type StartFailure } from './configuration.ts';
import { type FetchHandler, fetchHandler } from './fetch-handler.ts';
import { openWorkerSealer } from './link-keys.ts';
import { log, takeLookUp, workerReport } from './observability.ts';
import { openWorkerSigner } from './profile-signing.ts';
import { keepAlive, storeRuntime } from './store-runtime.ts';
import { openWorkerStore } from './stores.ts';

/** A failed start is not repeated for this long: parsing a configuration for each request would use up the CPU limit. */
const pauseMilliseconds = 10_000;
/** How long a request waits for the start. The strictest client waits 3 s (Mustang). */
const patienceMilliseconds = 2000;
/** A start or a check that has not ended by then never will: the request that began it has been cancelled. */
const abandonedMilliseconds = 15_000;
/** KV itself is up to 60 s behind: https://developers.cloudflare.com/kv/concepts/how-kv-works/ */
const checkMilliseconds = 60_000;

interface Running {
  readonly handler: FetchHandler;
  readonly source: Source;
  readonly opened: SharedOpened;
}

type Started = Result<Running, StartFailure>;

interface AppLifecycle {
  /** @returns what answers requests; nothing while it cannot start */
  readonly handler: (bindings: Bindings) => Awaitable<FetchHandler | undefined>;
}

export function appLifecycle(): AppLifecycle {
  const now = (): number => Date.now();
  let running: Running | undefined;
  let starting: { readonly began: number; readonly started: Promise<Started> } | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;
  let checkedAt = Number.NEGATIVE_INFINITY;
  /** The check under way; one that is overtaken changes nothing. */
  let checks = 0;
  /** The last line of the log, so that it is not repeated. */
  let told: string | undefined;

  return {
    handler(bindings) {
      if (running) {
        if (running.source.text !== undefined && now() >= checkedAt + checkMilliseconds) {
          checkedAt = now();
          keepAlive(check(running, bindings, ++checks));
        }
        return running.handler;
      }
      if (now() < failedAt + pauseMilliseconds) return undefined;
      return startedHandler(bindings);
    },
  };

  /** Requests that come at the same time share one start. */
  async function startedHandler(bindings: Bindings): Promise<FetchHandler | undefined> {
    if (starting === undefined || now() >= starting.began + abandonedMilliseconds) {
      const one = { began: now(), started: open(bindings, undefined) };
      starting = one;
      // It goes on when the client of this request hangs up: others wait for it.
      keepAlive(
        one.started.then((started) => {
          if (starting === one) settle(started);
        }),
      );
    }
    const { expired, cancel } = storeRuntime.timeout(patienceMilliseconds);
    const started = await Promise.race([starting.started, expired]).catch(() => undefined);
    cancel();
    if (started === undefined) tell('facteur has not started yet', { reason: 'a binding is slow' });
    return started?.ok ? started.value.handler : undefined;
  }

  function settle(started: Started): void {
    starting = undefined;
    if (!started.ok) {
      failedAt = now();
      tell('facteur cannot start', started.refusal);
      return;
    }
    running = started.value;
    checkedAt = now();
    if (told !== undefined) log('info', 'facteur has started', {});
    told = undefined;
  }

  /** A configuration that is missing or wrong changes nothing. */
  async function check(before: Running, bindings: Bindings, number: number): Promise<void> {
    const source = await readSource(bindings);
    if (source.ok && source.value.text === before.source.text) {
      told = undefined;
      return;
    }
    const next = source.ok ? await open(bindings, before.opened, source.value) : source;
    if (number !== checks) {
      if (next.ok) await next.value.opened.close();
      return;
    }
    if (!next.ok) {
      tell('the new configuration cannot be used; the last one stays in use', next.refusal);
      return;
    }
    running = next.value;
    told = undefined;
    await before.opened.close();
    log('info', 'the configuration has been reloaded', {});
  }

  function tell(message: string, fields: object): void {
    const line = JSON.stringify([message, fields]);
    if (line === told) return;
    told = line;
    log('error', message, fields);
  }
}

/**
 * @param before what is open already; stores with the same options stay open, with their caches
 * @param found the document, if it has been read
 */
async function open(bindings: Bindings, before: SharedOpened | undefined, found?: Source): Promise<Started> {
  try {
    const source = found ? ok(found) : await readSource(bindings);
    if (!source.ok) return source;
    const config = configOf(source.value, bindings);
    if (!config.ok) return config;
    const opened = await openSharedStores(config.value, openWorkerStore(bindings), storeRuntime, before);
    const signer = await openWorkerSigner(config.value, bindings, new Date());
    const sealer = await openWorkerSealer(config.value, bindings);
    const report = workerReport(bindings, config.value.log === 'requests');
    const service = { ...opened.config, signer, sealer };
    const handler = fetchHandler(service, report, (request) => takeLookUp(request, bindings));
    return ok({ handler, source: source.value, opened });
  } catch (error) {
    return refuse({ reason: error instanceof Error ? error.message : typeof error });
  }
}
