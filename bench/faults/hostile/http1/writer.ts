/** Writes requests as HTTP/1, with every framing of a message: valid, unusual and invalid. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../facteur.ts';
import type { Random } from '../generators/random.ts';
import type { Field, Request } from '../generators/request.ts';
import { hostileText, utf8 } from '../generators/text.ts';

/**
 * What a client may expect of the server:
 * - `answered`: the message is whole and unambiguous, so there is an answer, and the connection may carry more;
 * - `may-close`: whole, but wrong or last, so there is an answer, and the connection may end with it;
 * - `may-reset`: a stream of HTTP/2 that is wrong in itself: it may end without an answer, the connection lives on;
 * - `may-drop`: not whole, or ambiguous: answers are whole, and the connection ends;
 * - `stalls`: not whole, and nothing more comes: the server ends the connection by itself.
 */
export type Expectation = 'answered' | 'may-close' | 'may-reset' | 'may-drop' | 'stalls';

export interface Http1Message {
  readonly bytes: Buffer;
  readonly expectation: Expectation;
  /** What the message is wrong in. */
  readonly framing: string;
  /** Without a body in its answer. */
  readonly head: boolean;
  /** Whether 100 (Continue) may come before the answer. */
  readonly mayContinue: boolean;
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const plainTarget = /^(?:\/|https?:\/\/[\w.-]+(?::\d+)?\/)[\x21-\x7e]*$/i;
const plainValue = /^(?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?$/;

/** Nothing may end a line before its end: that would be another message. */
const inOneLine = (bytes: string): string => bytes.replace(/[\r\n]/g, '');

interface Line {
  readonly method: string;
  readonly target: string;
  readonly version: string;
}

export function http1Of(random: Random, request: Request): Http1Message {
  const { method } = request;
  const target = inOneLine(request.target).replaceAll(' ', '%20') || '/';
  const fields = request.fields.map(([name, value]): Field => [inOneLine(name) || 'x', inOneLine(value)]);
  const host: Field[] = request.host === undefined ? [] : [['Host', inOneLine(request.host)]];
  const framed = framingOf(random, request.body);
  const last = random.oneIn(40);
  const version = random.oneIn(40) ? 'HTTP/1.0' : 'HTTP/1.1';
  const all = [...host, ...fields, ...framed.fields, ...(last ? [connectionClose] : [])];
  const valid =
    // Any token is a method, but parsers know theirs.
    /^[A-Z-]+$/.test(method) &&
    plainTarget.test(target) &&
    all.every(([name, value]) => token.test(name) && plainValue.test(value)) &&
    version === 'HTTP/1.1' &&
    lengthOf(all) < 8000 &&
    all.length < 90;
  const expectation =
    framed.expectation !== 'answered' ? framed.expectation : valid && !last ? 'answered' : 'may-close';
  return {
    bytes: bytesOf({ method, target, version }, all, framed.bytes),
    expectation: method === 'TRACE' || method === 'CONNECT' ? weaker(expectation) : expectation,
    framing: framed.name,
    head: method === 'HEAD',
    mayContinue: framed.mayContinue,
  };
}

const weaker = (expectation: Expectation): Expectation =>
  expectation === 'answered' ? 'may-close' : expectation;

const connectionClose: Field = ['Connection', 'close'];

const lengthOf = (fields: readonly Field[]): number =>
  fields.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);

function bytesOf({ method, target, version }: Line, fields: readonly Field[], body: string): Buffer {
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(`${method} ${target} ${version}\r\n${lines}\r\n${body}`, 'latin1');
}

interface Framed {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly bytes: string;
  readonly expectation: Expectation;
  readonly mayContinue: boolean;
}

function framingOf(random: Random, body: string | undefined): Framed {
  const bytes = body ?? '';
  const length: Field = ['Content-Length', String(bytes.length)];
  const framed = (
    name: string,
    fields: readonly Field[],
    sent = bytes,
    expectation: Expectation = 'answered',
  ): Framed => ({ name, fields, bytes: sent, expectation, mayContinue: false });
  const expecting = (value: string): Framed => ({
    ...framed('expect', [length, ['Expect', value]]),
    mayContinue: true,
  });
  if (body === undefined) {
    if (random.oneIn(200)) return expecting('100-continue');
    return framed('none', []);
  }
  return random.weighted<() => Framed>([
    [40, () => framed('length', [length])],
    [10, () => framed('chunked', [transferChunked], chunked(random, bytes))],
    [2, () => framed('chunked', [transferChunked], chunked(random, bytes, ';zq9="a"'))],
    [
      1,
      () =>
        framed(
          'trailers',
          [transferChunked],
          chunked(random, bytes).replace(/\r\n$/, 'zq9-injected: 1\r\nHost: a\r\n\r\n'),
          'may-close',
        ),
    ],
    [2, () => expecting(random.pick(['100-continue', '100-Continue', '200-ok', 'zq9', '']))],
  ])();
}

const transferChunked: Field = ['Transfer-Encoding', 'chunked'];

function chunked(random: Random, bytes: string, extension = ''): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + random.below(random.pick([8, 100, 70_000]));
    const piece = bytes.slice(at, at + length);
    pieces.push(`${piece.length.toString(16)}${extension}\r\n${piece}\r\n`);
    at += length;
    // A body of many tiny chunks is a fault of its own, and a short one will do.
    if (pieces.length === 300) {
      const rest = bytes.slice(at);
      if (rest !== '') pieces.push(`${rest.length.toString(16)}\r\n${rest}\r\n`);
      break;
    }
  }
  return `${pieces.join('')}0\r\n\r\n`;
}

