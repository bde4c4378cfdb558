/** Line breaks in long values. */

import { expect, test } from 'vitest';
import { breakable } from '../../../templates/page/interpolate.ts';

test.each([
  ['an address after its @', 'jo@example.org', 'jo@<wbr>example.org'],
  ['after the last one', '"a@b"@example.org', '&quot;a@b&quot;@<wbr>example.org'],
  ['a host nowhere, least of all before it: its line would be empty', 'imap.example.net', 'imap.example.net'],
  ['nor a sealed link', 'https://facteur.example.net/l/a4dq', 'https://facteur.example.net/l/a4dq'],
])('%s', (_, text, html) => {
  expect(breakable(text).toString()).toBe(html);
});
