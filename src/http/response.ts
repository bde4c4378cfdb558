/**
 * The response as data: status, headers and body. Dialects return it; each runtime sends it (`fetch-adapter.ts`,
 * `runtime/node/http-types.ts`).
 */

import type { Refusal } from '../model/refusal.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes when it is signed. */
  readonly body: string | Uint8Array<ArrayBuffer>;
  /** Why the answer has no settings, when a dialect answers that in a format of its own. */
  readonly refused?: Refusal['reason'] | undefined;
}

/** An answer whose body is text, as most are. */
export interface TextAnswer extends Answer {
  readonly body: string;
}

/** Security headers of every answer: no type sniffing, no framing, no Referer that could contain an address. */
const protection = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** Lower case: Thunderbird compares the type case-sensitively (FetchHTTP.sys.mjs). */
export const xmlType = 'text/xml; charset=utf-8';
export const textType = 'text/plain; charset=utf-8';

const privateCaching = 'private, no-store';

/** For an answer that contains an address, or that is about one request only. */
export const privateHeaders = (type: string): Answer['headers'] => ({
  ...protection,
  'cache-control': 'no-store',
  'content-type': type,
});

/** For an answer about one address, where answers about its domain are public. */
export const personalHeaders = (type: string): Answer['headers'] => ({
  ...privateHeaders(type),
  'cache-control': privateCaching,
});

/** For an answer that is the same for everyone who asks about a domain. */
export const publicHeaders = (type: string): Answer['headers'] => ({
  ...protection,
  'cache-control': 'public, max-age=3600',
  'content-type': type,
});

/** @returns the answer without an ETag and for the client alone */
export function withoutSharedCaching(answer: Answer): Answer {
  const { etag: _, ...headers } = answer.headers;
  return { ...answer, headers: { ...headers, 'cache-control': privateCaching } };
}

/** Values that most answers have. They are not verified each time: that took a quarter of an answer's time. */
const constants: ReadonlySet<string> = new Set([
  ...Object.values(protection),
  ...Object.values(privateHeaders(xmlType)),
  ...Object.values(publicHeaders(textType)),
]);
const visibleAscii = /^[ -~]*$/;

/**
 * Headers may contain only visible ASCII and spaces: `node:http` throws on control characters, and workerd sends them as
 * they are.
 *
 * @returns the name of the first header that must not be sent, if any
 */
export function unsafeHeader(headers: Answer['headers']): string | undefined {
  for (const name in headers) {
    const value = headers[name] ?? '';
    if (!constants.has(value) && !visibleAscii.test(value)) return name;
  }
  return undefined;
}

const textHeaders = privateHeaders(textType);

/**
 * A short answer as plain text, never as markup: Delta Chat and Evolution take any well-formed document for a result, and
 * Geary does so whatever the status.
 */
export const plainText = (status: number, line: string, headers: Answer['headers'] = {}): TextAnswer => ({
  status,
  headers: { ...textHeaders, ...headers },
  body: `${line}\n`,
});
