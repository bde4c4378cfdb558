/** Documents that are built once and filled per request. */

import { describe, expect, test } from 'vitest';
import { fillable, hasPlaceholder, type Values } from '../../src/format/placeholders.ts';
import { escapeXml } from '../../src/format/xml.ts';

const asItIs = (value: string): string => value;

describe('a filled document', () => {
  test.each<[why: string, text: string, values: Values, filled: string]>([
    [
      'has the value where its placeholder stood',
      '<a>%EMAILADDRESS%</a>',
      { EMAILADDRESS: 'jo@x.org' },
      '<a>jo@x.org</a>',
    ],
    ['has it everywhere', '%TIME% %TIME%', { TIME: '10' }, '10 10'],
    ['has it at both ends', '%TIME%:%REALNAME%', { TIME: '10', REALNAME: 'Jo' }, '10:Jo'],
    [
      'has several values side by side',
      '%EMAILLOCALPART%%EMAILDOMAIN%',
      { EMAILLOCALPART: 'jo', EMAILDOMAIN: 'x.org' },
      'jox.org',
    ],
    [
      'keeps a placeholder without a value, for the client to fill',
      '%EMAILADDRESS% %TIME%',
      { TIME: '10' },
      '%EMAILADDRESS% 10',
    ],
    [
      'keeps a placeholder whose value is undefined',
      '%EMAILADDRESS%',
      { EMAILADDRESS: undefined },
      '%EMAILADDRESS%',
    ],
    ['loses a placeholder whose value is empty', '[%REALNAME%]', { REALNAME: '' }, '[]'],
    [
      'keeps what only looks like a placeholder',
      '%USER% %emailaddress% 100% %TIME',
      { TIME: '10' },
      '%USER% %emailaddress% 100% %TIME',
    ],
    ['keeps a percent sign beside a placeholder', '%%TIME%%', { TIME: '10' }, '%10%'],
    ['is the text itself when there is nothing to fill', 'plain', { TIME: '10' }, 'plain'],
    ['is empty when the text is', '', {}, ''],
  ])('%s', (_, text, values, filled) => {
    expect(fillable(text, asItIs)(values)).toBe(filled);
  });

  test('contains no value of an earlier one', () => {
    const fill = fillable('%EMAILADDRESS% %TIME%', asItIs);
    expect(fill({ EMAILADDRESS: 'jo@x.org', TIME: '10' })).toBe('jo@x.org 10');
    expect(fill({ TIME: '11' })).toBe('%EMAILADDRESS% 11');
  });

  test.each<[why: string, values: Values, filled: string]>([
    ['itself', { EMAILADDRESS: '%EMAILADDRESS%' }, '%EMAILADDRESS%|%TIME%'],
    ['another one', { EMAILADDRESS: '%TIME%@x.org', TIME: '10' }, '%TIME%@x.org|10'],
    ['half of one, the next value being the other', { EMAILADDRESS: '%TI', TIME: 'ME%' }, '%TI|ME%'],
  ])('does not fill placeholders inside of a value: %s', (_, values, filled) => {
    expect(fillable('%EMAILADDRESS%|%TIME%', asItIs)(values)).toBe(filled);
  });

  test.each<[why: string, value: string]>([
    ['the whole match', '$&'],
    ['what stands before', '$`'],
    ['a dollar sign', '$$'],
    ['a group', '$1'],
  ])('does not interpret a value as a pattern of String.replace: %s', (_, value) => {
    expect(fillable('[%REALNAME%]', asItIs)({ REALNAME: value })).toBe(`[${value}]`);
  });

  test('has its values escaped, and nothing else', () => {
    const fill = fillable('<a>&amp;%EMAILADDRESS%</a>', escapeXml);
    expect(fill({ EMAILADDRESS: '"<r&d>"@x.org' })).toBe('<a>&amp;&quot;&lt;r&amp;d&gt;&quot;@x.org</a>');
  });
});

describe('a text contains a placeholder', () => {
  test.each<[why: string, text: string, holds: boolean]>([
    ['when one stands in it', 'Mail of %EMAILDOMAIN%', true],
    ['when it is one of ours', '%PROFILEUUID%', true],
    ['not when it is in lower case', '%emaildomain%', false],
    ['not when it lacks a percent sign', 'EMAILDOMAIN%', false],
    ['not for percent signs alone', '100 % EMAIL %', false],
    ['not when it is empty', '', false],
  ])('%s', (_, text, holds) => {
    expect(hasPlaceholder(text)).toBe(holds);
    // Called twice, because a regular expression may keep lastIndex.
    expect(hasPlaceholder(text)).toBe(holds);
  });
});

describe('the name of a placeholder as plain text', () => {
  test.each<[where: string, text: string, filled: string]>([
    ['between two placeholders', '%TIME%REALNAME%TIME%', '10REALNAME10'],
    ['before a placeholder', 'REALNAME%TIME%', 'REALNAME10'],
    ['after a placeholder', '%TIME%REALNAME', '10REALNAME'],
    ['between two placeholders, one of which is its own', '%REALNAME%REALNAME%TIME%', 'JoREALNAME10'],
    ['alone', 'REALNAME', 'REALNAME'],
  ])('stays as it is %s', (_, text, filled) => {
    expect(fillable(text, asItIs)({ REALNAME: 'Jo', TIME: '10' })).toBe(filled);
  });
});
