/** Failures of a store: one word for each cause, and never an address or a name. */

import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  codeOf,
  type FailureWord,
  failureOf,
  failureOfFetch,
  isOutage,
  isRowRefusal,
  StoreError,
  type StoreFailure,
  sentenceOf,
} from '../../src/directory/failure.ts';
import { fetchOnNode, networkFailure } from '../../src/directory/network-failure.ts';

const coded = (code: unknown, message = 'private.example'): Error =>
  Object.assign(new Error(message), { code });

test.each<[code: string, word: FailureWord | undefined]>([
  ['ECONNREFUSED', 'refused'],
  ['ENOTFOUND', 'unreachable'],
  ['EAI_AGAIN', 'unreachable'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENOENT', 'unreachable'],
  ['ECONNRESET', 'disconnected'],
  ['EPIPE', 'disconnected'],
  ['ETIMEDOUT', 'timeout'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
  ['CERT_HAS_EXPIRED', 'tls'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
  ['28P01', undefined],
])('Node’s %s is %s', (code, word) => {
  expect(networkFailure(coded(code))).toEqual(word && { word, code });
});

test('fetch on Node tells the reason that it has in its cause', async () => {
  const cause = coded('ECONNREFUSED', 'connect 192.0.2.1:443');
  const fetch = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('fetch failed', { cause }));
  onTestFinished(() => fetch.mockRestore());
  const failure = await fetchOnNode('http')('https://private.example/', {}).catch(failureOf);
  expect(failure).toEqual({ word: 'refused', code: 'ECONNREFUSED' });
});

test.each<[error: Error, failure: StoreFailure]>([
  [new DOMException('private', 'TimeoutError'), { word: 'timeout' }],
  [new Error('Network connection lost.'), { word: 'disconnected' }],
  [new TypeError('private'), { word: 'failed', code: 'TypeError' }],
])('what fetch says without a code is understood: %s', (error, failure) => {
  expect(failureOfFetch(error)).toEqual(failure);
});

test.each<[failure: StoreFailure, sentence: string, about: 'store' | 'row' | 'look-up']>([
  [{ word: 'refused', code: 'ECONNREFUSED' }, 'shelf refuses the connection (ECONNREFUSED)', 'store'],
  [{ word: 'timeout' }, 'shelf does not answer in time', 'store'],
  [
    { word: 'row-refused', flaw: 'host-malformed', column: 'imap' },
    'shelf holds a row whose imap is not a host name',
    'row',
  ],
  [
    { word: 'row-refused', flaw: 'missing', column: 'provider' },
    'shelf holds a row whose provider is missing',
    'row',
  ],
  [{ word: 'two-entries' }, 'shelf holds more than one row for a domain', 'row'],
  [{ word: 'look-up-failed', code: 'ESERVFAIL' }, 'shelf cannot look up a domain (ESERVFAIL)', 'look-up'],
])('%j is a sentence: %s', (failure, sentence, about) => {
  expect(sentenceOf('shelf', failure)).toBe(sentence);
  expect([isOutage(failure), isRowRefusal(failure)]).toEqual([about === 'store', about === 'row']);
});

describe('nothing that could be an address, a domain or a password comes out of an error', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('jo@private.example', 'private.example', 'postgres://jo:secret@db.private.example/mail'),
  );
  const spoken = /^shelf [a-z, ]+( \(\w{1,60}\))?$/;

  test('whatever its code, its name, its message and its cause are', () => {
    fc.assert(
      fc.property(texts, texts, texts, texts, (code, name, message, cause) => {
        const error = Object.assign(new Error(message, { cause: coded(cause) }), { code, name });
        const thrown = [failureOf(error), failureOfFetch(error), networkFailure(error)];
        for (const failure of thrown) {
          if (!failure) continue;
          const sentence = new StoreError('shelf', failure).message;
          expect(sentence).toMatch(spoken);
          expect(sentence).not.toMatch(/[@.:/]/);
        }
        expect(codeOf(error) ?? 'none').toMatch(/^\w{1,60}$/);
      }),
    );
  });

  test.each([undefined, null, 42, 'private.example', {}, coded(42), coded(undefined)])(
    'also when it is no error: %j',
    (error) => {
      expect(sentenceOf('shelf', failureOf(error))).toMatch(spoken);
    },
  );
});
