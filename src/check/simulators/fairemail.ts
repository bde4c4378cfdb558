/**
 * FairEmail, the builds outside the Play store. It tries everything and sorts by score: SRV records 50, autoconfig 20,
 * so DNS beats a document. Its built-in provider list comes first and is not simulated.
 */

import type { Lookup } from '../attempt.ts';
import { inSequence } from '../combinators.ts';
import { lowestPriority, mxLookup, nsLookup, parentDomains, srvLookup } from '../dns-lookup.ts';
import { type HttpLookupOptions, httpLookup } from '../http-lookup.ts';
import { fairEmail as autoconfigParser } from '../parsers/autoconfig/fairemail.ts';
import { fairEmail as poxParser } from '../parsers/autodiscover/fairemail.ts';
import { poxPost } from '../pox-lookup.ts';
import { sameSchemeOnly } from '../redirects.ts';
import type { Simulator } from '../simulator.ts';
import { autoconfigUrl, autodiscoverUrl, ispdb, wellKnownUrl } from '../urls.ts';

const http: HttpLookupOptions = {
  foundBy: 'autoconfig',
  parser: autoconfigParser,
  limitMilliseconds: 10_000,
  // HttpURLConnection follows redirects, but never to another scheme.
  redirects: { limit: 20, refuses: sameSchemeOnly },
  headers: {
    'user-agent':
      'Mozilla/5.0 (Linux; Android 15; Pixel 8; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/141.0.0.0 Mobile Safari/537.36',
  },
  // ConnectionHelper.java: host names are verified only if "safe" is set.
  ignoreCertificateName: true,
};
const pox: HttpLookupOptions = { ...http, foundBy: 'autodiscover', parser: poxParser };
const post = poxPost('application/x-www-form-urlencoded');

export const fairEmail: Simulator = {
  id: 'fairemail',
  name: 'FairEmail',
  source: 'M66B/FairEmail EmailProvider.java fromEmail, fromDNS, fromISPDB at 30a5133',
  asksServers: true,
  guesses: true,
  lookup: ({ address, domain }) =>
    inSequence(
      nsLookup,
      recordsOf(domain),
      documents(domain, address),
      mxLookup(({ host, base }) =>
        inSequence(
          ...parentDomains(host, base).flatMap((name) => [recordsOf(name), documents(name, address)]),
        ),
      ),
    ),
};

/**
 * EmailProvider.java fromDNS at 30a5133: both names of a service are sorted together by priority and weight, and a
 * target that is the root is ignored. Both services are required. With equal priority and weight `_submission` wins
 * at 30a5133 and `_submissions` at e23dd9d (2026-08); the later one is simulated.
 */
const recordsOf = (domain: string): Lookup =>
  srvLookup(
    ['_imap', '_imaps', '_submission', '_submissions'],
    (answers) => {
      const imap = lowestPriority(answers, '_imaps', '_imap');
      const smtp = lowestPriority(answers, '_submissions', '_submission');
      if (!imap || !smtp) return { kind: 'no-srv', names: ['_imaps', '_submissions'] };
      return {
        incoming: {
          from: imap,
          protocol: 'imap',
          tls: imap.name.startsWith('_imaps.') || imap.records[0]?.port !== 143,
        },
        outgoing: {
          from: smtp,
          tls: smtp.name.startsWith('_submissions.') || smtp.records[0]?.port !== 587,
        },
      };
    },
    domain,
  );

/** The address is not encoded in the query. */
function documents(domain: string, address: string): Lookup {
  const query = `?emailaddress=${address}`;
  return inSequence(
    httpLookup(autoconfigUrl('https', domain, query), http),
    httpLookup(wellKnownUrl('https', domain, query), http),
    httpLookup(autoconfigUrl('http', domain, query), http),
    httpLookup(wellKnownUrl('http', domain, query), http),
    httpLookup(ispdb.autoconfig(domain), { ...http, foundBy: 'ispdb' }),
    httpLookup(autodiscoverUrl(`https://${domain}`), pox, post),
    httpLookup(autodiscoverUrl(`https://autodiscover.${domain}`), pox, post),
  );
}
