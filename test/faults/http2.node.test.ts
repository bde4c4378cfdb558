/** The HTTP/2 of `npm run faults -- hostile` is understood by Node's, and understands it. */

import { createServer, type Http2Server } from 'node:http2';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fate } from '../../bench/faults/hostile/answer.ts';
import { randomOf } from '../../bench/faults/hostile/generators/random.ts';
import type { Field } from '../../bench/faults/hostile/generators/request.ts';
import { Http2Connection } from '../../bench/faults/hostile/http2/connection.ts';
import { decoded, encoded } from '../../bench/faults/hostile/http2/hpack.ts';
import { http2Of } from '../../bench/faults/hostile/http2/writer.ts';

/** Every character that a header may hold, so that every code of Huffman's comes back. */
const every = Array.from({ length: 94 }, (_, at) => String.fromCharCode(0x21 + at)).join('');
let server: Http2Server;
let port = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(Buffer.from(chunk)));
    request.on('end', () => {
      const { length } = Buffer.concat(chunks);
      response.writeHead(200, { 'x-every': every, 'x-path': request.url, 'x-length': String(length) });
      response.end('a'.repeat(100_000));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  port = typeof bound === 'object' && bound !== null ? bound.port : 0;
});
afterAll(() => void server.close());

const message = (number: number, path: string, body?: string) =>
  http2Of(randomOf(1, number), {
    kind: 'test',
    method: body === undefined ? 'GET' : 'POST',
    target: path,
    host: 'example.org',
    fields: [],
    body,
  });

const headers = (fate: Fate | undefined): Readonly<Record<string, string>> =>
  fate?.kind === 'answered' ? Object.fromEntries(fate.answers[0]?.fields ?? []) : {};

test('requests of any framing are answered, with long bodies both ways', async () => {
  const connection = new Http2Connection(connect(port, '127.0.0.1'));
  const messages = Array.from({ length: 60 }, (_, at) =>
    message(at, `/${at}`, at % 2 === 0 ? undefined : 'b'.repeat(at * 2000)),
  );
  const fates = await connection.exchange(messages, 10_000);
  connection.destroy();
  for (const [at, fate] of fates.entries()) {
    expect(headers(fate)).toMatchObject({
      'x-every': every,
      'x-path': `/${at}`,
      'x-length': at % 2 === 0 ? '0' : String(at * 2000),
    });
    expect(fate.kind === 'answered' && fate.answers[0]?.body.length).toBe(100_000);
  }
});

test('a stream that is refused does not take the others with it', async () => {
  const connection = new Http2Connection(connect(port, '127.0.0.1'));
  const wrong = { ...message(1, '/'), opening: message(1, '/\r\nzq9-injected: 1').opening };
  const fates = await connection.exchange([message(0, '/a'), wrong, message(2, '/b')], 10_000);
  connection.destroy();
  expect(fates.map(({ kind }) => kind)).toEqual(['answered', 'dropped', 'answered']);
});

test('fields come back as they were written', () => {
  const fields: Field[] = [
    [':status', '200'],
    ['x', 'y'.repeat(300)],
    ['z', ''],
  ];
  expect(decoded(encoded(fields))).toEqual(fields);
});

test.each([
  ['a length beyond the end', Buffer.from([0, 5, 97])],
  ['an index beyond the table', Buffer.from([0xff, 0x7f])],
  ['a table that was forbidden', Buffer.from([0x3f, 0xe1, 0x1f])],
])('%s is not decoded', (_, block) => {
  expect(decoded(block)).toBeUndefined();
});
