/**
 * Thunderbird desktop, 140 ESR to 156. Everything in parallel; the first success in list order wins. The HTTP status
 * alone decides: a web page with status 200 hides the configuration at the next URL.
 */

import type { Attempt, Lookup } from '../attempt.ts';
import { aLabelsOnly, ignoreMisled, inParallel, notFound, prependSteps } from '../combinators.ts';
import { mxLookup, resolveSrv } from '../dns-lookup.ts';
import { type HttpLookupOptions, httpLookup, toAttempt } from '../http-lookup.ts';
import { thunderbirdDesktop as autoconfigParser } from '../parsers/autoconfig/thunderbird-desktop.ts';
import { thunderbirdDesktop as poxParser } from '../parsers/autodiscover/thunderbird-desktop.ts';
import { type Reply, ReplyRejected } from '../parsers/client.ts';
import { parse } from '../parsers/dom.ts';
import { poxPost } from '../pox-lookup.ts';
import { followRedirects } from '../redirects.ts';
import { registrableDomain } from '../registrable-domain.ts';
import type { Simulator } from '../simulator.ts';
import { autoconfigUrl, autodiscoverUrl, formEncoded, ispdb, wellKnownUrl } from '../urls.ts';

const userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:156.0) Gecko/20100101 Thunderbird/156.0';

/** FetchHTTP.sys.mjs: XML types must parse as XML; anything else with status 2xx is a success. */
function isSuccess({ status, headers, body }: Reply): boolean {
  if (status < 200 || status > 299) return false;
  const type = headers.get('content-type') ?? '';
  if (/^(?:text|application)\/json/.test(type)) return isJson(body);
  return /^(?:text\/xml|application\/xml|text\/rdf)/.test(type) ? isXml(body) : true;
}

const http: HttpLookupOptions = {
  foundBy: 'autoconfig',
  parser: autoconfigParser,
  limitMilliseconds: 5000,
  redirects: { limit: 20 },
  headers: { 'user-agent': userAgent },
  endsSearch: isSuccess,
};
const database: HttpLookupOptions = { ...http, foundBy: 'ispdb', limitMilliseconds: 10_000 };
const pox: HttpLookupOptions = { ...http, foundBy: 'autodiscover', parser: poxParser };
const post = poxPost('text/xml; charset=utf-8');

export const thunderbirdDesktop: Simulator = {
  id: 'thunderbird-desktop',
  name: 'Thunderbird desktop',
  source: 'comm-central mail/components/accountcreation/modules FindConfig, FetchConfig, FetchHTTP',
  asksServers: true,
  guesses: true,
  lookup: ({ address, domain }) => {
    const query = `?emailaddress=${formEncoded(address)}`;
    const autoconfig = inParallel(
      ignoreMisled(
        inParallel(
          httpLookup(autoconfigUrl('https', domain, query), http),
          httpLookup(wellKnownUrl('https', domain, query), http),
          httpLookup(autoconfigUrl('http', domain, query), http),
          httpLookup(wellKnownUrl('http', domain, query), http),
        ),
      ),
      ignoreMisled(httpLookup(ispdb.thunderbird(domain), database)),
      mxLookup(({ parent, base }) => {
        if (base === undefined || base === domain) return undefined;
        const places = parent === undefined ? [base] : [parent, base];
        return inParallel(
          ...places.flatMap((place) => [
            ignoreMisled(httpLookup(autoconfigUrl('https', place, query), http)),
            ignoreMisled(httpLookup(ispdb.thunderbird(place), database)),
          ]),
        );
      }),
    );
    const lookup = withAutodiscover(
      autoconfig,
      ignoreMisled(
        inParallel(
          httpLookup(autodiscoverUrl(`https://autodiscover.${domain}`), pox, post),
          httpLookup(autodiscoverUrl(`https://${domain}`), pox, post),
          afterRedirect(autodiscoverUrl(`http://autodiscover.${domain}`), domain),
          byRecord(domain),
        ),
      ),
    );
    return aLabelsOnly(lookup);
  },
};

/** Always waits for Autodiscover; uses its answer only if autoconfig found none. */
function withAutodiscover(autoconfig: Lookup, autodiscover: Lookup): Lookup {
  return async (context): Promise<Attempt> => {
    const [first, second] = await Promise.all([autoconfig(context), autodiscover(context)]);
    const both = await inParallel(
      async () => first,
      async () => second,
    )(context);
    const milliseconds = Math.max(first.milliseconds, second.milliseconds);
    const unauthorized = second.problems.find(({ kind }) => kind === 'unauthorized');
    if (both.result.kind !== 'settings' || !unauthorized) return { ...both, milliseconds };
    // FindConfig.sys.mjs of 140 ESR: any 401 is "wrong password", even if it found a configuration.
    const why =
      'versions 140 to 148 give up after a 401 from Autodiscover, even if they found settings elsewhere';
    const flaws = [...both.result.flaws, { kind: 'blocked', why } as const];
    return {
      ...both,
      milliseconds,
      problems: [...both.problems, unauthorized],
      result: { ...both.result, flaws },
    };
  };
}

/** XMLHttpRequest turns a redirected POST into a GET; if that fails on https, it sends the POST to the new URL. */
function afterRedirect(url: string, domain: string): Lookup {
  return async (context) => {
    const { limitMilliseconds, headers = {}, redirects } = pox;
    const request = {
      url,
      method: 'POST',
      headers: { ...headers, 'content-type': post.contentType },
    } as const;
    const body = post.body(context.subject.address);
    const chain = await followRedirects(context.net, { ...request, body, limitMilliseconds }, redirects);
    const attempt = toAttempt(chain, 'POST', context.subject.address, pox);
    const { last } = chain;
    const retries = last.kind === 'answer' && last.response.status > 299 && last.url.startsWith('https:');
    if (!retries) return attempt;
    return prependSteps(attempt, await withConfirmation(last.url, domain)(context));
  };
}

/** It uses only the host name; the port is always 443. */
function byRecord(domain: string): Lookup {
  return async (context) => {
    const { step, records } = await resolveSrv(context, '_autodiscover');
    const first = { steps: [step], milliseconds: step.milliseconds };
    const [record] = records;
    if (!record) return notFound(first.steps, first.milliseconds);
    return prependSteps(
      first,
      await withConfirmation(autodiscoverUrl(`https://${record.target}`), domain)(context),
    );
  };
}

/** Asks the user first if the host is outside the domain, except for Microsoft's hosts. */
function withConfirmation(url: string, domain: string): Lookup {
  const host = new URL(url).hostname;
  const asks = ![registrableDomain(domain), 'office365.com', 'outlook.com'].includes(registrableDomain(host));
  return httpLookup(
    url,
    asks ? { ...pox, extraFlaws: () => [{ kind: 'asks-user', host } as const] } : pox,
    post,
  );
}

function isXml(body: string): boolean {
  try {
    parse(body);
    return true;
  } catch (error) {
    if (error instanceof ReplyRejected) return false;
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
