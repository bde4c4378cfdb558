/**
 * Between HTTP and the dialects: a Request becomes an Ask within limits, an Answer becomes a Response. Nothing
 * below this file knows the Fetch API, nothing here knows a protocol.
 */

import type { Answer } from './answer.ts';
import type { Ask, Dialect } from './dialects/dialect.ts';
import { parseHost } from './host.ts';
import { type Awaitable, type Method, ok, type Result, refuse, whenOk } from './result.ts';

/** MS-OXDSCLI sets no bound; the largest request of a real client is 2 KiB. */
export const bodyLimitBytes = 64 * 1024;
/** An address has at most 254 octets and a sender's name 100 characters, percent-encoded a few times that. */
const queryLimitBytes = 8 * 1024;

/** Which dialect a path belongs to. */
export interface Route {
  readonly dialect: Dialect;
  /** The path, lower case. */
  readonly path: string;
  /** What follows the path of a route that ends in `/`. */
  readonly rest: string;
}

/** Reads a request's body, or refuses one that is over `bodyLimitBytes` or that breaks off. */
export type ReadBody = (request: Request, env: unknown) => Awaitable<Result<Uint8Array>>;

/** @returns the request as its dialect sees it, or why it is not even looked at */
export function askOf(
  request: Request,
  route: Route,
  readBody: (request: Request) => Awaitable<Result<Uint8Array>>,
): Awaitable<Result<Ask>> {
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  if (!takes(route.dialect, method)) {
    return refuse({ reason: 'method-not-allowed', allow: methodsOf(route.dialect) });
  }
  const search = searchOf(request.url);
  if (search.length > queryLimitBytes) {
    return refuse({ reason: 'query-too-long', limitBytes: queryLimitBytes });
  }
  const host = parseHost(request.headers.get('host') ?? new URL(request.url).host);
  const header = (name: string) => request.headers.get(name) ?? '';
  const body = method === 'POST' ? readBody(request) : noBody;
  return whenOk(body, (bytes) =>
    ok({ method, path: route.path, rest: route.rest, search, host, header, bytes }),
  );
}

/** What a route answers to, for the Allow header. */
export function methodsOf(dialect: Dialect): readonly Method[] {
  const all = ['GET', 'HEAD', 'OPTIONS', 'POST'] as const;
  return all.filter((method) => method === 'OPTIONS' || takes(dialect, method === 'HEAD' ? 'GET' : method));
}

/** @returns 304 without a body when the client holds just this answer already (RFC 9110 §13.1.2) */
export function unlessHeld(answer: Answer, request: Request): Answer {
  const tag = answer.headers['etag'];
  const held = tag === undefined ? null : request.headers.get('if-none-match');
  if (tag === undefined || held === null) return answer;
  const matches = held.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === tag);
  if (!matches) return answer;
  const { 'content-type': _, ...headers } = answer.headers;
  return { status: 304, headers, body: '' };
}

export function respond({ status, headers, body }: Answer): Response {
  return new Response(body === '' ? null : body, { status, headers });
}

/** Reads a body by the Fetch API, as every runtime can. */
export const readBody: ReadBody = async (request) => {
  const announced = request.headers.get('content-length');
  // What is no number announces nothing that could be believed.
  if (announced !== null && !(Number(announced) <= bodyLimitBytes)) return bodyTooLarge;
  try {
    const bytes =
      announced === null ? await readAtMost(request) : new Uint8Array(await request.arrayBuffer());
    return bytes === undefined || bytes.length > bodyLimitBytes ? bodyTooLarge : ok(bytes);
  } catch {
    return bodyCutShort;
  }
};

export const bodyTooLarge = refuse({ reason: 'body-too-large', limitBytes: bodyLimitBytes } as const);
/** The client hung up in the middle: nobody will read the refusal. */
export const bodyCutShort = refuse({ reason: 'body-malformed', flaw: 'cut-short' } as const);

const noBody = ok(new Uint8Array());

function takes(dialect: Dialect, method: string): method is Ask['method'] {
  return (method === 'GET' || method === 'POST') && dialect.methods.includes(method);
}

/** The URL is absolute and, from every runtime, already normal: no need to parse it once more. */
function searchOf(url: string): string {
  const mark = url.indexOf('?');
  if (mark === -1) return '';
  const hash = url.indexOf('#', mark);
  return hash === -1 ? url.slice(mark + 1) : url.slice(mark + 1, hash);
}

/** A body of unknown length, read until it is one byte too long. */
async function readAtMost(request: Request): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > bodyLimitBytes) return undefined;
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
