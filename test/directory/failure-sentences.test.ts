/** The sentence in the log for each word of a store's failure. The table does not compile when a word is missing. */

import { describe, expect, test } from 'vitest';
import { StoreError, type StoreFailure } from '../../src/directory/failure.ts';

type Word = Exclude<StoreFailure['word'], 'row-refused'>;

const sentences = {
  timeout: 'shelf does not answer in time',
  refused: 'shelf refuses the connection',
  unreachable: 'shelf cannot be reached',
  disconnected: 'shelf closed the connection',
  credentials: 'shelf rejects the credentials',
  tls: 'shelf fails at TLS',
  'query-refused': 'shelf rejects the query',
  overloaded: 'shelf is overloaded',
  'bad-answer': 'shelf gives an unexpected answer',
  'file-missing': 'shelf does not find its file',
  'file-unreadable': 'shelf cannot read its file',
  'file-damaged': 'shelf has a damaged file',
  failed: 'shelf fails',
  'look-up-failed': 'shelf cannot look up a domain',
  'two-entries': 'shelf holds more than one row for a domain',
  'unknown-provider': 'shelf names a provider that the configuration does not describe',
} satisfies Record<Word, string>;

const isWord = (text: string): text is Word => text in sentences;

describe('a failure in a sentence', () => {
  test.each(Object.entries(sentences))('%s: %s', (word, sentence) => {
    expect(isWord(word) && new StoreError('shelf', { word }).message).toBe(sentence);
  });

  test.each<[failure: StoreFailure, sentence: string]>([
    [{ word: 'row-refused', flaw: 'row-not-json' }, 'shelf holds an entry that is not JSON'],
    [
      { word: 'row-refused', flaw: 'host-malformed', column: 'imap' },
      'shelf holds a row whose imap is not a host name',
    ],
    [{ word: 'row-refused', flaw: 'missing', column: 'smtp' }, 'shelf holds a row whose smtp is missing'],
    [
      { word: 'row-refused', flaw: 'several-values', column: 'username' },
      'shelf holds a row whose username has several values',
    ],
  ])('%j: %s', (failure, sentence) => {
    expect(new StoreError('shelf', failure).message).toBe(sentence);
  });
});
