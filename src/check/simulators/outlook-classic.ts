/**
 * Outlook for Windows with the classic set-up, in the order of Microsoft's KB3211279 without what only Exchange has
 * (caches, SCP, Office 365). Closed source: the order is documented, the rest was seen in logs.
 */

import type { Attempt, Source } from '../attempt.ts';
import { andThen, inVain, oneAfterAnother } from '../combinators.ts';
import { srv } from '../dns-lookup.ts';
import type { Habits } from '../http-lookup.ts';
import { failureOutcome, failureSaid } from '../messages.ts';
import type { HttpResponse } from '../net.ts';
import { outlookClassic as reader } from '../parsers/autodiscover/outlook-classic.ts';
import { poxFollowing, poxPost } from '../pox-lookup.ts';
import type { Step } from '../report.ts';
import type { Player } from '../simulator.ts';
import { autodiscoverUrl, uriEncoded } from '../subject.ts';

const pox: Habits = {
  by: 'autodiscover',
  reader,
  limitMilliseconds: 25_000,
  redirects: {
    limit: 10,
    keepsMethod: true,
    refuses: (from, location) =>
      new URL(location, from.href).protocol === 'https:' ? undefined : 'it goes to https only',
  },
  headers: { 'user-agent': 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17726; Pro)' },
};
const post = poxPost('text/xml');

export const outlookClassic: Player = {
  id: 'outlook-classic',
  name: 'Outlook classic (Windows)',
  source: 'Microsoft KB3211279; MS-OXDISCO 3.1.5',
  asks: 'servers',
  remark:
    'This is the classic set-up; the simplified one of Microsoft 365 asks Microsoft’s cloud, which no server of yours can teach.',
  search: ({ address, domain }) =>
    oneAfterAnother(
      misledBy401(poxFollowing(autodiscoverUrl(`https://${domain}`), pox, post)),
      byJson(`https://autodiscover.${domain}`, address),
      misledBy401(poxFollowing(autodiscoverUrl(`https://autodiscover.${domain}`), pox, post)),
      byHttpRedirect(autodiscoverUrl(`http://autodiscover.${domain}`)),
      byRecord,
    ),
};

/** A password prompt of whoever runs the web site: the set-up hangs there until the person gives up. */
function misledBy401(source: Source): Source {
  return async (stage) => {
    const attempt = await source(stage);
    const locked = attempt.troubles.some(({ kind }) => kind === 'wants-password');
    return locked && attempt.end.kind === 'nothing' ? { ...attempt, end: { kind: 'misled' } } : attempt;
  };
}

/** 2016 and later ask in JSON where to post to; an error sends them on to the old way (mailcow issue 2300). */
const byJson = (origin: string, address: string): Source =>
  byAnswer(
    `${origin}/autodiscover/autodiscover.json?Email=${uriEncoded(address)}&Protocol=Autodiscoverv1&RedirectCount=1`,
    ({ status, body }) => (status === 200 ? urlIn(body) : undefined),
    (target) => poxFollowing(target, pox, post),
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

/** MS-OXDISCO 3.1.5.4: a GET without TLS, of which only 302 to https counts; the person is asked first. */
const byHttpRedirect = (url: string): Source =>
  byAnswer(url, ({ status, headers }) => (status === 302 ? headers.get('location') : undefined), asking);

/** Asks where to ask, and goes there when it is a place on https. */
function byAnswer(
  url: string,
  targetOf: (response: HttpResponse) => string | undefined,
  next: (target: string) => Source,
): Source {
  return async (stage): Promise<Attempt> => {
    const { headers = {}, limitMilliseconds } = pox;
    const answer = await stage.net.fetch({ url, method: 'GET', headers, limitMilliseconds });
    const { milliseconds } = answer;
    const step = (outcome: Step['outcome'], said: string): Step => ({
      kind: 'http',
      what: `GET ${url}`,
      outcome,
      said,
      milliseconds,
    });
    if (!answer.ok) {
      return inVain([step(failureOutcome(answer.refusal), failureSaid(answer.refusal))], milliseconds);
    }
    const target = targetOf(answer.value);
    const said = `${answer.value.status}${target === undefined ? '' : `, to ${target}`}`;
    if (target === undefined || !/^https:/i.test(target) || !URL.canParse(target)) {
      return inVain([step('nothing', said)], milliseconds);
    }
    return andThen({ steps: [step('helped', said)], milliseconds }, await next(target)(stage));
  };
}

const byRecord: Source = async (stage) => {
  const { step, records, name } = await srv(stage, '_autodiscover');
  const before = { steps: [step], milliseconds: step.milliseconds };
  const [record] = records;
  if (!record) return inVain(before.steps, before.milliseconds);
  if (record.port !== 443) {
    const why = `it asks at port 443 only, and the record says ${record.port}`;
    return inVain(before.steps, before.milliseconds, { kind: 'bad-srv', name, why });
  }
  return andThen(before, await asking(autodiscoverUrl(`https://${record.target}`))(stage));
};

const asking = (url: string): Source =>
  poxFollowing(
    url,
    { ...pox, flawsOf: () => [{ kind: 'asks-the-person', host: new URL(url).hostname }] },
    post,
  );
