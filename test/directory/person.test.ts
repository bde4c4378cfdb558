/** What a row of a store by address says of a person. */

import { expect, test } from 'vitest';
import { readPerson } from '../../src/directory/person.ts';

test.each<[unknown, unknown]>([
  [{}, {}],
  [{ username: 'jo', other: 'column' }, { username: 'jo' }],
  [{ username: ' jo ', imap: '', smtp: null }, { username: 'jo' }],
  [
    { provider: 'example.net', short_name: 'x', name: 'Jo' },
    { provider: 'example.net', name: 'Jo' },
  ],
  [
    { aliases: 'a@example.org, b@example.org;c@example.org' },
    { aliases: ['a@example.org', 'b@example.org', 'c@example.org'] },
  ],
  [
    {
      ALIASES: [
        'SMTP:jo@example.org',
        'smtp:j@example.org',
        'X500:/o=Example',
        'SIP:jo@example.org',
        'jo@example.org',
      ],
    },
    { aliases: ['j@example.org', 'jo@example.org'] },
  ],
  [{ aliases: ['not an address'] }, {}],
])('%j is %j', (row, person) => {
  expect(readPerson(row)).toEqual({ ok: true, value: person });
});

test.each<[unknown, object]>([
  [{ imap: 'not a host' }, { column: 'imap' }],
  [{ username: ['a', 'b'] }, { column: 'username', flaw: 'several-values' }],
  [{ username: '%u' }, { column: 'username', flaw: 'username-placeholder' }],
  [[], { flaw: 'row-malformed' }],
])('%j is refused', (row, refusal) => {
  expect(readPerson(row)).toMatchObject({ ok: false, refusal });
});
