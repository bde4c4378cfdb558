/** Named parameters of SQL queries. */

import { describe, expect, test } from 'vitest';
import { bindParameters, parametersIn } from '../../../src/directory/stores/sql-parameters.ts';

const values = { domain: 'D', address: 'A', localpart: 'L' };
const bound = (query: string, style: 'dollar' | 'question' | 'numbered') => {
  const { text, values: of } = bindParameters(query, style);
  return [text, of(values)];
};

describe('the same query', () => {
  const query = 'SELECT a FROM t WHERE mail = :address OR (l = :localpart AND d = :domain) OR x = :address';

  test.each([
    ['dollar', 'SELECT a FROM t WHERE mail = $1 OR (l = $2 AND d = $3) OR x = $1', ['A', 'L', 'D']],
    ['numbered', 'SELECT a FROM t WHERE mail = ?1 OR (l = ?2 AND d = ?3) OR x = ?1', ['A', 'L', 'D']],
    ['question', 'SELECT a FROM t WHERE mail = ? OR (l = ? AND d = ?) OR x = ?', ['A', 'L', 'D', 'A']],
  ] as const)('with placeholders of the style %s', (style, text, expected) => {
    expect(bound(query, style)).toEqual([text, expected]);
  });
});

test.each([
  ['dollar', 'SELECT $1', ['D']],
  ['question', 'SELECT ?', ['D']],
  ['question', 'SELECT ? UNION SELECT ?', ['D', 'D']],
  ['question', "SELECT '?' UNION SELECT ? -- ?", ['D']],
] as const)('without names, each placeholder is the domain (%s): %s', (style, query, expected) => {
  expect(bound(query, style)).toEqual([query, expected]);
});

test.each([
  ["SELECT ':address'"],
  ["SELECT 'it''s :address'"],
  ['SELECT ":address"'],
  ['SELECT `:address`'],
  ['SELECT 1 -- :address'],
  ['SELECT 1 /* :address\n */'],
  ['SELECT a::address'],
  ['SELECT $tag$ :address $tag$'],
  ['SELECT :addresses'],
  ['SELECT x:address'],
])('no parameter: %s', (query) => {
  expect(parametersIn(query)).toEqual(new Set());
  expect(bindParameters(query, 'dollar').text).toBe(query);
});

test('a backslash before a quote ends no string of MySQL', () => {
  expect(bound(String.raw`SELECT 'it\'s :address' = :domain`, 'question')).toEqual([
    String.raw`SELECT 'it\'s :address' = ?`,
    ['D'],
  ]);
});

test('a cast after a parameter stays', () => {
  expect(bound('SELECT :address::text', 'dollar')).toEqual(['SELECT $1::text', ['A']]);
});
