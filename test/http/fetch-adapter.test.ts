/** What the pipeline is given of a Request, and what a Response has of an Answer. */

import { describe, expect, test } from 'vitest';
import { readBody, toIncomingRequest, toResponse } from '../../src/http/fetch-adapter.ts';

const bodyLimitBytes = 4096;

const incoming = (url: string, headers: Record<string, string> = {}) =>
  toIncomingRequest(new Request(url, { headers }), '/', '', undefined, {
    cameOverHttp: () => false,
    readBody,
  });

describe('the query', () => {
  test.each<[why: string, url: string, search: string]>([
    ['is what follows the question mark', 'https://x.example/a?b=c', 'b=c'],
    ['may hold a question mark', 'https://x.example/a?b=c?d', 'b=c?d'],
    ['is empty without a question mark', 'https://x.example/a', ''],
    ['is empty with nothing after it', 'https://x.example/a?', ''],
    ['ends at the fragment', 'https://x.example/a?b=c#d', 'b=c'],
    ['is empty when the question mark is in the fragment', 'https://x.example/a?#b?c', ''],
    ['stays percent-encoded', 'https://x.example/a?b=%23%3F', 'b=%23%3F'],
  ])('%s', (_, url, search) => {
    expect(incoming(url).search).toBe(search);
  });
});

describe('the host', () => {
  test.each<[why: string, headers: Record<string, string>, host: string]>([
    ['is that of the Host header', { host: 'mail.example.org' }, 'mail.example.org'],
    ['is that of the URL without one', {}, 'x.example:8443'],
  ])('%s', (_, headers, host) => {
    expect(incoming('https://x.example:8443/', headers).host).toBe(host);
  });
});

describe('a response', () => {
  test('has the status, the headers and the body of the answer', async () => {
    const response = toResponse({ status: 410, headers: { 'x-test': 'yes' }, body: 'gone' });
    expect([response.status, response.headers.get('x-test'), await response.text()]).toEqual([
      410,
      'yes',
      'gone',
    ]);
  });

  test('has no body where the answer has none, as 304 must not', () => {
    expect(toResponse({ status: 304, headers: {}, body: '' }).body).toBeNull();
  });
});

describe('the body', () => {
  const streaming = (body: ReadableStream<Uint8Array<ArrayBuffer>>): Request =>
    new Request('https://x.example/', { method: 'POST', body, duplex: 'half' });
  const filled = (length: number) => new Uint8Array(length).fill(0x20);
  const inOnePiece = (length: number) =>
    streaming(
      new ReadableStream({
        start(controller) {
          controller.enqueue(filled(length));
          controller.close();
        },
      }),
    );

  test.each<[why: string, request: () => Request, length: number]>([
    [
      'announced, at the limit',
      () => new Request('https://x.example/', { method: 'POST', body: filled(bodyLimitBytes) }),
      bodyLimitBytes,
    ],
    ['of unknown length, at the limit', () => inOnePiece(bodyLimitBytes), bodyLimitBytes],
    ['that is empty', () => new Request('https://x.example/', { method: 'POST' }), 0],
  ])('%s is read', async (_, request, length) => {
    const body = await readBody(request(), undefined, bodyLimitBytes);
    expect(body.ok && body.value.length).toBe(length);
  });

  test('of unknown length over the limit is refused', async () => {
    expect(await readBody(inOnePiece(bodyLimitBytes + 1), undefined, bodyLimitBytes)).toEqual({
      ok: false,
      refusal: { reason: 'body-too-large', limitBytes: bodyLimitBytes },
    });
  });

  test('that breaks off is refused as cut short', async () => {
    const broken = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        controller.error(new Error('the client hung up'));
      },
    });
    expect(await readBody(streaming(broken), undefined, bodyLimitBytes)).toEqual({
      ok: false,
      refusal: { reason: 'body-malformed', flaw: 'cut-short' },
    });
  });
});
