/** The Worker as it is deployed, in a bare workerd; `wrangler dev` would put a proxy in front of it. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { bundleWorker } from '../../../bench/worker-bundle.ts';

const workerd = createRequire(import.meta.url).resolve(
  `@cloudflare/workerd-linux-${process.arch === 'x64' ? '64' : process.arch}/bin/workerd`,
);

export interface Workerd {
  readonly port: number;
  /** What it has written, on both streams. */
  readonly said: () => string;
  readonly stop: () => Promise<void>;
}

/**
 * @param folder an empty one, for the bundle
 * @param bindings variables, as text or JSON
 */
export async function startWorkerd(
  folder: string,
  bindings: Readonly<Record<string, string | object>>,
): Promise<Workerd> {
  bundleWorker(folder);
  const quoted = (text: string): string => JSON.stringify(text);
  const variables = Object.entries(bindings).map(([name, value]) =>
    typeof value === 'string'
      ? `(name = ${quoted(name)}, text = ${quoted(value)})`
      : `(name = ${quoted(name)}, json = ${quoted(JSON.stringify(value))})`,
  );
  const file = join(folder, 'workerd.capnp');
  writeFileSync(
    file,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "index.js", esModule = embed "index.js")],
      compatibilityDate = "2026-11-02",
      bindings = [${variables.join(', ')}],
    )),
    (name = "internet", network = (allow = ["private", "public"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`,
  );
  const child = spawn(workerd, ['serve', file, '--control-fd=3'], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const ended = once(child, 'exit');
  const control = child.stdio[3];
  if (!(control instanceof Readable)) throw new Error('workerd has no control descriptor');
  for await (const line of createInterface({ input: control })) {
    const [, port] = /"event":"listen",.*"port":(\d+)/.exec(line) ?? [];
    if (port === undefined) continue;
    return {
      port: Number(port),
      said: () => said,
      async stop() {
        child.kill();
        await ended;
      },
    };
  }
  throw new Error(`workerd stopped before it listened: ${said}`);
}