/** A message that is not whole, ambiguous, or no HTTP at all. */
export function roughHttp1Of(random: Random, mark: string, request: Request): Http1Message {
  const rough = (framing: string, bytes: string): Http1Message => ({
    bytes: Buffer.from(bytes, 'latin1'),
    expectation: 'may-drop',
    framing,
    head: false,
    mayContinue: true,
  });
  const { method, target, host = 'localhost', fields, body = '' } = request;
  const line = `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\n`;
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const text = utf8(hostileText(random, mark));
  const length = `Content-Length: ${body.length}\r\n`;
  const smuggled = `GET /${mark} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  return random.weighted<() => Http1Message>([
    [6, () => ({ ...rough('mutated', ''), bytes: mutated(random) })],
    // With whatever ends a line left in it.
    [4, () => rough('lines', `${line}${lines}${length}\r\n${body}`)],
    [
      1,
      () =>
        rough(
          'short-body',
          `${line}${lines}Content-Length: ${body.length + 1 + random.below(1000)}\r\n\r\n${body}`,
        ),
    ],
    [
      1,
      () =>
        rough('long-body', `${line}${lines}Content-Length: ${random.below(body.length + 1)}\r\n\r\n${body}`),
    ],
    [1, () => rough('two-lengths', `${line}${length}Content-Length: ${random.below(100)}\r\n\r\n${body}`)],
    [
      1,
      () =>
        rough(
          'odd-length',
          `${line}Content-Length: ${random.pick(['-1', '+1', '0x10', '1e3', '1 1', '1,1', '', ' ', '99999999999999999999', '1;', text])}\r\n\r\n${body}`,
        ),
    ],
    [
      2,
      () =>
        rough(
          'length-and-chunked',
          `${line}${random.oneIn(2) ? length : ''}Transfer-Encoding: ${random.pick(['chunked', 'xchunked', 'chunked, chunked', 'gzip, chunked', '\x0bchunked', 'chunked\0', 'identity', text])}\r\n${random.oneIn(2) ? length : ''}\r\n0\r\n\r\n${smuggled}`,
        ),
    ],
    [
      2,
      () =>
        rough(
          'bad-chunks',
          `${line}Transfer-Encoding: chunked\r\n\r\n${random.pick(['-1', '0x1', 'zz', 'ffffffffffffffff', '1', ' 1', '1 ', '1;a=\n', '', '00000000000000000000000000000001'])}\r\n${body}`,
        ),
    ],
    [
      1,
      () =>
        rough(
          'spaces',
          `${method} ${random.pick(['  ', '\t', '\x0b'])}${target} HTTP/1.1\r\nHost : ${host}\r\n folded: 1\r\n\r\n`,
        ),
    ],
    [1, () => rough('line-feeds', `${method} ${target} HTTP/1.1\nHost: ${host}\n\n${smuggled}`)],
    [
      1,
      () =>
        rough(
          'version',
          `${method} ${target} ${random.pick(['HTTP/0.9', 'HTTP/1.2', 'HTTP/2.0', 'HTTP/9.9', 'HTTP/1', 'HTTPS/1.1', 'http/1.1', text])}\r\nHost: ${host}\r\n\r\n`,
        ),
    ],
    [1, () => rough('hosts', `${line}Host: ${text}\r\nhost: ${host}\r\n\r\n`)],
    [
      1,
      () =>
        rough(
          'upgrade',
          `${line}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: ${random.pick(['h2c', 'websocket', text])}\r\nHTTP2-Settings: ${text}\r\n\r\n`,
        ),
    ],
    [
      1,
      () =>
        rough(
          'connect',
          `CONNECT ${random.pick(['example.org:443', target])} HTTP/1.1\r\nHost: ${host}\r\n\r\n${smuggled}`,
        ),
    ],
    [1, () => rough('preface', `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0`)],
    [1, () => rough('proxy-protocol', `PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n${line}\r\n`)],
    [1, () => rough('tls', '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03')],
    [1, () => rough('long-head', `${line}X: ${'x'.repeat(random.below(70_000))}\r\n\r\n`)],
    [1, () => rough('many-fields', `${line}${'X: y\r\n'.repeat(random.below(6000))}\r\n`)],
    [
      1,
      () =>
        rough('long-target', `GET /${'x'.repeat(random.below(70_000))} HTTP/1.1\r\nHost: ${host}\r\n\r\n`),
    ],
    [
      2,
      () =>
        rough(
          'cut',
          `${line}${lines}${length}\r\n${body}`.slice(
            0,
            random.below(line.length + lines.length + body.length),
          ),
        ),
    ],
    [
      2,
      () =>
        rough(
          'pipelined',
          `${`GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(random.below(60))}${line}${lines}${length}\r\n${body}`,
        ),
    ],
    [1, () => rough('bytes', text)],
  ])();
}

