/**
 * Memory in use, by V8 and by the system. Nothing here throws: `process.memoryUsage()` opens a file, and fails without
 * a free file descriptor, so the system's files are opened once and read again and again.
 */

import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join, posix } from 'node:path';
import process from 'node:process';
import { getHeapStatistics } from 'node:v8';

/** The fraction in use of what V8 may use for objects and buffers. */
export function usedHeap(): number {
  const { used_heap_size, external_memory, heap_size_limit } = getHeapStatistics();
  return (used_heap_size + external_memory) / heap_size_limit;
}

interface SystemMemory {
  /** The fraction in use of what this process, or its container, may use before the system ends it. */
  readonly used: () => number;
  /** The limit of the container, or the memory of the machine. */
  readonly limitBytes: number;
  /** Undefined on systems without /proc. */
  readonly residentBytes: () => number | undefined;
  readonly close: () => void;
}

/**
 * Within a cgroup with a limit, its memory without file caches, which the kernel drops before it ends a process.
 * Socket buffers count there. Elsewhere, the resident memory of this process.
 *
 * @param root of the system's files; replaced in tests only
 */
export function openSystemMemory(root = '/'): SystemMemory {
  const statm = openReadable(join(root, 'proc/self/statm'));
  const residentBytes = (): number | undefined => {
    const pages = Number(statm.read()?.split(' ')[1]);
    return pages > 0 ? pages * pageBytes : undefined;
  };
  const cgroup = openCgroup(root);
  return {
    used: () => cgroup?.used() ?? (residentBytes() ?? 0) / totalmem(),
    limitBytes: cgroup?.limit ?? totalmem(),
    residentBytes,
    close() {
      statm.close();
      cgroup?.close();
    },
  };
}

let opened: SystemMemory | undefined;

/** The memory of this process; the files stay open until it ends. */
export function systemMemory(): SystemMemory {
  opened ??= openSystemMemory();
  return opened;
}

/** On all systems that Node runs on, except a few on ARM with larger pages, where less is reported than is in use. */
const pageBytes = 4096;

interface Cgroup {
  readonly limit: number;
  readonly used: () => number | undefined;
  readonly close: () => void;
}

/** The names of both versions: see cgroups(7). */
const versions = [
  {
    line: /^0::(.*)$/m,
    folder: 'sys/fs/cgroup',
    ...{ limit: 'memory.max', current: 'memory.current', caches: /^(?:in)?active_file (\d+)$/gm },
  },
  {
    line: /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m,
    folder: 'sys/fs/cgroup/memory',
    limit: 'memory.limit_in_bytes',
    ...{ current: 'memory.usage_in_bytes', caches: /^total_(?:in)?active_file (\d+)$/gm },
  },
] as const;

/** @returns the one with the smallest limit, of this process's cgroup and those above it */
function openCgroup(root: string): Cgroup | undefined {
  const membership = readText(join(root, 'proc/self/cgroup')) ?? '';
  const limited = versions.flatMap((version) => {
    const path = version.line.exec(membership)?.[1];
    if (path === undefined) return [];
    return ancestors(path).flatMap((one) => {
      const folder = join(root, version.folder, one);
      const limit = Number(readText(join(folder, version.limit)));
      // Version 1 writes a number beyond all memory for "none".
      return limit > 0 && limit < totalmem() ? [{ ...version, folder, limit }] : [];
    });
  });
  const [smallest] = limited.toSorted((one, other) => one.limit - other.limit);
  if (!smallest) return undefined;
  const { folder, limit, current, caches } = smallest;
  const usage = openReadable(join(folder, current));
  const stat = openReadable(join(folder, 'memory.stat'));
  return {
    limit,
    used() {
      const bytes = Number(usage.read());
      const cached = [...(stat.read() ?? '').matchAll(caches)].reduce((sum, [, of]) => sum + Number(of), 0);
      return bytes > 0 ? Math.max(0, bytes - cached) / limit : undefined;
    },
    close() {
      usage.close();
      stat.close();
    },
  };
}

/** In a container, the path may be that of the host, and only the root is there. */
function ancestors(path: string): string[] {
  const parent = posix.dirname(path);
  return parent === path ? [path] : [path, ...ancestors(parent)];
}

interface Readable {
  /** @returns its text at this moment, or nothing when it cannot be read */
  readonly read: () => string | undefined;
  readonly close: () => void;
}

const mostBytes = 16 * 1024;

function openReadable(file: string): Readable {
  const buffer = Buffer.alloc(mostBytes);
  const descriptor = attempt(() => openSync(file, 'r'));
  return {
    read: () =>
      descriptor === undefined
        ? undefined
        : attempt(() => buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, mostBytes, 0))),
    close: () => void (descriptor !== undefined && attempt(() => closeSync(descriptor))),
  };
}

const readText = (file: string): string | undefined => attempt(() => readFileSync(file, 'latin1'));

function attempt<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** CPU time of this process on all its threads, in milliseconds. */
export function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
