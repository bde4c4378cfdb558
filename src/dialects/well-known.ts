/**
 * The well-known URLs by which clients that know only a domain find calendars, address books, JMAP and the OAuth2
 * issuer. They redirect to the URL that the operator has configured for the Host's domain, and nowhere else.
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
  /** The path after the well-known name, with its slash: an issuer's own path. */
  readonly rest: string;
  /** The requested URL; redirecting to it would be a loop. */
  readonly here: string;
}

/** RFC 6764 §5: PROPFIND must be redirected like GET. */
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
      : ok(redirectTo(target));
  },

  refuse: plainRefusal,

  // At the service's own host the domain would be lost.
  securePath: () => undefined,
};

/**
 * RFC 6764 §5 names 301, 303 and 307. 303 turns PROPFIND into GET, and some HTTP libraries follow 307 for GET only
 * (OkHttp before version 4.6); most calendar servers answer 301, so all clients handle it. A 301 is cached forever
 * unless max-age limits it, hence the hour.
 */
const redirectTo = (location: string): Answer =>
  plainText(301, 'Moved.', { location, 'cache-control': 'public, max-age=3600' });

/** The local part is unknown here, so a URL that contains it is left out. */
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
 * RFC 8414 §3.1: the well-known name goes between an issuer's host and its path.
 *
 * @param rest the path of the issuer that the client asks about, lower case; empty if it knows only the host
 */
function metadataOf(oauth2: OAuth2 | undefined, rest: string): string | undefined {
  if (!oauth2) return undefined;
  const { origin, pathname } = new URL(oauth2.issuer);
  const path = pathname.replace(/\/$/, '');
  return rest === '' || rest === path.toLowerCase() ? origin + issuer + path : undefined;
}
