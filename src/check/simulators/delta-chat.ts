/**
 * Delta Chat. In sequence, https and GET only. Any answer that parses ends the search; after a failure it guesses.
 */

import { aLabelsOnly, inSequence } from '../combinators.ts';
import { type HttpLookupOptions, httpLookup } from '../http-lookup.ts';
import { deltaChat as autoconfigParser } from '../parsers/autoconfig/delta-chat.ts';
import { deltaChat as poxParser } from '../parsers/autodiscover/delta-chat.ts';
import { poxLookup } from '../pox-lookup.ts';
import { absoluteUrlsOnly } from '../redirects.ts';
import type { Simulator } from '../simulator.ts';
import { autoconfigUrl, autodiscoverUrl, encodedExceptDots, ispdb, wellKnownUrl } from '../urls.ts';

const http: HttpLookupOptions = {
  foundBy: 'autoconfig',
  parser: autoconfigParser,
  limitMilliseconds: 60_000,
  redirects: { limit: 10, refuses: absoluteUrlsOnly },
};
const pox: HttpLookupOptions = { ...http, foundBy: 'autodiscover', parser: poxParser };

export const deltaChat: Simulator = {
  id: 'delta-chat',
  name: 'Delta Chat',
  source: 'chatmail/core src/configure.rs, configure/auto_outlook.rs, net/http.rs',
  asksServers: true,
  guesses: true,
  lookup: ({ address, domain }) =>
    aLabelsOnly(
      inSequence(
        httpLookup(autoconfigUrl('https', domain, `?emailaddress=${encodedExceptDots(address)}`), http),
        httpLookup(wellKnownUrl('https', domain), http),
        poxLookup(autodiscoverUrl(`https://${domain}`), pox, undefined),
        poxLookup(autodiscoverUrl(`https://autodiscover.${domain}`), pox, undefined),
        httpLookup(ispdb.autoconfig(domain), { ...http, foundBy: 'ispdb' }),
      ),
    ),
};
