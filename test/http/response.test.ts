/** Which header values leave the server. */

import { describe, expect, test } from 'vitest';
import { unsafeHeader } from '../../src/http/response.ts';

describe('headers', () => {
  test.each(['\n', '\r', '\0', '\t', '\u007f', 'é', '\ud800'])(
    'with %j in a value are named',
    (character) => {
      expect(unsafeHeader({ allow: 'GET', etag: `"a${character}"` })).toBe('etag');
    },
  );

  test('of visible ASCII and spaces are safe', () => {
    expect(unsafeHeader({ allow: 'GET, HEAD', etag: '"~!"', empty: '' })).toBeUndefined();
  });
});
