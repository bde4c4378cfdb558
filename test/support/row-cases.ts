/** Rows as real databases hold them, with the expected result, which is the same in all stores. */

import type { Entry } from '../../src/directory/entry.ts';

/** Values of a row: what every store can hold is text or nothing. */
export type TextRow = Readonly<Record<string, string | null>>;

export const forgivenRows: readonly (readonly [why: string, row: TextRow, entry: Entry])[] = [
  ['nothing but a provider', { provider: 'example.net' }, { provider: 'example.net' }],
  ['NULL in place of a host', { provider: 'example.net', imap: null }, { provider: 'example.net' }],
  [
    "'' in place of a host (NOT NULL DEFAULT '')",
    { provider: 'example.net', imap: '' },
    { provider: 'example.net' },
  ],
  [
    'blanks in place of a user name',
    { provider: 'example.net', username: '  ' },
    { provider: 'example.net' },
  ],
  [
    'white space around a host',
    { provider: 'example.net', imap: ' imap.example ' },
    { provider: 'example.net', imap: 'imap.example' },
  ],
  [
    'padding, as of CHAR(32)',
    {
      provider: 'example.net'.padEnd(32),
      smtp: 'smtp.example'.padEnd(32),
      username: '%EMAILADDRESS%'.padEnd(32),
    },
    { provider: 'example.net', smtp: 'smtp.example', username: '%EMAILADDRESS%' },
  ],
  ['a line break at the end', { provider: 'example.net\r\n' }, { provider: 'example.net' }],
  [
    'another letter case',
    { provider: 'NONE', imap: 'IMAP.Example.' },
    { provider: 'none', imap: 'imap.example' },
  ],
  [
    'a host in its own script',
    { provider: 'example.net', pop3: 'bücher.example' },
    { provider: 'example.net', pop3: 'xn--bcher-kva.example' },
  ],
  [
    'a name of 82 characters',
    { provider: 'example.net', name: `${'Mail for all of our members, '.repeat(3)}alas` },
    { provider: 'example.net', name: 'Mail for all of our members, Mail for all of our members' },
  ],
  [
    'a short name of 40 characters in one word',
    { provider: 'example.net', short_name: 'x'.repeat(40) },
    { provider: 'example.net', shortName: 'x'.repeat(20) },
  ],
  [
    'a placeholder in a name',
    { provider: 'example.net', name: 'Post for %EMAILADDRESS% and others' },
    { provider: 'example.net', name: 'Post for and others' },
  ],
  [
    'nothing but a placeholder in a name',
    { provider: 'example.net', name: '%EMAILDOMAIN%' },
    { provider: 'example.net' },
  ],
  [
    'a line break in a name',
    { provider: 'example.net', name: 'Example\n Mail' },
    { provider: 'example.net', name: 'Example Mail' },
  ],
  [
    'columns of other programs',
    { provider: 'example.net', id: '7', imapp: 'x y' },
    { provider: 'example.net' },
  ],
  [
    'a short name in the spelling of JSON',
    { provider: 'example.net', shortName: 'Ex' },
    { provider: 'example.net', shortName: 'Ex' },
  ],
  [
    'a short name as PostgreSQL folds it',
    { provider: 'example.net', shortname: 'Ex' },
    { provider: 'example.net', shortName: 'Ex' },
  ],
  [
    'columns in capitals',
    { PROVIDER: 'example.net', IMAP: 'imap.example' },
    { provider: 'example.net', imap: 'imap.example' },
  ],
];

export const refusedRows: readonly (readonly [why: string, row: TextRow, sentence: string])[] = [
  ['no provider', { imap: 'imap.example' }, 'holds a row whose provider is missing'],
  ["'' in place of the provider", { provider: ' ' }, 'holds a row whose provider is missing'],
  [
    'a host that is none',
    { provider: 'example.net', imap: 'private host' },
    'holds a row whose imap is not a host name',
  ],
  [
    'a host with a port',
    { provider: 'example.net', smtp: 'private.example:465' },
    'holds a row whose smtp holds a port, which only the provider can set',
  ],
  [
    'a URL for a host',
    { provider: 'example.net', pop3: 'pop3s://private.example' },
    'holds a row whose pop3 is a URL and not a host name',
  ],
  [
    'an address for a host',
    { provider: 'example.net', imap: 'private@private.example' },
    'holds a row whose imap is a mail address and not a host name',
  ],
  [
    'an IP address for a host',
    { provider: 'example.net', imap: '192.0.2.1' },
    'holds a row whose imap is an IP address, which no certificate of a mail server names',
  ],
  [
    'a placeholder of another program in a host',
    { provider: 'example.net', imap: 'private.%d' },
    'holds a row whose imap holds a placeholder other than %EMAILDOMAIN%',
  ],
  [
    'a placeholder of another program for the user name',
    { provider: 'example.net', username: '%u' },
    'holds a row whose username holds a placeholder that clients do not know; did you mean %EMAILADDRESS%?',
  ],
  [
    'the same with a name beside it, which is not repeated',
    { provider: 'example.net', username: 'PRIVATE\\%n' },
    'holds a row whose username holds a placeholder that clients do not know',
  ],
  [
    'a user name with a space',
    { provider: 'example.net', username: 'private name' },
    'holds a row whose username holds a space or a control character',
  ],
  [
    'a user name that is a number',
    { provider: 'example.net', username: '00123' },
    'holds a row whose username would be read as a number by Thunderbird',
  ],
  [
    'a user name that is too long',
    { provider: 'example.net', username: 'private'.repeat(40) },
    'holds a row whose username is longer than 254 characters',
  ],
];
