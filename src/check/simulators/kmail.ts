/**
 * KMail's account wizard. Mozilla's database first, then the provider, without a query. The first 200 ends the search,
 * whatever the body is.
 */

import { inSequence } from '../combinators.ts';
import { type HttpLookupOptions, httpLookup } from '../http-lookup.ts';
import { kmail as parser } from '../parsers/autoconfig/kmail.ts';
import type { Simulator } from '../simulator.ts';
import { autoconfigUrl, ispdb, wellKnownUrl } from '../urls.ts';

const http: HttpLookupOptions = {
  foundBy: 'autoconfig',
  parser,
  // The default of QNetworkAccessManager.
  limitMilliseconds: 30_000,
  redirects: { limit: 50, refuses: neverFromHttps },
  headers: { 'user-agent': 'Mozilla/5.0' },
  // ispdbservice.cpp: it tries the next URL only if the status is not 200.
  endsSearch: ({ status }) => status === 200,
};

export const kmail: Simulator = {
  id: 'kmail',
  name: 'KMail',
  source: 'KDE/kmail-account-wizard src/ispdbservice.cpp',
  asksServers: true,
  lookup: ({ domain }) =>
    inSequence(
      httpLookup(ispdb.autoconfig(domain), { ...http, foundBy: 'ispdb' }),
      httpLookup(autoconfigUrl('https', domain), http),
      httpLookup(autoconfigUrl('http', domain), http),
      httpLookup(wellKnownUrl('https', domain), http),
    ),
};

/** Qt's NoLessSafeRedirectPolicy. */
function neverFromHttps(from: URL, location: string): string | undefined {
  const leaves = from.protocol === 'https:' && new URL(location, from.href).protocol !== 'https:';
  return leaves ? 'it does not follow from https to http' : undefined;
}
