/** Writes requests as HTTP/2 frames: valid, unusual and invalid. */

import type { Random } from '../generators/random.ts';
import type { Field, Request } from '../generators/request.ts';
import { hostileText, utf8 } from '../generators/text.ts';
import type { Expectation } from '../http1/writer.ts';
import { encoded } from './hpack.ts';

export const types = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  push: 5,
  ping: 6,
  goaway: 7,
  window: 8,
  continuation: 9,
} as const;
export const flags = { endStream: 1, ack: 1, endHeaders: 4, padded: 8, priority: 32 } as const;

export interface Http2Message {
  /** What opens the stream, by its number. */
  readonly opening: (stream: number) => Buffer;
  /** Sent as the windows let it; absent when the opening ends the stream. */
  readonly data: Buffer | undefined;
  readonly dataEnds: boolean;
  readonly expectation: Expectation;
  readonly framing: string;
  readonly head: boolean;
}

export function frame(type: number, flag: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flag, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

const token = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const plainValue = /^(?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?$/;
const plainAuthority = /^[A-Za-z0-9._-]+(?::\d{1,4})?$/;
/** Some servers refuse a path that cannot be percent-decoded. */
const plainPath = /^\/(?:[\x21\x22\x24\x26-\x7e]|%[\da-f]{2})*$/i;
const framePayload = 16_384;

export function http2Of(random: Random, request: Request): Http2Message {
  const { method, target, host, body } = request;
  const withHost = random.oneIn(10);
  const scheme = random.weighted([
    [20, 'https'],
    [1, 'http'],
    [1, 'ftp'],
  ]);
  const authority: Field[] = host === undefined ? [] : [[withHost ? 'host' : ':authority', host]];
  const fields: Field[] = [
    [':method', method],
    [':scheme', scheme],
    [':path', target],
    ...(withHost ? [] : authority),
    ...request.fields.map(([name, value]): Field => [random.oneIn(100) ? name : name.toLowerCase(), value]),
    ...(withHost ? authority : []),
    ...lengthOf(random, body),
  ];
  const valid =
    /^[A-Z]+$/.test(method) &&
    method !== 'CONNECT' &&
    scheme !== 'ftp' &&
    plainPath.test(target) &&
    host !== undefined &&
    plainAuthority.test(host) &&
    request.fields.length < 90 &&
    fields
      .slice(withHost ? 3 : 4)
      .every(([name, value]) => token.test(name) && plainValue.test(value) && name !== 'te') &&
    fields.reduce((sum, [name, value]) => sum + name.length + value.length + 32, 0) < 8000;
  return {
    opening: opened(random, encoded(fields), body === undefined),
    data: body === undefined ? undefined : Buffer.from(body, 'latin1'),
    dataEnds: true,
    expectation: valid ? 'answered' : 'may-reset',
    framing: body === undefined ? 'none' : 'data',
    head: method === 'HEAD',
  };
}

const lengthOf = (random: Random, body: string | undefined): Field[] =>
  body === undefined || random.oneIn(3) ? [] : [['content-length', String(body.length)]];

/** In one frame, in several, with padding, with a priority. */
function opened(random: Random, block: Buffer, ends: boolean): (stream: number) => Buffer {
  const end = ends ? flags.endStream : 0;
  const cut = random.oneIn(6) ? 1 + random.below(block.length) : Math.min(block.length, framePayload - 300);
  const padding = random.oneIn(10) ? random.below(200) : undefined;
  const priority = random.oneIn(10);
  return (stream) => {
    const first = Buffer.concat([
      Buffer.from(padding === undefined ? [] : [padding]),
      Buffer.from(priority ? [0, 0, 0, 0, 16] : []),
      block.subarray(0, cut),
      Buffer.alloc(padding ?? 0),
    ]);
    const rest: Buffer[] = [];
    for (let at = cut; at < block.length; at += framePayload)
      rest.push(block.subarray(at, at + framePayload));
    const done = (last: boolean): number => (last ? flags.endHeaders : 0);
    const flag = end | (padding === undefined ? 0 : flags.padded) | (priority ? flags.priority : 0);
    return Buffer.concat([
      frame(types.headers, flag | done(rest.length === 0), stream, first),
      ...rest.map((part, at) => frame(types.continuation, done(at === rest.length - 1), stream, part)),
    ]);
  };
}

/** What breaks the rules of a stream or of the whole connection. */
export function roughHttp2Of(random: Random, mark: string, request: Request): Http2Message {
  const { method, target, host = 'localhost', body = '' } = request;
  const text = utf8(hostileText(random, mark));
  const usual: Field[] = [
    [':method', method],
    [':scheme', 'https'],
    [':path', target],
    [':authority', host],
  ];
  const rough = (
    framing: string,
    opening: (stream: number) => Buffer,
    data?: Buffer,
    dataEnds = true,
  ): Http2Message => ({ opening, data, dataEnds, expectation: 'may-drop', framing, head: method === 'HEAD' });
  // CONNECT replaces the method, and its response has a body.
  const withFields = (framing: string, fields: readonly Field[]): Http2Message => ({
    ...rough(framing, opened(random, encoded(fields), true)),
    head: fields.some(([name, value]) => name === ':method' && value === 'HEAD'),
  });
  const junk = Buffer.from(random.times(random.below(40), () => random.below(256)));
  const bytes = Buffer.from(body, 'latin1');
  return random.weighted<() => Http2Message>([
    [
      3,
      () =>
        withFields('pseudo-twice', [
          ...usual,
          random.pick<Field>([
            [':path', '/'],
            [':method', 'GET'],
            [':authority', host],
            [':status', '200'],
            [':zq9', text],
          ] as const),
        ]),
    ],
    [
      2,
      () =>
        withFields(
          'pseudo-missing',
          usual.filter(() => !random.oneIn(3)),
        ),
    ],
    [2, () => withFields('pseudo-late', [['a', 'b'], ...usual])],
    [
      2,
      () =>
        withFields('connection-fields', [
          ...usual,
          random.pick<Field>([
            ['connection', 'close'],
            ['transfer-encoding', 'chunked'],
            ['upgrade', 'h2c'],
            ['keep-alive', '1'],
            ['te', 'gzip'],
            ['proxy-connection', 'close'],
          ] as const),
        ]),
    ],
    [2, () => withFields('upper-case', [...usual, ['X-Upper', text]])],
    [3, () => withFields('field-bytes', [...usual, [text, text], ['x', `${text}\r\nzq9-injected: 1`]])],
    [2, () => withFields('hosts', [...usual, ['host', text], ['host', host]])],
    [
      1,
      () =>
        withFields('connect', [
          [':method', 'CONNECT'],
          [':authority', host],
        ]),
    ],
    [
      1,
      () =>
        withFields('connect-protocol', [
          [':method', 'CONNECT'],
          [':protocol', 'websocket'],
          ...usual.slice(1),
        ]),
    ],
    [1, () => withFields('empty', [])],
    [1, () => withFields('long-field', [...usual, ['x', 'x'.repeat(random.below(100_000))]])],
    [
      1,
      () =>
        withFields('many-fields', [...usual, ...random.times(random.below(3000), (): Field => ['x', 'y'])]),
    ],
    [
      1,
      () =>
        withFields('cookies', [...usual, ...random.times(random.below(500), (): Field => ['cookie', text])]),
    ],
    [
      2,
      () =>
        rough(
          'wrong-length',
          opened(
            random,
            encoded([
              ...usual,
              ['content-length', random.pick(['0', '1', '-1', '99999', 'x', String(bytes.length + 1)])],
            ]),
            false,
          ),
          bytes,
        ),
    ],
    [
      1,
      () =>
        rough('trailers', (stream) =>
          Buffer.concat([
            opened(random, encoded(usual), false)(stream),
            frame(types.data, 0, stream, junk),
            frame(
              types.headers,
              flags.endStream | flags.endHeaders,
              stream,
              encoded([['zq9-injected', '1']]),
            ),
          ]),
        ),
    ],
    [
      1,
      () =>
        rough('pseudo-trailers', (stream) =>
          Buffer.concat([
            opened(random, encoded(usual), false)(stream),
            frame(types.headers, flags.endStream | flags.endHeaders, stream, encoded([[':path', '/']])),
          ]),
        ),
    ],
    [
      1,
      () =>
        rough('reset', (stream) =>
          Buffer.concat([
            opened(random, encoded(usual), random.oneIn(2))(stream),
            frame(types.reset, 0, stream, Buffer.from([0, 0, 0, random.below(16)])),
          ]),
        ),
    ],
    [
      1,
      () =>
        rough('data-after-end', (stream) =>
          Buffer.concat([
            opened(random, encoded(usual), true)(stream),
            frame(types.data, flags.endStream, stream, junk),
          ]),
        ),
    ],
    [
      1,
      () =>
        rough('padding-too-long', (stream) =>
          Buffer.concat([
            opened(random, encoded(usual), false)(stream),
            frame(types.data, flags.padded | flags.endStream, stream, Buffer.from([255, 1])),
          ]),
        ),
    ],
    [
      1,
      () =>
        rough('table', (stream) =>
          frame(
            types.headers,
            flags.endHeaders | flags.endStream,
            stream,
            Buffer.concat([Buffer.from([random.below(256), random.below(256)]), junk]),
          ),
        ),
    ],
    [
      1,
      () =>
        rough('push', (stream) =>
          frame(types.push, flags.endHeaders, stream, Buffer.from([0, 0, 0, 2, 0x82])),
        ),
    ],
    [
      1,
      () =>
        rough('settings', () =>
          frame(
            types.settings,
            0,
            0,
            Buffer.from([
              0,
              // Not the first: what comes is decoded without a dynamic table.
              2 + random.below(7),
              random.below(256),
              random.below(256),
              random.below(256),
              random.below(256),
            ]),
          ),
        ),
    ],
    [
      1,
      () =>
        rough('settings-many', (stream) =>
          Buffer.concat([
            ...random.times(random.below(200), () => frame(types.settings, 0, 0)),
            opened(random, encoded(usual), true)(stream),
          ]),
        ),
    ],
    [
      1,
      () =>
        rough('pings', (stream) =>
          Buffer.concat([
            ...random.times(random.below(200), () => frame(types.ping, 0, 0, Buffer.alloc(8))),
            opened(random, encoded(usual), true)(stream),
          ]),
        ),
    ],
    [
      1,
      () =>
        rough('window', (stream) =>
          Buffer.concat([
            opened(random, encoded(usual), true)(stream),
            frame(
              types.window,
              0,
              random.oneIn(2) ? stream : 0,
              Buffer.from(
                random.pick<readonly number[]>([
                  [0, 0, 0, 0],
                  [0x7f, 0xff, 0xff, 0xff],
                  [0, 0, 0],
                ]),
              ),
            ),
          ]),
        ),
    ],
    [1, () => rough('stream-zero', () => frame(random.below(10), random.below(256), 0, junk))],
    [1, () => rough('even-stream', (stream) => opened(random, encoded(usual), true)(stream + 1))],
    [
      1,
      () =>
        rough('unknown-frame', (stream) =>
          Buffer.concat([
            frame(10 + random.below(245), random.below(256), random.oneIn(2) ? stream : 0, junk),
            opened(random, encoded(usual), true)(stream),
          ]),
        ),
    ],
    [1, () => rough('any-frame', (stream) => frame(random.below(12), random.below(256), stream, junk))],
    [
      1,
      () =>
        rough('continuation', (stream) =>
          Buffer.concat([
            frame(types.headers, flags.endStream, stream, encoded(usual)),
            frame(types.ping, 0, 0, Buffer.alloc(8)),
          ]),
        ),
    ],
    [
      1,
      () =>
        rough('continuations', (stream) =>
          Buffer.concat([
            frame(types.headers, flags.endStream, stream, encoded(usual)),
            ...random.times(random.below(300), () => frame(types.continuation, 0, stream)),
            frame(types.continuation, flags.endHeaders, stream),
          ]),
        ),
    ],
    [
      1,
      () =>
        rough('length-lies', (stream) =>
          Buffer.concat([
            Buffer.from([0xff, 0xff, 0xff, random.below(10), 0]),
            opened(random, encoded(usual), true)(stream),
          ]),
        ),
    ],
    [
      1,
      () =>
        rough('goaway', (stream) =>
          Buffer.concat([
            opened(random, encoded(usual), true)(stream),
            frame(types.goaway, 0, 0, Buffer.alloc(8)),
          ]),
        ),
    ],
    [1, () => rough('http1', () => Buffer.from(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`, 'latin1'))],
  ])();
}

/** A body that is announced and does not come, or headers without an end. */
export function stallingHttp2Of(random: Random, request: Request): Http2Message {
  const block = encoded([
    [':method', random.pick(['POST', 'GET'])],
    [':scheme', 'https'],
    [':path', '/autodiscover/autodiscover.xml'],
    [':authority', 'autodiscover.example.org'],
  ]);
  const headless = random.oneIn(3);
  return {
    opening: headless ? (stream) => frame(types.headers, 0, stream, block) : opened(random, block, false),
    data: headless ? undefined : Buffer.from(request.body ?? 'x', 'latin1').subarray(0, 1000),
    dataEnds: false,
    expectation: 'stalls',
    framing: headless ? 'headers without end' : 'body without end',
    head: false,
  };
}
