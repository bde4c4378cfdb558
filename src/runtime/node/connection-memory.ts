/**
 * Connections that fit into memory: idle ones send no requests, so the overload detector cannot reject them, and the
 * kernel would end the process.
 */

/**
 * Memory of a connection that has sent one request, measured with 3,000 of them: 17 KB by plain http, 72 KB by HTTP/2,
 * 129 KB by HTTP/1 over TLS, which includes garbage that is not collected yet.
 */
const connectionBytes = { http: 20_000, https: 100_000 } as const;

/** Of a server without connections. */
const baseBytes = 100_000_000;

/** The rest is for requests, and for what they leave to the garbage collector. */
const share = 0.8;

/** @returns the configured number of connections, or as many as there is memory for */
export function connectionsInMemory(
  configured: number,
  limitBytes: number,
  scheme: keyof typeof connectionBytes,
): number {
  const free = limitBytes * share - baseBytes;
  // With little memory, a tenth of it.
  const fitting = Math.max(free, limitBytes / 10) / connectionBytes[scheme];
  return Math.max(1, Math.min(configured, Math.floor(fitting)));
}

/** The warning at the start when fewer connections fit than the configuration asks for. */
export const tooLittleMemory = (configured: number, fitting: number, limitBytes: number): string =>
  `limits.connections is ${configured}, but this process may use ${Math.round(limitBytes / 2 ** 20)} MiB of memory: ${fitting} connections are accepted at a time.`;
