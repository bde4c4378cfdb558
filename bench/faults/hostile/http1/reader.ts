/**
 * A strict parser of HTTP/1 responses: what RFC 9112 allows only for old senders, or asks readers to tolerate, is a
 * flaw here.
 */

import type { Answer } from '../answer.ts';

export type Read =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'more' }
  | { readonly kind: 'flaw'; readonly flaw: string };

const more: Read = { kind: 'more' };
const statusLine = /^HTTP\/1\.[01] ([1-9]\d\d) ([\x20-\x7e]*)$/;
const fieldLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*((?:[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?)$/;
/** More of these would contradict each other. */
const single = new Set([
  'content-length',
  'content-type',
  'content-disposition',
  'content-security-policy',
  'location',
  'etag',
  'date',
  'retry-after',
  'transfer-encoding',
  'x-content-type-options',
]);
const headEnd = Buffer.from('\r\n\r\n');
const headMost = 64 * 1024;

export class Http1Reader {
  private left: Buffer = Buffer.alloc(0);
  private finished = false;

  feed(bytes: Buffer): void {
    this.left = this.left.length === 0 ? bytes : Buffer.concat([this.left, bytes]);
  }

  /** Nothing more comes. */
  finish(): void {
    this.finished = true;
  }

  get empty(): boolean {
    return this.left.length === 0;
  }

  /** What has not been read yet, to be shown. */
  get rest(): string {
    return JSON.stringify(this.left.subarray(0, 80).toString('latin1'));
  }

  /** @param mayContinue whether the request expects 100 (Continue) */
  next(toHead: boolean, mayContinue: boolean): Read {
    for (;;) {
      const end = this.left.indexOf(headEnd);
      if (end === -1) return this.left.length > headMost ? flawed('a head without end') : this.begun();
      const lines = this.left.toString('latin1', 0, end).split('\r\n');
      const status = Number(statusLine.exec(lines[0] ?? '')?.[1]);
      if (!(status > 0)) return flawed(`status line ${JSON.stringify(lines[0])}`);
      if (status < 200) {
        if (status !== 100 || !mayContinue) return flawed(`an unexpected ${status}`);
        this.left = this.left.subarray(end + 4);
        continue;
      }
      return this.withBody(status, lines.slice(1), end + 4, toHead);
    }
  }

  /** So that garbage is found before it has an end. */
  private begun(): Read {
    const start = this.left.toString('latin1', 0, Math.min(5, this.left.length));
    return 'HTTP/'.startsWith(start) ? more : flawed(`this is not HTTP: ${this.rest}`);
  }

  private withBody(status: number, lines: readonly string[], from: number, toHead: boolean): Read {
    const fields: [string, string][] = [];
    const seen = new Set<string>();
    for (const line of lines) {
      const [, name, value] = fieldLine.exec(line) ?? [];
      if (name === undefined || value === undefined) return flawed(`header line ${JSON.stringify(line)}`);
      const lower = name.toLowerCase();
      if (single.has(lower) && seen.has(lower)) return flawed(`two headers ${lower}`);
      seen.add(lower);
      fields.push([lower, value]);
    }
    const get = (name: string): string | undefined => fields.find(([other]) => other === name)?.[1];
    const last = /\bclose\b/i.test(get('connection') ?? '');
    const answered = (body: Buffer, to: number): Read => {
      this.left = this.left.subarray(to);
      return { kind: 'answer', answer: { status, fields, body, toHead, last } };
    };
    const length = get('content-length');
    const coding = get('transfer-encoding');
    if (length !== undefined && coding !== undefined)
      return flawed('both Content-Length and Transfer-Encoding');
    if (length !== undefined && !/^\d+$/.test(length)) return flawed(`Content-Length ${length}`);
    if (coding !== undefined && coding !== 'chunked') return flawed(`Transfer-Encoding ${coding}`);
    if (status === 204 && (length ?? coding) !== undefined) return flawed('204 with a length');
    if (toHead || status === 204 || status === 304) return answered(Buffer.alloc(0), from);
    if (coding !== undefined) {
      const body = this.chunks(from);
      return body.kind === 'whole' ? answered(body.bytes, body.end) : body;
    }
    // Proxies do so when they refuse; whether the server may is not for the reader to say.
    if (length === undefined && last)
      return this.finished ? answered(this.left.subarray(from), this.left.length) : more;
    if (length === undefined) return flawed(`${status} without a length`);
    const to = from + Number(length);
    return this.left.length < to ? more : answered(this.left.subarray(from, to), to);
  }

  private chunks(
    from: number,
  ): Read | { readonly kind: 'whole'; readonly bytes: Buffer; readonly end: number } {
    const pieces: Buffer[] = [];
    for (let at = from; ; ) {
      const lineEnd = this.left.indexOf('\r\n', at, 'latin1');
      if (lineEnd === -1) return more;
      const size = this.left.toString('latin1', at, lineEnd);
      if (!/^[\da-f]{1,8}$/i.test(size)) return flawed(`chunk size ${JSON.stringify(size)}`);
      const start = lineEnd + 2;
      const end = start + Number.parseInt(size, 16);
      if (this.left.length < end + 2) return more;
      if (this.left.toString('latin1', end, end + 2) !== '\r\n') return flawed('a chunk without its end');
      if (end === start) return { kind: 'whole', bytes: Buffer.concat(pieces), end: end + 2 };
      pieces.push(this.left.subarray(start, end));
      at = end + 2;
    }
  }
}

const flawed = (flaw: string): Read => ({ kind: 'flaw', flaw });
