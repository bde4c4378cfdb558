/**
 * Thunderbird for Android and K-9. Everything in parallel, without the address. After an answer that it cannot parse it
 * uses the next one; if plain http was involved, the user must confirm the result.
 */

import { inParallel } from '../combinators.ts';
import { mxLookup } from '../dns-lookup.ts';
import { type HttpLookupOptions, httpLookup } from '../http-lookup.ts';
import { thunderbirdAndroid as parser } from '../parsers/autoconfig/thunderbird-android.ts';
import type { Simulator } from '../simulator.ts';
import { autoconfigUrl, ispdb, wellKnownUrl } from '../urls.ts';

const http: HttpLookupOptions = {
  foundBy: 'autoconfig',
  parser,
  limitMilliseconds: 10_000,
  redirects: { limit: 20 },
  headers: { 'user-agent': 'okhttp/5.1.0' },
};
const database: HttpLookupOptions = { ...http, foundBy: 'ispdb' };

export const thunderbirdAndroid: Simulator = {
  id: 'thunderbird-android',
  name: 'Thunderbird for Android',
  source: 'thunderbird-android feature/autodiscovery RealAutoDiscoveryRegistry.kt, OkHttpFetcher.kt',
  asksServers: true,
  lookup: ({ domain }) =>
    inParallel(
      httpLookup(autoconfigUrl('https', domain), http),
      httpLookup(wellKnownUrl('https', domain), http),
      httpLookup(autoconfigUrl('http', domain), http),
      httpLookup(wellKnownUrl('http', domain), http),
      httpLookup(ispdb.autoconfig(domain), database),
      mxLookup(({ parent, base }) => {
        if (base === undefined || base === domain) return undefined;
        const places = parent === undefined ? [base] : [parent, base];
        return inParallel(
          ...places.map((place) => httpLookup(autoconfigUrl('https', place), http)),
          ...places.map((place) => httpLookup(ispdb.autoconfig(place), database)),
        );
      }),
    ),
};
