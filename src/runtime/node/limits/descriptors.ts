/**
 * File descriptors: each connection needs one, and so do the log, stores and files that are read later. The number of
 * connections is limited so that some are left for these.
 */

import { readdirSync, readFileSync } from 'node:fs';

interface Descriptors {
  /** RLIMIT_NOFILE; Node has raised it to the hard limit already. */
  readonly limit: number;
  readonly inUse: number;
}

/** @returns undefined on systems without /proc, or without a limit */
export function descriptors(): Descriptors | undefined {
  try {
    const limit = openFilesIn(readFileSync('/proc/self/limits', 'utf8'));
    return limit === undefined ? undefined : { limit, inUse: readdirSync('/proc/self/fd').length };
  } catch {
    return undefined;
  }
}

/** @param limits the text of /proc/self/limits, see proc(5) */
export function openFilesIn(limits: string): number | undefined {
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return soft === undefined ? undefined : Number(soft);
}

/** For stores, their reconnects, the internal port, files that are read again and modules that are loaded later. */
const reserve = 128;

/** @returns the configured number of connections, or as many as there are descriptors for */
export function connectionsThatFit(configured: number, { limit, inUse }: Descriptors): number {
  const free = limit - inUse;
  // With few descriptors, half of them.
  return Math.max(1, Math.min(configured, Math.max(free - reserve, Math.floor(free / 2))));
}

/** The warning at the start when fewer connections fit than the configuration asks for. */
export const fewerConnections = (configured: number, fitting: number, { limit }: Descriptors): string =>
  `limits.connections is ${configured}, but the system allows this process ${limit} open files (ulimit -n): ${fitting} connections are accepted at a time.`;
