/** Pins processes to separate cores, so that the client does not slow down the server. */

import { spawnSync } from 'node:child_process';
import process from 'node:process';

/** Where there is no taskset, or a single core, processes share what there is. */
const canPin = spawnSync('taskset', ['-c', '1', 'true']).status === 0;

/** What a program is started with so that it runs on that core alone. */
export const pinnedTo = (core: 0 | 1): readonly string[] => (canPin ? ['taskset', '-c', String(core)] : []);

/** Moves a process that runs already, with all its threads. */
export function pin(core: 0 | 1, pid = process.pid): void {
  if (canPin) spawnSync('taskset', ['-a', '-cp', String(core), String(pid)]);
}
