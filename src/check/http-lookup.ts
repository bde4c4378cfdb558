/** A document at a URL, asked for and read as a client asks and reads: the source that most look-ups are. */

import type { Attempt, Flaw, Source, Trouble } from './attempt.ts';
import { inVain } from './combinators.ts';
import { failureSaid } from './messages.ts';
import type { ConnectFailure } from './net.ts';
import { content, type Client as Reader, type Reply } from './parsers/client.ts';
import { type Followed, follow, type Journey, type RedirectRules, stopStep } from './redirects.ts';
import type { Settings, Source as SourceName, Step } from './report.ts';

/** What a client does with every document of a kind. */
export interface Habits {
  readonly by: SourceName;
  readonly reader: Reader;
  readonly limitMilliseconds: number;
  readonly redirects: RedirectRules;
  readonly headers?: Readonly<Record<string, string>>;
  readonly anyName?: boolean;
  /** Whether an answer ends the search although the client cannot read it. */
  readonly stopsAt?: (reply: Reply) => boolean;
  /** What else it makes of an answer that it can read. */
  readonly flawsOf?: (settings: Settings, url: string) => readonly Flaw[];
}

export interface Post {
  readonly body: (address: string) => string;
  readonly contentType: string;
}

export function document(url: string, habits: Habits, post?: Post): Source {
  return async (stage) => {
    const { limitMilliseconds, headers = {}, anyName = false } = habits;
    const method = post ? 'POST' : 'GET';
    const journey = await follow(
      stage.net,
      {
        url,
        method,
        headers: post ? { ...headers, 'content-type': post.contentType } : headers,
        limitMilliseconds,
        anyName,
        ...(post ? { body: post.body(stage.asked.address) } : {}),
      },
      habits.redirects,
    );
    return attemptOf(journey, method, stage.asked.address, habits);
  };
}

/** What comes of a journey; also for those who look into the answer first. */
export function attemptOf(
  journey: Journey,
  method: 'GET' | 'POST',
  address: string,
  habits: Habits,
): Attempt {
  const before = journey.steps;
  const all = before.reduce((sum, { milliseconds }) => sum + milliseconds, journey.milliseconds);
  const stopped = stopStep(journey, method);
  if (stopped || journey.last.kind !== 'answer') {
    return inVain(stopped ? [...before, stopped] : before, all, ...troublesOf(journey.last));
  }
  const { url, response } = journey.last;
  const reply = replyOf(journey.last);
  const reading = habits.reader.read(reply, address);
  const step = (outcome: Step['outcome'], said: string): Step => ({
    kind: 'http',
    what: `${journey.last.kind === 'answer' ? journey.last.method : method} ${url}`,
    outcome,
    said,
    milliseconds: journey.milliseconds,
  });
  if (reading.ok) {
    const { settings } = reading;
    const flaws = [
      ...(journey.overHttp ? [{ kind: 'over-http', url } as const] : []),
      ...flawsOf(settings, url),
      ...(habits.flawsOf?.(settings, url) ?? []),
    ];
    return {
      steps: [...before, step('taken', said(settings))],
      end: { kind: 'settings', found: { by: habits.by, where: url }, settings, flaws },
      troubles: [],
      milliseconds: all,
    };
  }
  const why = reading.why;
  if (content(reading) || habits.stopsAt?.(reply)) {
    return {
      steps: [...before, step('misled', `${response.status}, ${why}`)],
      end: { kind: 'misled' },
      troubles: [{ kind: 'misled', url, why }],
      milliseconds: all,
    };
  }
  if (response.status >= 400) {
    const { status } = response;
    const gone = status === 404 || status === 410;
    return inVain(
      [...before, step(gone ? 'nothing' : 'refused', `${status}`)],
      all,
      statusTrouble(url, status),
    );
  }
  return inVain([...before, step('refused', `${response.status}, ${why}`)], all, {
    kind: 'refused',
    url,
    why,
  });
}

export const replyOf = ({ response }: Extract<Followed, { kind: 'answer' }>): Reply => ({
  status: response.status,
  headers: response.headers,
  body: new TextDecoder().decode(response.body),
});

const statusTrouble = (url: string, status: number): Trouble =>
  status === 401 ? { kind: 'wants-password', url } : { kind: 'not-there', url, status };

function troublesOf(last: Followed): readonly Trouble[] {
  if (last.kind === 'answer') return [];
  if (last.kind === 'stopped') return [{ kind: 'redirect', url: last.url, to: last.to, why: last.why }];
  return [connectTrouble(new URL(last.url).hostname, last.failure)];
}

export function connectTrouble(host: string, failure: ConnectFailure): Trouble {
  if (failure.reason === 'no-name' || failure.reason === 'no-records') return { kind: 'no-name', host };
  if (failure.reason !== 'certificate') return { kind: 'no-connection', host, why: failureSaid(failure) };
  return { kind: 'certificate', host, flaw: failure.flaw, names: failure.tls?.certificate.names ?? [] };
}

/** What no person would want, whoever the client. */
function flawsOf({ incoming, outgoing }: Settings, url: string): readonly Flaw[] {
  const flaws: Flaw[] = [];
  for (const { host, port, security } of [incoming, outgoing]) {
    if (security === 'none') flaws.push({ kind: 'unencrypted', host, port });
  }
  // JXON makes the word of what is missing, see readers/jxon.ts; GNOME drops what it does not understand.
  const bad = [incoming, outgoing].find(({ username }) => /^$|^undefined$|%[A-Z]+%|\s/.test(username));
  if (bad) flaws.push({ kind: 'username', username: bad.username, url });
  return flaws;
}

export const said = ({ incoming, outgoing }: Settings): string =>
  `${incoming.host}:${incoming.port}, ${outgoing.host}:${outgoing.port}`;
