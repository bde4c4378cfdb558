/**
 * The well-known URLs by which clients find calendars, address books, JMAP and the issuer of tokens where they know
 * nothing but a domain. Nothing of that is answered here: who asks is sent on to what the operator has configured
 * for the Host's domain, and nowhere else.
 */

import { type Fill, fillable } from '../format/placeholders.ts';
import { type Answer, plainText } from '../http/response.ts';
import type { Account, OAuth2 } from '../model/account.ts';
import { ok, refuse } from '../model/result.ts';
import { routes } from '../routes.ts';
import { memoizeByObject } from '../util/memo.ts';
import { type Dialect, noSubject, type Question } from './dialect.ts';
import { plainRefusal } from './plain-refusal.ts';

const issuer = routes.oauth.path;

interface WellKnownQuestion extends Question {
  readonly path: string;
  /** What stands between the well-known name and the end of the path, with its slash: an issuer's own path. */
  readonly rest: string;
  /** Where the client is, which no redirect may lead back to. */
  readonly here: string;
}

/** RFC 6764 §5: a client that begins with PROPFIND must be sent on as one that begins with GET. */
export const wellKnown: Dialect<WellKnownQuestion> = {
  name: 'well-known',
  methods: ['GET', 'PROPFIND'],

  read({ path, rest: sent, host, base }) {
    const rest = sent.toLowerCase();
    return ok({
      ...noSubject,
      path,
      rest: rest && `/${rest}`,
      here: `https://${host.name}${base}${path}${rest}`,
    });
  },

  write({ path, rest, here }, { account, domain }) {
    const target = path.startsWith(issuer)
      ? metadataOf(account.oauth2, rest)
      : targets(account).get(path)?.({ EMAILDOMAIN: domain ?? account.id });
    return target === undefined || target.toLowerCase() === here
      ? refuse({ reason: 'nothing-to-offer' })
      : ok(sentOn(target));
  },

  refuse: plainRefusal,

  // At the service's own host nothing would tell the domain.
  securePath: () => undefined,
};

/**
 * RFC 6764 §5 names 301, 303 and 307. With 303 a PROPFIND comes back as GET, and some HTTP libraries follow 307 for
 * GET alone (OkHttp before version 4.6); 301 is what most servers of calendars answer and what all their clients have met.
 * It says "for ever" unless it is told otherwise, hence the hour.
 */
const sentOn = (location: string): Answer =>
  plainText(301, 'What you look for is elsewhere.', { location, 'cache-control': 'public, max-age=3600' });

/** A redirect cannot tell what stands before the @, so a URL that needs it leads nowhere. */
const targets = memoizeByObject((account: Account): ReadonlyMap<string, Fill> => {
  const all = [
    [routes.caldav.path, account.caldav],
    [routes.carddav.path, account.carddav],
    [routes.jmap.path, account.jmap],
  ] as const;
  return new Map(
    all.flatMap(([path, url]) =>
      url === undefined || /%EMAIL(?:ADDRESS|LOCALPART)%/.test(url)
        ? []
        : [[path, fillable(url, (domain) => domain)]],
    ),
  );
});

/**
 * RFC 8414 §3.1: the well-known name stands between an issuer's host and its path.
 *
 * @param rest the path of the issuer that the client has in mind, lower case; empty when it knows no more than the host
 */
function metadataOf(oauth2: OAuth2 | undefined, rest: string): string | undefined {
  if (!oauth2) return undefined;
  const { origin, pathname } = new URL(oauth2.issuer);
  const path = pathname.replace(/\/$/, '');
  return rest === '' || rest === path.toLowerCase() ? origin + issuer + path : undefined;
}
