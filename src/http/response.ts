/**
 * What goes back: a status, a body and the headers that protect whoever receives it. Runtimes and dialects agree
 * on this shape; only fetch.ts makes a Response of it.
 */

import type { Refusal } from '../model/refusal.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes when it is signed. */
  readonly body: string | Uint8Array<ArrayBuffer>;
  /** Why there is nothing of what was asked for, when a dialect says so in an answer of its own. */
  readonly refused?: Refusal['reason'] | undefined;
}

/** One in words or markup, as most are. */
export interface TextAnswer extends Answer {
  readonly body: string;
}

/** On every answer: types are not guessed, nothing is framed, no address leaks to the next page. */
const protection = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** Lower case: Thunderbird compares the beginning of the type as it stands (FetchHTTP.sys.mjs). */
export const xmlType = 'text/xml; charset=utf-8';
export const textType = 'text/plain; charset=utf-8';

/** An answer that holds an address, or that is about one request only. */
export const privateHeaders = (type: string): Answer['headers'] => ({
  ...protection,
  'cache-control': 'no-store',
  'content-type': type,
});

/** An answer about one address where others are public: caches must not take it for theirs. */
export const personalHeaders = (type: string): Answer['headers'] => ({
  ...privateHeaders(type),
  'cache-control': 'private, no-store',
});

/** An answer that is the same for everybody who asks about a domain. */
export const publicHeaders = (type: string): Answer['headers'] => ({
  ...protection,
  'cache-control': 'public, max-age=3600',
  'content-type': type,
});

/** Most values of most answers, which need not be looked at each time: that took a quarter of an answer's time. */
const constants: ReadonlySet<string> = new Set([
  ...Object.values(protection),
  ...Object.values(privateHeaders(xmlType)),
  ...Object.values(publicHeaders(textType)),
]);
const visibleAscii = /^[ -~]*$/;

/**
 * Only visible ASCII and spaces leave the server: `node:http` throws on anything else, workerd sends control characters
 * as they are.
 *
 * @returns the name of the first header that must not be sent; nothing when all are sound
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
 * A short answer in words. Never markup: Delta Chat and Evolution take any well-formed document for a result,
 * Geary does so whatever the status.
 */
export const plainText = (status: number, line: string, headers: Answer['headers'] = {}): TextAnswer => ({
  status,
  headers: { ...textHeaders, ...headers },
  body: `${line}\n`,
});
