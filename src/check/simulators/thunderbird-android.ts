/**
 * Thunderbird for Android and K-9. Everything at once, without the address; a source that cannot be read gives way to
 * the next, and plain http on the way makes the result one that the person must confirm.
 */

import { sideBySide } from '../combinators.ts';
import { byMx } from '../dns-lookup.ts';
import { document, type Habits } from '../http-lookup.ts';
import { thunderbirdAndroid as reader } from '../parsers/autoconfig/thunderbird-android.ts';
import type { Player } from '../simulator.ts';
import { autoconfigUrl, ispdb, wellKnownUrl } from '../subject.ts';

const http: Habits = {
  by: 'autoconfig',
  reader,
  limitMilliseconds: 10_000,
  redirects: { limit: 20 },
  headers: { 'user-agent': 'okhttp/5.1.0' },
};
const database: Habits = { ...http, by: 'ispdb' };

export const thunderbirdAndroid: Player = {
  id: 'thunderbird-android',
  name: 'Thunderbird for Android',
  source: 'thunderbird-android feature/autodiscovery RealAutoDiscoveryRegistry.kt, OkHttpFetcher.kt',
  asks: 'servers',
  search: ({ domain }) =>
    sideBySide(
      document(autoconfigUrl('https', domain), http),
      document(wellKnownUrl('https', domain), http),
      document(autoconfigUrl('http', domain), http),
      document(wellKnownUrl('http', domain), http),
      document(ispdb.autoconfig(domain), database),
      byMx(({ parent, base }) => {
        if (base === undefined || base === domain) return undefined;
        const places = parent === undefined ? [base] : [parent, base];
        return sideBySide(
          ...places.map((place) => document(autoconfigUrl('https', place), http)),
          ...places.map((place) => document(ispdb.autoconfig(place), database)),
        );
      }),
    ),
};
