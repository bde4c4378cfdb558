/** Rows of all stores, with values in the types that drivers return. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../src/directory/entry.ts';
import { StoreError } from '../../src/directory/failure.ts';
import { readRow } from '../../src/directory/row.ts';
import { forgivenRows, refusedRows } from '../support/row-cases.ts';

const sentenceIn = (row: unknown): string | undefined => {
  const entry = readRow(row);
  return entry.ok ? undefined : new StoreError('shelf', entry.refusal).message;
};

describe('a row may have', () => {
  test.each(forgivenRows)('%s', (_, row, entry) => {
    expect(readRow(row)).toEqual({ ok: true, value: entry });
  });

  const bytes = (text: string) => new TextEncoder().encode(text);
  test.each<[why: string, row: unknown, entry: Entry]>([
    ['a text in place of an object', ' example.net ', { provider: 'example.net' }],
    ['bytes, as of VARBINARY', { provider: bytes('example.net') }, { provider: 'example.net' }],
    [
      'bytes padded with zeros, as of BINARY(32)',
      { provider: bytes('example.net\0\0\0') },
      { provider: 'example.net' },
    ],
    ['no bytes', { provider: 'a', imap: new Uint8Array() }, { provider: 'a' }],
    ['a list of one value, as of LDAP', { provider: ['example.net'] }, { provider: 'example.net' }],
    ['a list without values', { provider: 'a', imap: [] }, { provider: 'a' }],
    [
      'the same value twice',
      { provider: 'a', imap: ['a.example', ' a.example'] },
      { provider: 'a', imap: 'a.example' },
    ],
    [
      'several names, of which one is always the same',
      { provider: 'a', name: ['Two', 'One'] },
      { provider: 'a', name: 'One' },
    ],
    ['a number for a name', { provider: 'a', name: 1984 }, { provider: 'a', name: '1984' }],
    ['undefined', { provider: 'a', imap: undefined }, { provider: 'a' }],
    [
      'columns of other types that are not facteur’s',
      { provider: 'a', active: true, at: new Date(0) },
      { provider: 'a' },
    ],
  ])('%s', (_, row, entry) => {
    expect(readRow(row)).toEqual({ ok: true, value: entry });
  });
});

describe('a row is refused that has', () => {
  test.each(refusedRows)('%s', (_, row, sentence) => {
    expect(sentenceIn(row)).toBe(`shelf ${sentence}`);
  });

  test.each<[why: string, row: unknown, sentence: string]>([
    [
      'several hosts',
      { provider: 'a', imap: ['a.example', 'b.example'] },
      'holds a row whose imap has several values',
    ],
    ['a date for a host', { provider: 'a', imap: new Date(0) }, 'holds a row whose imap is not text'],
    ['a truth value for a provider', { provider: true }, 'holds a row whose provider is not text'],
    [
      'bytes in Latin 1',
      { provider: 'a', imap: new Uint8Array([0xe9]) },
      'holds a row whose imap is not UTF-8',
    ],
    ['a list in a list', { provider: 'a', imap: [['a.example']] }, 'holds a row whose imap is not text'],
    ['no columns', {}, 'holds a row whose provider is missing'],
    ['no form of one', 7, 'holds an entry that is neither the name of a provider nor an object'],
    ['nothing', undefined, 'holds an entry that is neither the name of a provider nor an object'],
    ['a blank text', ' ', 'holds a row whose provider is missing'],
  ])('%s', (_, row, sentence) => {
    expect(sentenceIn(row)).toBe(`shelf ${sentence}`);
  });

  test.each(refusedRows)('%s, and nothing of it is in the message', (_, row) => {
    expect(sentenceIn(row)).not.toMatch(/private|192\.0/i);
  });
});

test('an entry of any values has names that fit, and texts without padding', () => {
  const value = fc.oneof(fc.string({ unit: 'binary' }), fc.anything());
  const row = fc.record({ provider: value, name: value, short_name: value, imap: value, username: value });
  fc.assert(
    fc.property(row, (one) => {
      const entry = readRow(one);
      if (!entry.ok) return;
      for (const text of Object.values(entry.value)) expect(text).toBe(text.trim());
      expect(entry.value.name?.length ?? 1).toBeLessThanOrEqual(60);
      expect(entry.value.shortName?.length ?? 1).toBeLessThanOrEqual(20);
      expect(`${entry.value.name}${entry.value.shortName}`).not.toMatch(/[\p{Cc}\p{Cs}]|%EMAIL\w+%/u);
    }),
  );
});
