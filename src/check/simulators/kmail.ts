/**
 * KMail's account wizard. Mozilla's database first, then the provider, without a query; the first 200 is the end of
 * the search, whatever is in it.
 */

import { oneAfterAnother } from '../combinators.ts';
import { document, type Habits } from '../http-lookup.ts';
import { kmail as reader } from '../parsers/autoconfig/kmail.ts';
import type { Player } from '../simulator.ts';
import { autoconfigUrl, ispdb, wellKnownUrl } from '../subject.ts';

const http: Habits = {
  by: 'autoconfig',
  reader,
  // QNetworkAccessManager, as it comes.
  limitMilliseconds: 30_000,
  redirects: { limit: 50, refuses: neverFromHttps },
  headers: { 'user-agent': 'Mozilla/5.0' },
  // ispdbservice.cpp: the next one is asked when the status is not 200, and in no other case.
  stopsAt: ({ status }) => status === 200,
};

export const kmail: Player = {
  id: 'kmail',
  name: 'KMail',
  source: 'KDE/kmail-account-wizard src/ispdbservice.cpp',
  asks: 'servers',
  search: ({ domain }) =>
    oneAfterAnother(
      document(ispdb.autoconfig(domain), { ...http, by: 'ispdb' }),
      document(autoconfigUrl('https', domain), http),
      document(autoconfigUrl('http', domain), http),
      document(wellKnownUrl('https', domain), http),
    ),
};

/** Qt's NoLessSafeRedirectPolicy. */
function neverFromHttps(from: URL, location: string): string | undefined {
  const leaves = from.protocol === 'https:' && new URL(location, from.href).protocol !== 'https:';
  return leaves ? 'it does not go from https to http' : undefined;
}
