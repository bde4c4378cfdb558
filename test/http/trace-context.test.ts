/** What is taken of a traceparent and of an id that a proxy gave: their exact form, or nothing. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTraceContext, requestIdOf } from '../../src/http/trace-context.ts';

const trace = '0af7651916cd43dd8448eb211c80319c';
const span = 'b7ad6b7169203331';

describe('a traceparent', () => {
  test.each([
    ['of version 00', `00-${trace}-${span}-01`],
    ['that is not sampled', `00-${trace}-${span}-00`],
    ['of a later version', `cc-${trace}-${span}-01`],
    ['of a later version that says more', `01-${trace}-${span}-01-what the future brings`],
  ])('%s is taken', (_, header) => {
    expect(readTraceContext(header)).toEqual({ trace, span });
  });

  test.each([
    ['none', ''],
    ['in capitals', `00-${trace.toUpperCase()}-${span}-01`],
    ['of no version', `ff-${trace}-${span}-01`],
    ['of version 00 that says more', `00-${trace}-${span}-01-more`],
    ['without flags', `00-${trace}-${span}`],
    ['of nobody’s trace', `00-${'0'.repeat(32)}-${span}-01`],
    ['of nobody’s span', `00-${trace}-${'0'.repeat(16)}-01`],
    ['that is too short', `00-${trace.slice(1)}-${span}-01`],
    ['two of them', `00-${trace}-${span}-01, 00-${trace}-${span}-01`],
    ['with an address', 'jo@example.org'],
  ])('%s is not', (_, header) => {
    expect(readTraceContext(header)).toBe(undefined);
  });

  test('gives hexadecimal digits or nothing, whatever is sent', () => {
    const almost = fc.stringMatching(/^[\da-fg-]{2}-[\da-fg]{30,33}-[\da-fg]{16}-.{2,9}$/);
    fc.assert(
      fc.property(fc.oneof(almost, fc.string()), (header) => {
        expect(JSON.stringify(Object.values(readTraceContext(header) ?? {}))).toMatch(
          /^\["[\da-f]{32}","[\da-f]{16}"\]$|^\[\]$/,
        );
      }),
    );
  });
});

describe('an id of a request', () => {
  test.each(['0af7651916cd43dd8448eb211c80319c', '3F2504E0-4F89-41D3-9A0C-0305E82C3301'])(
    'may be %s',
    (id) => {
      expect(requestIdOf(id)).toBe(id.toLowerCase());
    },
  );

  test.each(['', 'jo@example.org', '0af7651916cd43dd8448eb211c80319', `${trace}\n`, `${trace}${trace}`])(
    'is not %j',
    (id) => {
      expect(requestIdOf(id)).toBe(undefined);
    },
  );
});
