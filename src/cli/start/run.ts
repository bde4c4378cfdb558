/**
 * Starts the server, and stops it on SIGTERM or SIGINT.
 *
 * The configuration is `--config FILE` or `FACTEUR_CONFIG`, or the quick start's variables (environment.ts); where to
 * listen is in serve-options.ts. The file is read again when it changes and on SIGHUP.
 */

import process from 'node:process';
import type { Endpoint } from '../../config/server-settings.ts';
import type { Config } from '../../index.ts';
import { askOnce } from '../../ops/readiness.ts';
import { type ErrorBoundary, errorBoundary } from '../../runtime/node/error-boundary.ts';
import { observability } from '../../runtime/node/observability.ts';
import { listen, type RunningServer } from '../../runtime/node/server.ts';
import type { SharedOpened } from '../../runtime/shared-stores.ts';
import { storeRuntime } from '../shared/cache-runtime.ts';
import { linksFiles } from '../shared/links-key.ts';
import { openConfig } from '../shared/open-config.ts';
import { signingFiles } from '../shared/signing-files.ts';
import { drainOnUncaught, ignoreOutputErrors } from './last-resort.ts';
import { reloader } from './reload.ts';
import { readServeOptions, type ServeOptions } from './serve-options.ts';
import { openServerInternals, type ServerState } from './server-state.ts';
import { logSigningWarning, signingCertificates } from './signing-warning.ts';
import { useCertificates } from './tls-files.ts';
import { watchFiles } from './watch-files.ts';

await main();

async function main(): Promise<void> {
  const settings = readServeOptions(process.argv.slice(2), process.env);
  if (!settings.ok) return fail(settings.refusal);
  const opened = await open(settings.value.file);
  if (typeof opened === 'string') return fail(opened);
  const complaint = await serve(settings.value, opened);
  if (complaint === undefined) return;
  await opened.close();
  fail(complaint);
}

/** @returns an error message when it cannot serve */
async function serve(settings: ServeOptions, opened: SharedOpened): Promise<string | undefined> {
  ignoreOutputErrors();
  const { config } = opened;
  const certificates = useCertificates(settings, config);
  if (!certificates.ok) return certificates.refusal;
  const tls = certificates.value;
  const internalAt = settings.internal ?? config.internal;
  const observer = observability({
    counts: internalAt !== undefined,
    logsAnswers: config.log === 'requests' || settings.logsRequests,
    openLog: async () => (await import('../../runtime/node/logger.ts')).openLogger(),
  });
  let listening: RunningServer | undefined;
  try {
    listening = await listen(config, settings.at, {
      ...observer,
      warn: (line) => void process.stderr.write(`${line}\n`),
      ...(tls && { tls: { at: settings.secureAt, certificates: tls.current() } }),
    });
    const running: ServerState = {
      listening,
      certificates: () => [...(tls?.watched() ?? []), ...signingCertificates(running.opened.config)],
      opened,
      configuredAt: new Date(),
      reloads: { taken: 0, refused: 0 },
      shuttingDown: false,
    };
    const inside = internalAt && (await openServerInternals(internalAt, running, observer));
    const boundary = errorBoundary({ report: observer.report, bug: observer.bug });
    const stopWatching = tls?.watch(boundary.listener(listening.setCertificates));
    const stopWarning = logSigningWarning(() => running.opened.config);
    serveUntilStopped(settings.file, running, boundary, () => {
      stopWatching?.();
      stopWarning();
      inside?.close();
    });
    // Last: after it, files may change and signals may come.
    process.stdout.write(greeting(config, listening, inside?.url));
    // Not awaited: a store that is down or rejects the password is logged, and may come back.
    void askOnce(opened.stores);
    return undefined;
  } catch (error) {
    await listening?.close();
    return cannotListen(settings.at, error);
  }
}

/** @param before the configuration in use, whose stores stay open in the next one if their options are the same */
function open(file: string | undefined, before?: SharedOpened): Promise<SharedOpened | string> {
  const warn = (warning: string): void => void process.stderr.write(`${warning}\n`);
  return openConfig(file, process.env, warn, storeRuntime, before);
}

/** The first signal waits for requests in progress; a second one does not. */
function serveUntilStopped(
  file: string | undefined,
  running: ServerState,
  boundary: ErrorBoundary,
  closeOthers: () => void,
): void {
  const filesInUse = (): string[] => {
    const { config } = running.opened;
    return [
      file ?? [],
      signingFiles(config, file, process.env),
      linksFiles(config, file, process.env),
    ].flat();
  };
  const reload = reloader(running, {
    open: (before) => open(file, before),
    boundary,
    announce: ({ summary }) => `Reloaded ${file ?? 'the configuration'}: facteur answers for ${summary}.`,
  });
  let watched: readonly string[] = [];
  let unwatch = (): boolean => false;
  const watch = (): void => {
    const files = filesInUse();
    if (running.shuttingDown || files.join('\n') === watched.join('\n')) return;
    const missed = unwatch();
    watched = files;
    unwatch = files.length === 0 ? () => false : watchFiles(files, changed);
    if (missed) changed();
  };
  // A configuration may name other files than the one before.
  const changed = (): void => boundary.detached(reload().then(watch));
  watch();
  const shutDown = async (): Promise<void> => {
    await running.listening.close();
    closeOthers();
    await running.opened.close();
  };
  const announce = (): void => {
    unwatch();
    running.shuttingDown = true;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      announce();
      const { drainSeconds } = running.opened.config.limits;
      setTimeout(() => boundary.detached(shutDown()), drainSeconds * 1000);
    });
  }
  drainOnUncaught(async () => {
    announce();
    await shutDown();
  });
}

function greeting(
  { summary, example }: Config,
  { url, secureUrl }: RunningServer,
  insideUrl?: string,
): string {
  const ways = secureUrl === undefined ? url : `${secureUrl} and ${url}`;
  const base = secureUrl ?? url;
  return [
    `facteur answers on ${ways} for ${summary}. Try:`,
    `  ${base}/mail/config-v1.1.xml?emailaddress=jo@${example}`,
    `  ${base}/profile.mobileconfig?emailaddress=jo@${example}`,
    `  ${base}/`,
    ...(insideUrl === undefined ? [] : [`Inside, ${insideUrl} answers /metrics, /ask, /livez and /readyz.`]),
    '',
  ].join('\n');
}

/** The system's error has the port, if the TLS listener is the one that failed. */
function cannotListen(at: Endpoint, error: unknown): string {
  const { host, port } = error instanceof Error && 'port' in error ? { ...at, port: error.port } : at;
  return `facteur cannot listen on ${host} port ${port}: ${messageOf(error)}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Exit code 2: could not start. */
function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}
