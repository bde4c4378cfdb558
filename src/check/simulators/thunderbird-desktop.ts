/**
 * Thunderbird desktop, 140 ESR to 156. Everything at once; of what succeeds the first of its list counts. It takes
 * HTTP's word for success: a page with status 200 hides the configuration that lies behind the next URL.
 */

import type { Attempt, Source } from '../attempt.ts';
import { andThen, inVain, misledOnlyHere, sideBySide } from '../combinators.ts';
import { byMx, srv } from '../dns-lookup.ts';
import { attemptOf, document, type Habits } from '../http-lookup.ts';
import { thunderbirdDesktop as autoconfigReader } from '../parsers/autoconfig/thunderbird-desktop.ts';
import { thunderbirdDesktop as poxReader } from '../parsers/autodiscover/thunderbird-desktop.ts';
import { Refused, type Reply } from '../parsers/client.ts';
import { parse } from '../parsers/dom.ts';
import { poxPost } from '../pox-lookup.ts';
import { follow } from '../redirects.ts';
import { registrable } from '../registrable-domain.ts';
import type { Player } from '../simulator.ts';
import { autoconfigUrl, autodiscoverUrl, formEncoded, ispdb, wellKnownUrl } from '../subject.ts';

const userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:156.0) Gecko/20100101 Thunderbird/156.0';

/** FetchHTTP.sys.mjs: what has the type of XML must be some; anything else with status 2xx is a success. */
function isSuccess({ status, headers, body }: Reply): boolean {
  if (status < 200 || status > 299) return false;
  const type = headers.get('content-type') ?? '';
  if (/^(?:text|application)\/json/.test(type)) return isJson(body);
  return /^(?:text\/xml|application\/xml|text\/rdf)/.test(type) ? isXml(body) : true;
}

const http: Habits = {
  by: 'autoconfig',
  reader: autoconfigReader,
  limitMilliseconds: 5000,
  redirects: { limit: 20 },
  headers: { 'user-agent': userAgent },
  stopsAt: isSuccess,
};
const database: Habits = { ...http, by: 'ispdb', limitMilliseconds: 10_000 };
const pox: Habits = { ...http, by: 'autodiscover', reader: poxReader };
const post = poxPost('text/xml; charset=utf-8');

export const thunderbirdDesktop: Player = {
  id: 'thunderbird-desktop',
  name: 'Thunderbird desktop',
  source: 'comm-central mail/components/accountcreation/modules FindConfig, FetchConfig, FetchHTTP',
  asks: 'servers',
  guesses: true,
  search: ({ address, domain }) => {
    const query = `?emailaddress=${formEncoded(address)}`;
    const autoconfig = sideBySide(
      misledOnlyHere(
        sideBySide(
          document(autoconfigUrl('https', domain, query), http),
          document(wellKnownUrl('https', domain, query), http),
          document(autoconfigUrl('http', domain, query), http),
          document(wellKnownUrl('http', domain, query), http),
        ),
      ),
      misledOnlyHere(document(ispdb.thunderbird(domain), database)),
      byMx(({ parent, base }) => {
        if (base === undefined || base === domain) return undefined;
        const places = parent === undefined ? [base] : [parent, base];
        return sideBySide(
          ...places.flatMap((place) => [
            misledOnlyHere(document(autoconfigUrl('https', place, query), http)),
            misledOnlyHere(document(ispdb.thunderbird(place), database)),
          ]),
        );
      }),
    );
    return besideAutodiscover(
      autoconfig,
      misledOnlyHere(
        sideBySide(
          document(autodiscoverUrl(`https://autodiscover.${domain}`), pox, post),
          document(autodiscoverUrl(`https://${domain}`), pox, post),
          afterRedirect(autodiscoverUrl(`http://autodiscover.${domain}`), domain),
          byRecord(domain),
        ),
      ),
    );
  },
};

/** Autodiscover is waited for, whatever autoconfig finds; its answer counts when that has none. */
function besideAutodiscover(autoconfig: Source, autodiscover: Source): Source {
  return async (stage): Promise<Attempt> => {
    const [first, second] = await Promise.all([autoconfig(stage), autodiscover(stage)]);
    const both = await sideBySide(
      async () => first,
      async () => second,
    )(stage);
    const milliseconds = Math.max(first.milliseconds, second.milliseconds);
    const locked = second.troubles.find(({ kind }) => kind === 'wants-password');
    if (both.end.kind !== 'settings' || !locked) return { ...both, milliseconds };
    // FindConfig.sys.mjs of 140 ESR: any 401 is "wrong password", even when a configuration was found.
    const why = 'versions 140 to 148 give up at the 401 of Autodiscover, whatever else they found';
    const flaws = [...both.end.flaws, { kind: 'hindered', why } as const];
    return { ...both, milliseconds, troubles: [...both.troubles, locked], end: { ...both.end, flaws } };
  };
}

/** XMLHttpRequest makes a GET of a redirected POST; when that fails on https, the POST is sent there again. */
function afterRedirect(url: string, domain: string): Source {
  return async (stage) => {
    const { limitMilliseconds, headers = {}, redirects } = pox;
    const request = {
      url,
      method: 'POST',
      headers: { ...headers, 'content-type': post.contentType },
    } as const;
    const body = post.body(stage.asked.address);
    const journey = await follow(stage.net, { ...request, body, limitMilliseconds }, redirects);
    const attempt = attemptOf(journey, 'POST', stage.asked.address, pox);
    const { last } = journey;
    const again = last.kind === 'answer' && last.response.status > 299 && last.url.startsWith('https:');
    if (!again) return attempt;
    return andThen(attempt, await trusting(last.url, domain)(stage));
  };
}

/** It takes the name alone: the port is 443, whatever the record says. */
function byRecord(domain: string): Source {
  return async (stage) => {
    const { step, records } = await srv(stage, '_autodiscover');
    const before = { steps: [step], milliseconds: step.milliseconds };
    const [record] = records;
    if (!record) return inVain(before.steps, before.milliseconds);
    return andThen(before, await trusting(autodiscoverUrl(`https://${record.target}`), domain)(stage));
  };
}

/** Beyond the own domain, people are asked first, but for Microsoft's. */
function trusting(url: string, domain: string): Source {
  const host = new URL(url).hostname;
  const asks = ![registrable(domain), 'office365.com', 'outlook.com'].includes(registrable(host));
  return document(
    url,
    asks ? { ...pox, flawsOf: () => [{ kind: 'asks-the-person', host } as const] } : pox,
    post,
  );
}

function isXml(body: string): boolean {
  try {
    parse(body);
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

function isJson(body: string): boolean {
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}