/** One that waits in the middle of itself, and goes on waiting. */
export function stallingHttp1Of(random: Random, request: Request): Http1Message {
  const { method, target, host = 'localhost', body = 'x' } = request;
  const whole = `${method} ${inOneLine(target)} HTTP/1.1\r\nHost: ${inOneLine(host)}\r\nContent-Length: ${body.length + 1}\r\n\r\n${body}`;
  return {
    bytes: Buffer.from(whole.slice(0, 1 + random.below(whole.length)), 'latin1'),
    expectation: 'stalls',
    framing: 'stall',
    head: false,
    mayContinue: true,
  };
}

/** Requests of real clients; bytes of them are changed, doubled, left out, and swapped with those of others. */
const real = readdirSync(join(root, 'test/vectors'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.http'))
  .toSorted()
  .map((name) => readFileSync(join(root, 'test/vectors', name), 'utf8').replace(/^(?:#.*\n)+/, ''))
  .map((text) => Buffer.from(text.replace(/(?<!\r)\n/g, '\r\n')));
const [firstReal = Buffer.from('GET / HTTP/1.1\r\n\r\n'), ...otherReal] = real;

function mutated(random: Random): Buffer {
  let bytes: Buffer = random.pick([firstReal, ...otherReal]);
  for (let left = 1 + random.below(6); left > 0; left--) {
    const at = random.below(Math.max(1, bytes.length));
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    const length = random.below(40);
    const other = random.pick([firstReal, ...otherReal]);
    bytes = random.weighted<() => Buffer>([
      [3, () => Buffer.concat([before, Buffer.from([random.below(256)]), after.subarray(1)])],
      [2, () => Buffer.concat([before, after.subarray(length)])],
      [2, () => Buffer.concat([before, after.subarray(0, length), after])],
      [2, () => Buffer.concat([before, other.subarray(at % other.length)])],
      [1, () => Buffer.concat([before, Buffer.from([random.below(32), random.below(256)]), after])],
    ])();
  }
  return bytes;
}
