/** Adapter between the Fetch API and the pipeline: Request to IncomingRequest, Answer to Response. */

import { type Awaitable, ok, type Result } from '../model/result.ts';
import { bodyCutShort, bodyTooLarge, type IncomingRequest } from './request.ts';
import type { Answer } from './response.ts';

/** Reads a request's body; refuses one that is over the limit or cut short. */
export type ReadBody = (request: Request, env: unknown, limitBytes: number) => Awaitable<Result<Uint8Array>>;

/**
 * @param path percent-decoded, below `base`
 * @param base the path below which facteur is mounted; empty at the root
 */
export function toIncomingRequest(
  request: Request,
  path: string,
  base: string,
  env: unknown,
  around: {
    readonly cameOverHttp: (request: Request, env: unknown) => boolean;
    readonly readBody: ReadBody;
    readonly charge?: ((env: unknown, cost: number) => void) | undefined;
    readonly clientIp?: ((request: Request, env: unknown) => string | undefined) | undefined;
    readonly takeLookUp?: ((request: Request, env: unknown) => Awaitable<boolean>) | undefined;
  },
): IncomingRequest {
  const header = (name: string): string | undefined => request.headers.get(name) ?? undefined;
  return {
    method: request.method,
    path,
    base,
    search: searchOf(request.url),
    host: header('host') ?? new URL(request.url).host,
    header,
    readBody: (limitBytes) => around.readBody(request, env, limitBytes),
    cameOverHttp: () => around.cameOverHttp(request, env),
    charge: (cost) => around.charge?.(env, cost),
    ...(around.clientIp && { clientIp: () => around.clientIp?.(request, env) }),
    ...(around.takeLookUp && { takeLookUp: () => around.takeLookUp?.(request, env) ?? true }),
  };
}

export function toResponse({ status, headers, body }: Answer): Response {
  return new Response(body === '' ? null : body, { status, headers });
}

/** Reads a body through the Fetch API, which every runtime has. */
export const readBody: ReadBody = async (request, _env, limitBytes) => {
  const announced = request.headers.get('content-length');
  // A Content-Length that is not a number is refused.
  if (announced !== null && !(Number(announced) <= limitBytes)) return bodyTooLarge(limitBytes);
  try {
    const bytes =
      announced === null
        ? await readAtMost(request, limitBytes)
        : new Uint8Array(await request.arrayBuffer());
    return bytes === undefined || bytes.length > limitBytes ? bodyTooLarge(limitBytes) : ok(bytes);
  } catch {
    return bodyCutShort;
  }
};

/** The URL is absolute and normalized by every runtime, so it is not parsed again. */
function searchOf(url: string): string {
  const mark = url.indexOf('?');
  if (mark === -1) return '';
  const hash = url.indexOf('#', mark);
  return hash === -1 ? url.slice(mark + 1) : url.slice(mark + 1, hash);
}

/** @returns nothing when a body of unknown length is over the limit; the rest of it is not read */
async function readAtMost(request: Request, limitBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > limitBytes) return undefined;
    chunks.push(chunk);
  }
  return concatenated(chunks, length);
}

function concatenated(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
