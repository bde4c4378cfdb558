/** The Worker's entry in the state of a new isolate, and a configuration for it. */

import { vi } from 'vitest';
import type entry from '../../src/runtime/worker/index.ts';

export type Bindings = Parameters<typeof entry.fetch>[1];
type Init = RequestInit<IncomingRequestCfProperties>;

export interface Isolate {
  readonly ask: (bindings: Bindings, url: string, init?: Init) => Promise<Response>;
}

/** @returns an isolate without an app: what the last test started is forgotten */
export async function newIsolate(): Promise<Isolate> {
  vi.resetModules();
  const worker = (await import('../../src/runtime/worker/index.ts')).default;
  return {
    async ask(bindings, url, init) {
      const request = new Request<unknown, IncomingRequestCfProperties>(url, { redirect: 'manual', ...init });
      return await worker.fetch(request, bindings);
    },
  };
}

export const asking = (domain: string): string =>
  `https://autoconfig.${domain}/mail/config-v1.1.xml?emailaddress=jo@${domain}`;

/** As `[vars.FACTEUR_CONFIG]` of wrangler.toml comes to the Worker. */
export const tables = {
  url: 'https://facteur.example.net',
  domains: { 'example.org': 'example.net' },
  providers: {
    'example.net': {
      name: 'Example Mail',
      shortName: 'Example',
      incoming: [{ protocol: 'imap', host: 'imap.example.net', port: 993, security: 'tls' }],
      outgoing: [{ protocol: 'smtp', host: 'smtp.example.net', port: 465, security: 'tls' }],
    },
  },
};
