/**
 * Apple Mail on iOS and macOS, which asks Apple and nobody else. What helps is a profile that the person opens, so the
 * check looks whether there is one.
 */

import { oneAfterAnother } from '../combinators.ts';
import { document, type Habits } from '../http-lookup.ts';
import { appleMail as reader } from '../parsers/mobileconfig/apple-mail.ts';
import type { Player } from '../simulator.ts';
import { uriEncoded } from '../subject.ts';

const http: Habits = {
  by: 'profile',
  reader,
  limitMilliseconds: 30_000,
  redirects: { limit: 20 },
  headers: {
    'user-agent':
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  },
};

export const appleMail: Player = {
  id: 'apple-mail',
  name: 'Apple Mail',
  source: 'apple/device-management; no server is asked for accounts of type "Other" (openradar 34535320)',
  asks: 'nobody',
  remark: 'It asks Apple alone: the person opens a profile in Safari, and installs it in Settings.',
  search: ({ address, domain }) =>
    oneAfterAnother(
      ...['autoconfig', 'autodiscover'].map((label) =>
        document(`https://${label}.${domain}/profile.mobileconfig?emailaddress=${uriEncoded(address)}`, http),
      ),
    ),
};
