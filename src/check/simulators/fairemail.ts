/**
 * FairEmail, the builds outside the Play store. It asks everything and then sorts: SRV records score 50, autoconfig
 * 20, so that DNS beats a document. Its own list of providers comes first and is not played.
 */

import type { Source } from '../attempt.ts';
import { oneAfterAnother } from '../combinators.ts';
import { byMx, bySrv, firstOffered, parentsOf } from '../dns-lookup.ts';
import { document, type Habits } from '../http-lookup.ts';
import { fairEmail as autoconfigReader } from '../parsers/autoconfig/fairemail.ts';
import { fairEmail as poxReader } from '../parsers/autodiscover/fairemail.ts';
import { poxPost } from '../pox-lookup.ts';
import { sameSchemeOnly } from '../redirects.ts';
import type { Player } from '../simulator.ts';
import { autoconfigUrl, autodiscoverUrl, ispdb, wellKnownUrl } from '../subject.ts';

const http: Habits = {
  by: 'autoconfig',
  reader: autoconfigReader,
  limitMilliseconds: 10_000,
  // HttpURLConnection follows, and never from one scheme to the other.
  redirects: { limit: 20, refuses: sameSchemeOnly },
  headers: {
    'user-agent':
      'Mozilla/5.0 (Linux; Android 15; Pixel 8; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/141.0.0.0 Mobile Safari/537.36',
  },
  // ConnectionHelper.java: host names are not compared unless "safe" is set.
  anyName: true,
};
const pox: Habits = { ...http, by: 'autodiscover', reader: poxReader };
const post = poxPost('application/x-www-form-urlencoded');

export const fairEmail: Player = {
  id: 'fairemail',
  name: 'FairEmail',
  source: 'M66B/FairEmail EmailProvider.java fromEmail, fromDNS, fromISPDB',
  asks: 'servers',
  guesses: true,
  search: ({ address, domain }) =>
    oneAfterAnother(
      recordsOf(domain),
      documents(domain, address),
      byMx(({ host, base }) =>
        oneAfterAnother(
          ...parentsOf(host, base).flatMap((name) => [recordsOf(name), documents(name, address)]),
        ),
      ),
    ),
};

/** EmailProvider.java fromDNS: implicit TLS first for IMAP, STARTTLS first for submission, and both or neither. */
const recordsOf = (domain: string): Source =>
  bySrv(
    ['_imaps', '_imap', '_submission', '_submissions'],
    (answers) => {
      const imap = firstOffered(answers, '_imaps', '_imap');
      // A `0 0 0 .` is a record to it, with a port that its own validation refuses.
      const root = ['_imaps', '_submission'].map((one) => answers.get(one)).find((one) => one?.notOffered);
      const smtp = firstOffered(answers, '_submission', '_submissions');
      if (!imap || !smtp) return { kind: 'no-srv', names: ['_imaps', '_submissions'] };
      if (root) {
        return {
          kind: 'bad-srv',
          name: root.name,
          why: 'it takes the root for a server, and then drops all records',
        };
      }
      return {
        incoming: { from: imap, protocol: 'imap', tls: imap.records[0]?.port !== 143 },
        outgoing: { from: smtp, tls: smtp.records[0]?.port !== 587 },
      };
    },
    domain,
  );

/** The address goes into the query as it was typed. */
function documents(domain: string, address: string): Source {
  const query = `?emailaddress=${address}`;
  return oneAfterAnother(
    document(autoconfigUrl('https', domain, query), http),
    document(wellKnownUrl('https', domain, query), http),
    document(autoconfigUrl('http', domain, query), http),
    document(wellKnownUrl('http', domain, query), http),
    document(ispdb.autoconfig(domain), { ...http, by: 'ispdb' }),
    document(autodiscoverUrl(`https://${domain}`), pox, post),
    document(autodiscoverUrl(`https://autodiscover.${domain}`), pox, post),
  );
}
