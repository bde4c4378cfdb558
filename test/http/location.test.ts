/** The Location of a redirect: visible ASCII, equivalent to the requested target. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { locationOf } from '../../src/http/location.ts';
import { anyText } from '../support/any-text.ts';

const origin = 'https://facteur.example.net';

describe('a Location', () => {
  test.each([
    ['/v1.0/Jo.Doe+X@example.org', '', '/v1.0/Jo.Doe+X@example.org'],
    ['/中', '', '/%E4%B8%AD'],
    ['/\0\r\n\u001b\u007f', '', '/%00%0D%0A%1B%7F'],
    ['/a b"<>\\^`{|}', '', '/a%20b%22%3C%3E%5C%5E%60%7B%7C%7D'],
    // Decoded paths keep these encoded, because they would mean something else.
    ['/%40%2f%3F%23%25', '', '/%40%2f%3F%23%25'],
    ['/%', '', '/%25'],
    ['/%zz%4', '', '/%25zz%254'],
    ['/?x#y', '', '/%3Fx%23y'],
    ['/\ud800', '', '/%EF%BF%BD'],
    ['//evil.example', '', '//evil.example'],
    ['/', 'emailaddress=Jo%40example.org&x=[?/]', '/?emailaddress=Jo%40example.org&x=[?/]'],
    ['/', '\r\nSet-Cookie: x=y#z', '/?%0D%0ASet-Cookie:%20x=y%23z'],
  ])('for the path %j and the query %j ends in %s', (path, search, expected) => {
    expect(locationOf(origin, { path, search })).toBe(origin + expected);
  });

  test('for any path and query is visible ASCII, at the origin, and encoded no further by a URL parser', () => {
    fc.assert(
      fc.property(anyText(), anyText(), (path, search) => {
        const location = locationOf(origin, { path: `/${path}`, search });
        expect(location).toMatch(/^[!-~]*$/);
        expect(new URL(location).origin).toBe(origin);
        // Dot segments are the only thing that a parser still takes away.
        if (!/\.|%2e/i.test(path))
          expect(new URL(location).href).toBe(
            location.replaceAll("'", (quote, at) =>
              at > location.indexOf('?') && location.includes('?') ? '%27' : quote,
            ),
          );
      }),
    );
  });
});
