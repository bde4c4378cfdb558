/** An HTTP lookup: fetches a URL and parses the answer as the client does. Most lookups are of this kind. */

import { parseUsername } from '../model/username.ts';
import type { Attempt, Flaw, Lookup, Problem } from './attempt.ts';
import { notFound } from './combinators.ts';
import { loginFlaws, meantLogins } from './meant-login.ts';
import { connectFailureMessage } from './messages.ts';
import type { ConnectFailure } from './net.ts';
import { isAccepted, type ClientParser as Reader, type Reply } from './parsers/client.ts';
import {
  followRedirects,
  type RedirectChain,
  type RedirectEnd,
  type RedirectRules,
  unansweredStep,
} from './redirects.ts';
import type { Settings, SettingsSource as SourceName, Step } from './report.ts';

/** How a client fetches and parses one kind of document. */
export interface HttpLookupOptions {
  readonly foundBy: SourceName;
  readonly parser: Reader;
  readonly limitMilliseconds: number;
  readonly redirects: RedirectRules;
  readonly headers?: Readonly<Record<string, string>>;
  readonly ignoreCertificateName?: boolean;
  /** Whether an answer that the client cannot parse still ends its search. */
  readonly endsSearch?: (reply: Reply) => boolean;
  /** Flaws that only this client sees in settings that it could parse. */
  readonly extraFlaws?: (settings: Settings, url: string) => readonly Flaw[];
}

export interface PostBody {
  readonly body: (address: string) => string;
  readonly contentType: string;
}

export function httpLookup(url: string, options: HttpLookupOptions, post?: PostBody): Lookup {
  return async (context) => {
    const { limitMilliseconds, headers = {}, ignoreCertificateName = false } = options;
    const method = post ? 'POST' : 'GET';
    const chain = await followRedirects(
      context.net,
      {
        url,
        method,
        headers: post ? { ...headers, 'content-type': post.contentType } : headers,
        limitMilliseconds,
        ignoreCertificateName,
        ...(post ? { body: post.body(context.subject.address) } : {}),
      },
      options.redirects,
    );
    return toAttempt(chain, method, context.subject.address, options);
  };
}

/** Turns a redirect chain into an attempt; exported for clients that inspect the answer first. */
export function toAttempt(
  chain: RedirectChain,
  method: 'GET' | 'POST',
  address: string,
  options: HttpLookupOptions,
): Attempt {
  const earlier = chain.steps;
  const totalMilliseconds = earlier.reduce((sum, { milliseconds }) => sum + milliseconds, chain.milliseconds);
  const stopped = unansweredStep(chain, method);
  if (stopped || chain.last.kind !== 'answer') {
    return notFound(
      stopped ? [...earlier, stopped] : earlier,
      totalMilliseconds,
      ...redirectProblems(chain.last),
    );
  }
  const { url, response } = chain.last;
  const reply = toReply(chain.last);
  const parsed = options.parser.parse(reply, address);
  const step = (outcome: Step['outcome'], said: string): Step => ({
    kind: 'http',
    what: `${chain.last.kind === 'answer' ? chain.last.method : method} ${url}`,
    outcome,
    said,
    milliseconds: chain.milliseconds,
  });
  if (parsed.ok) {
    const { settings } = parsed;
    const isAutoconfig = options.foundBy === 'autoconfig' || options.foundBy === 'ispdb';
    const meant = isAutoconfig ? meantLogins(reply.body, address) : undefined;
    const otherLogins = meant ? loginFlaws(settings, meant, url) : [];
    const flaws = [
      ...(chain.usedPlainHttp ? [{ kind: 'plain-http', url } as const] : []),
      ...unencryptedFlaws(settings),
      ...(otherLogins.length > 0 ? otherLogins : usernameFlaws(settings, url)),
      ...(options.extraFlaws?.(settings, url) ?? []),
    ];
    return {
      steps: [...earlier, step('taken', formatServers(settings))],
      result: {
        kind: 'settings',
        found: { by: options.foundBy, where: url },
        settings,
        flaws,
        ...(meant && options.foundBy === 'autoconfig' ? { meant } : {}),
      },
      problems: [],
      milliseconds: totalMilliseconds,
    };
  }
  const why = parsed.why;
  if (isAccepted(parsed) || options.endsSearch?.(reply)) {
    return {
      steps: [...earlier, step('misled', `${response.status}, ${why}`)],
      result: { kind: 'misled' },
      problems: [{ kind: 'misled', url, why }],
      milliseconds: totalMilliseconds,
    };
  }
  if (response.status >= 400) {
    const { status } = response;
    const gone = status === 404 || status === 410;
    return notFound(
      [...earlier, step(gone ? 'nothing' : 'refused', `${status}`)],
      totalMilliseconds,
      statusProblem(url, status),
    );
  }
  return notFound([...earlier, step('refused', `${response.status}, ${why}`)], totalMilliseconds, {
    kind: 'refused',
    url,
    why,
  });
}

export const toReply = ({ response }: Extract<RedirectEnd, { kind: 'answer' }>): Reply => ({
  status: response.status,
  headers: response.headers,
  body: new TextDecoder().decode(response.body),
});

const statusProblem = (url: string, status: number): Problem =>
  status === 401 ? { kind: 'unauthorized', url } : { kind: 'http-status', url, status };

function redirectProblems(last: RedirectEnd): readonly Problem[] {
  if (last.kind === 'answer') return [];
  if (last.kind === 'stopped') return [{ kind: 'redirect', url: last.url, to: last.to, why: last.why }];
  return [connectProblem(new URL(last.url).hostname, last.failure)];
}

function connectProblem(host: string, failure: ConnectFailure): Problem {
  if (failure.reason === 'no-name' || failure.reason === 'no-records') return { kind: 'no-name', host };
  if (failure.reason !== 'certificate')
    return { kind: 'no-connection', host, why: connectFailureMessage(failure) };
  return { kind: 'certificate', host, flaw: failure.flaw, names: failure.tls?.certificate.names ?? [] };
}

const unencryptedFlaws = ({ incoming, outgoing }: Settings): readonly Flaw[] =>
  [incoming, outgoing].flatMap(({ host, port, security }) =>
    security === 'none' ? [{ kind: 'unencrypted', host, port } as const] : [],
  );

/** User names with which no login works, in any client. */
function usernameFlaws({ incoming, outgoing }: Settings, url: string): readonly Flaw[] {
  const bad = [incoming, outgoing].find(({ username }) => !isUsable(username));
  return bad ? [{ kind: 'username', username: bad.username, url }] : [];
}

/** JXON makes the word "undefined" of a missing element (parsers/jxon.ts); GNOME drops what it does not understand. */
const isUsable = (username: string): boolean =>
  username !== 'undefined' &&
  !/%EMAIL(?:ADDRESS|LOCALPART|DOMAIN)%|\s/.test(username) &&
  !isMisspelt(username);

/** Also a placeholder of another program, which clients send as it is. */
function isMisspelt(username: string): boolean {
  const read = parseUsername(username);
  return !read.ok && (read.refusal.flaw === 'placeholder' || read.refusal.flaw === 'empty');
}

export const formatServers = ({ incoming, outgoing }: Settings): string =>
  `${incoming.host}:${incoming.port}, ${outgoing.host}:${outgoing.port}`;
