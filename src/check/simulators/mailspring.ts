/** Mailspring. Two URLs, https only, without the address. Its built-in provider tables come first and are not simulated. */

import { inSequence } from '../combinators.ts';
import { type HttpLookupOptions, httpLookup } from '../http-lookup.ts';
import { mailspring as parser } from '../parsers/autoconfig/mailspring.ts';
import type { Simulator } from '../simulator.ts';
import { autoconfigUrl, wellKnownUrl } from '../urls.ts';

const http: HttpLookupOptions = {
  foundBy: 'autoconfig',
  parser,
  limitMilliseconds: 30_000,
  redirects: { limit: 20 },
  headers: {
    'user-agent':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Mailspring/1.16.0 Chrome/140.0.0.0 Electron/38.0.0 Safari/537.36',
  },
};

export const mailspring: Simulator = {
  id: 'mailspring',
  name: 'Mailspring',
  source: 'Foundry376/Mailspring app/internal_packages/onboarding/lib/onboarding-helpers.ts',
  asksServers: true,
  lookup: ({ domain }) =>
    inSequence(
      httpLookup(autoconfigUrl('https', domain), http),
      httpLookup(wellKnownUrl('https', domain), http),
    ),
};
