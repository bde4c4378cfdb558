/**
 * Outlook for Windows with the classic setup, in the order of Microsoft's KB3211279 without the Exchange-only steps
 * (caches, SCP, Office 365). Closed source: the order is documented, the rest was observed in logs.
 */

import type { Attempt, Lookup } from '../attempt.ts';
import { inSequence, notFound, prependSteps } from '../combinators.ts';
import { resolveSrv } from '../dns-lookup.ts';
import type { HttpLookupOptions } from '../http-lookup.ts';
import { connectFailureMessage, connectFailureOutcome } from '../messages.ts';
import type { HttpResponse } from '../net.ts';
import { outlookClassic as parser } from '../parsers/autodiscover/outlook-classic.ts';
import { poxLookup, poxPost } from '../pox-lookup.ts';
import type { Step } from '../report.ts';
import type { Simulator } from '../simulator.ts';
import { autodiscoverUrl, uriEncoded } from '../urls.ts';

const pox: HttpLookupOptions = {
  foundBy: 'autodiscover',
  parser,
  limitMilliseconds: 25_000,
  redirects: {
    limit: 10,
    keepsMethod: true,
    refuses: (from, location) =>
      new URL(location, from.href).protocol === 'https:' ? undefined : 'it follows to https only',
  },
  headers: { 'user-agent': 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17726; Pro)' },
};
const post = poxPost('text/xml');

export const outlookClassic: Simulator = {
  id: 'outlook-classic',
  name: 'Outlook classic (Windows)',
  source: 'Microsoft KB3211279; MS-OXDISCO 3.1.5',
  asksServers: true,
  remark:
    'This is the classic setup; the simplified setup of Microsoft 365 asks Microsoft’s cloud, which your servers cannot configure.',
  lookup: ({ address, domain }) =>
    inSequence(
      misledBy401(poxLookup(autodiscoverUrl(`https://${domain}`), pox, post)),
      byJson(`https://autodiscover.${domain}`, address),
      misledBy401(poxLookup(autodiscoverUrl(`https://autodiscover.${domain}`), pox, post)),
      byHttpRedirect(autodiscoverUrl(`http://autodiscover.${domain}`)),
      byRecord,
    ),
};

/** A 401 of the web site opens a password prompt: the setup waits there until the user gives up. */
function misledBy401(lookup: Lookup): Lookup {
  return async (context) => {
    const attempt = await lookup(context);
    const unauthorized = attempt.problems.some(({ kind }) => kind === 'unauthorized');
    return unauthorized && attempt.result.kind === 'not-found'
      ? { ...attempt, result: { kind: 'misled' } }
      : attempt;
  };
}

/** Versions 2016 and later ask with JSON for the URL to post to; after an error they continue with POX (mailcow issue 2300). */
const byJson = (origin: string, address: string): Lookup =>
  byAnswer(
    `${origin}/autodiscover/autodiscover.json?Email=${uriEncoded(address)}&Protocol=Autodiscoverv1&RedirectCount=1`,
    ({ status, body }) => (status === 200 ? urlIn(body) : undefined),
    (target) => poxLookup(target, pox, post),
  );

function urlIn(body: Uint8Array): string | undefined {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(body));
    const url = typeof json === 'object' && json !== null && 'Url' in json ? json.Url : undefined;
    return typeof url === 'string' ? url : undefined;
  } catch {
    return undefined;
  }
}

/** MS-OXDISCO 3.1.5.4: a GET over plain http. Only a 302 to https counts, and the user is asked first. */
const byHttpRedirect = (url: string): Lookup =>
  byAnswer(url, ({ status, headers }) => (status === 302 ? headers.get('location') : undefined), asking);

/** Gets a target URL from an answer and continues there if it is https. */
function byAnswer(
  url: string,
  targetOf: (response: HttpResponse) => string | undefined,
  next: (target: string) => Lookup,
): Lookup {
  return async (context): Promise<Attempt> => {
    const { headers = {}, limitMilliseconds } = pox;
    const answer = await context.net.fetch({ url, method: 'GET', headers, limitMilliseconds });
    const { milliseconds } = answer;
    const step = (outcome: Step['outcome'], said: string): Step => ({
      kind: 'http',
      what: `GET ${url}`,
      outcome,
      said,
      milliseconds,
    });
    if (!answer.ok) {
      return notFound(
        [step(connectFailureOutcome(answer.refusal), connectFailureMessage(answer.refusal))],
        milliseconds,
      );
    }
    const target = targetOf(answer.value);
    const said = `${answer.value.status}${target === undefined ? '' : `, to ${target}`}`;
    if (target === undefined || !/^https:/i.test(target) || !URL.canParse(target)) {
      return notFound([step('nothing', said)], milliseconds);
    }
    return prependSteps({ steps: [step('helped', said)], milliseconds }, await next(target)(context));
  };
}

const byRecord: Lookup = async (context) => {
  const { step, records, name } = await resolveSrv(context, '_autodiscover');
  const first = { steps: [step], milliseconds: step.milliseconds };
  const [record] = records;
  if (!record) return notFound(first.steps, first.milliseconds);
  if (record.port !== 443) {
    const why = `it uses port 443 only, and the record has ${record.port}`;
    return notFound(first.steps, first.milliseconds, { kind: 'bad-srv', name, why });
  }
  return prependSteps(first, await asking(autodiscoverUrl(`https://${record.target}`))(context));
};

const asking = (url: string): Lookup =>
  poxLookup(url, { ...pox, extraFlaws: () => [{ kind: 'asks-user', host: new URL(url).hostname }] }, post);
