/** Debian's Chromium, and the page behind a TLS proxy. */

import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { type Browser, chromium } from 'playwright-core';
import type { ConfigDocument } from '../../../src/index.ts';
import { appOf } from '../world.ts';

const executablePath = '/usr/bin/chromium';
export const chromiumInstalled = existsSync(executablePath);

/** Without its sandbox, which root may not have; it only sees what is served here. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath, args: ['--no-sandbox', '--no-proxy-server'] });

export interface Served {
  readonly url: string;
  readonly close: () => void;
}

/** @returns where a configuration is served; loopback is as good as https to a browser */
export async function served(document: ConfigDocument): Promise<Served> {
  const app = appOf(document);
  const fetch = async ({ url, method, headers, body }: Request): Promise<Response> => {
    const posted = body === null ? {} : { body: await new Response(body).arrayBuffer() };
    return app.fetch(new Request(url.replace('http:', 'https:'), { method, headers, ...posted }));
  };
  return new Promise((resolve) => {
    const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
      resolve({ url: `http://127.0.0.1:${port}/`, close: () => server.close() }),
    );
  });
}
