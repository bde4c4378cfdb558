/** Controls the measured server: a process on a separate core that reports its CPU time. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import * as z from 'zod';
import { flags } from '../flags.ts';
import { pinnedTo } from '../pin.ts';

export interface Used {
  readonly cpuMicroseconds: number;
  /** Cost of expensive answers, in units of an ordinary one. */
  readonly charged: number;
}

export interface MeasuredServer {
  readonly port: number;
  /** A sealed link's token, and one that was changed. */
  readonly token: string;
  readonly forged: string;
  readonly used: () => Promise<Used>;
  readonly stop: () => void;
}

const startedSchema = z.object({ url: z.url(), token: z.string(), forged: z.string() });
const usedSchema = z.object({ cpuMicroseconds: z.number(), charged: z.number() });

export async function startServer(): Promise<MeasuredServer> {
  const file = join(import.meta.dirname, 'server.ts');
  const [command = '', ...args] = [...pinnedTo(1), process.execPath, ...flags, file];
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const { url, token, forged } = startedSchema.parse(await said(child));
  return {
    port: Number(new URL(url).port),
    token,
    forged,
    async used() {
      const answer = said(child);
      child.send('used');
      return usedSchema.parse(await answer);
    },
    stop: () => child.disconnect(),
  };
}

async function said(child: ChildProcess): Promise<unknown> {
  const [message]: unknown[] = await once(child, 'message');
  return message;
}
