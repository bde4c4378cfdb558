/**
 * Apple Mail on iOS and macOS. It asks only Apple's servers. A profile that the user opens configures it, so the check
 * looks for one.
 */

import { inSequence } from '../combinators.ts';
import { type HttpLookupOptions, httpLookup } from '../http-lookup.ts';
import { appleMail as parser } from '../parsers/mobileconfig/apple-mail.ts';
import type { Simulator } from '../simulator.ts';
import { uriEncoded } from '../urls.ts';

const http: HttpLookupOptions = {
  foundBy: 'profile',
  parser,
  limitMilliseconds: 30_000,
  redirects: { limit: 20 },
  headers: {
    'user-agent':
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  },
};

export const appleMail: Simulator = {
  id: 'apple-mail',
  name: 'Apple Mail',
  source: 'apple/device-management; no server is asked for accounts of type "Other" (openradar 34535320)',
  asksServers: false,
  remark: 'It asks only Apple: the user opens a profile in Safari and installs it in Settings.',
  lookup: ({ address, domain }) =>
    inSequence(
      ...['autoconfig', 'autodiscover'].map((label) =>
        httpLookup(
          `https://${label}.${domain}/profile.mobileconfig?emailaddress=${uriEncoded(address)}`,
          http,
        ),
      ),
    ),
};
