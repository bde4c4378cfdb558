/** Whether a system program is installed. */

import { spawnSync } from 'node:child_process';

export const installed = (program: string): boolean =>
  spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
