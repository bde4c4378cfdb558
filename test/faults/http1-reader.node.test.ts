/** The reader of HTTP/1 of `npm run faults -- hostile` takes right answers in any pieces, and nothing that is wrong. */

import { describe, expect, test } from 'vitest';
import { Http1Reader, type Read } from '../../bench/faults/hostile/http1/reader.ts';

function read(bytes: string, { toHead = false, mayContinue = false, pieces = 1 } = {}): Read {
  const reader = new Http1Reader();
  const length = Math.ceil(bytes.length / pieces);
  let last: Read = { kind: 'more' };
  for (let at = 0; at < bytes.length && last.kind === 'more'; at += length) {
    reader.feed(Buffer.from(bytes.slice(at, at + length), 'latin1'));
    last = reader.next(toHead, mayContinue);
  }
  return last;
}

const ok = 'HTTP/1.1 200 OK\r\n';

describe('an answer', () => {
  test.each([
    ['with a length', `${ok}Content-Length: 3\r\n\r\nabc`, 'abc'],
    ['in chunks', `${ok}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n`, 'abc'],
    ['without a body', 'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n', ''],
  ])('%s is read, whole or byte by byte', (_, bytes, body) => {
    for (const pieces of [1, 3, bytes.length]) {
      const got = read(bytes, { pieces });
      expect(got.kind === 'answer' && got.answer.body.toString()).toBe(body);
    }
  });

  test('follows 100 (Continue), when that was asked for', () => {
    const bytes = `HTTP/1.1 100 Continue\r\n\r\n${ok}Content-Length: 0\r\n\r\n`;
    expect(read(bytes, { mayContinue: true }).kind).toBe('answer');
    expect(read(bytes).kind).toBe('flaw');
  });

  test('to HEAD has the length of a body that does not come', () => {
    expect(read(`${ok}Content-Length: 3\r\n\r\n`, { toHead: true }).kind).toBe('answer');
  });

  test('leaves the next one where it is', () => {
    const reader = new Http1Reader();
    reader.feed(Buffer.from(`${ok}Content-Length: 1\r\n\r\na${ok}Content-Length: 1\r\n\r\nb`));
    const bodies = [reader.next(false, false), reader.next(false, false)].map((got) =>
      got.kind === 'answer' ? got.answer.body.toString() : got.kind,
    );
    expect(bodies).toEqual(['a', 'b']);
    expect(reader.empty).toBe(true);
  });
});

describe('what is wrong', () => {
  test.each([
    ['no HTTP', '<html>'],
    ['a status line without a status', 'HTTP/1.1 OK\r\n\r\n'],
    ['a header that is no name', `${ok}a b: c\r\n\r\n`],
    ['a header without a colon', `${ok}abc\r\n\r\n`],
    ['a header with a control character', `${ok}Location: /\u001b\r\nContent-Length: 0\r\n\r\n`],
    ['a header beyond ASCII', `${ok}Location: /\u00e4\r\nContent-Length: 0\r\n\r\n`],
    ['a folded header', `${ok}a: b\r\n c\r\nContent-Length: 0\r\n\r\n`],
    ['two lengths', `${ok}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`],
    ['two places', `${ok}Location: /a\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n`],
    ['a length that is none', `${ok}Content-Length: -1\r\n\r\n`],
    ['a length and chunks', `${ok}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`],
    ['no length', `${ok}a: b\r\n\r\n`],
    ['204 with a length', 'HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n'],
    ['a chunk that is too long', `${ok}Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n`],
    ['a chunk without a size', `${ok}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`],
  ])('%s is a flaw', (_, bytes) => {
    expect(read(bytes).kind).toBe('flaw');
  });
});
