/** Which user names `facteur validate` remarks on, and that the clients it names are those of the check. */

import { describe, expect, test } from 'vitest';
import { autoconfigParsers } from '../../src/check/parsers/index.ts';
import { clientsWithoutLiterals, lintUsernames } from '../../src/config/lint-usernames.ts';
import { address, http, replaceAll, vanilla } from '../support/parser-samples.ts';
import { configOf } from '../support/world.ts';

const named = 'GNOME Online Accounts, Geary, Mailspring and SnappyMail do not log in with it by themselves';

interface Usernames {
  readonly imap?: string;
  readonly smtp?: string;
  readonly manual?: string;
  readonly domain?: string;
}

function remarks({ imap = '%EMAILADDRESS%', smtp = imap, manual, domain }: Usernames): readonly string[] {
  const host = { host: 'a.example', security: 'tls' } as const;
  const config = configOf({
    providers: {
      'example.net': {
        name: 'Example',
        incoming: [
          { protocol: 'imap', ...host, username: imap },
          { protocol: 'pop3', ...host, username: imap },
        ],
        outgoing: [{ protocol: 'smtp', ...host, username: smtp }],
        ...(manual === undefined ? {} : { manual: [{ protocol: 'imap', ...host, username: manual }] }),
      },
    },
    domains: {
      'example.org': domain === undefined ? 'example.net' : { provider: 'example.net', username: domain },
    },
  });
  return lintUsernames(config.document).map(({ path, message }) => `${path}: ${message}`);
}

describe('user names', () => {
  test.each<[why: string, usernames: Usernames, expected: readonly string[]]>([
    ['the address', {}, []],
    ['the local part', { imap: '%EMAILLOCALPART%' }, []],
    [
      'something beside the local part, once',
      { imap: 'EXAMPLE\\%EMAILLOCALPART%' },
      [
        `providers.example.net.incoming.0: the user name EXAMPLE\\%EMAILLOCALPART% is more than a placeholder: ${named}`,
      ],
    ],
    [
      'a literal of a domain',
      { domain: 'shared' },
      [`domains.example.org.username: the user name shared is more than a placeholder: ${named}`],
    ],
    [
      'others for SMTP than for IMAP',
      { imap: '%EMAILLOCALPART%', smtp: '%EMAILADDRESS%' },
      [
        'providers.example.net.outgoing.0: the user name %EMAILADDRESS% differs from %EMAILLOCALPART%: FairEmail takes the last one for both, and devices of Apple ask for two passwords',
      ],
    ],
    [
      'a placeholder of another program at a server for people',
      { manual: '%u' },
      [
        'providers.example.net.manual.0: the user name holds %u, which clients send as it is; did you mean %EMAILADDRESS%? It is shown to people as it is',
      ],
    ],
  ])('%s', (_, usernames, expected) => {
    expect(remarks(usernames)).toEqual(expected);
  });
});

test('the clients named are those whose parsers take no literal', () => {
  const document = replaceAll('%EMAILADDRESS%', 'shared')(vanilla);
  const without = autoconfigParsers.filter((parser) => {
    const read = parser.parse(http(document), address);
    return read.ok && read.settings.incoming.username !== 'shared';
  });
  expect(without.map(({ name }) => name).toSorted()).toEqual([...clientsWithoutLiterals].toSorted());
});
