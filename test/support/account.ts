/** An account to vary in tests: one modification, one rule. */

import type { Account, Encryption, IncomingServer, OutgoingServer } from '../../src/model/account.ts';

const login = { authentication: ['password'], username: '%EMAILADDRESS%' } as const;

export const imap = (port = 993, security: Encryption = 'tls'): IncomingServer => ({
  protocol: 'imap',
  host: 'imap.example.net',
  port,
  security,
  ...login,
});

export const pop3 = (port = 995, security: Encryption = 'tls'): IncomingServer => ({
  protocol: 'pop3',
  host: 'pop.example.net',
  port,
  security,
  ...login,
});

export const smtp = (port = 465, security: Encryption = 'tls'): OutgoingServer => ({
  protocol: 'smtp',
  host: 'smtp.example.net',
  port,
  security,
  ...login,
});

export const account = (changes: Partial<Account> = {}): Account => ({
  id: 'example.net',
  name: 'Example Mail',
  shortName: 'Example',
  incoming: [imap(), pop3()],
  outgoing: [smtp()],
  manual: [],
  documentation: [],
  instructions: {},
  ...changes,
});
