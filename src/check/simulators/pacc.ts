/**
 * Clients of PACC (draft-ietf-mailmaint-pacc): one URL without redirects. A digest of the body's bytes must exist in
 * DNS and match. Himalaya and a branch of Evolution verify it.
 */

import type { Attempt, Lookup, Problem } from '../attempt.ts';
import { dnsOutcome } from '../dns-lookup.ts';
import { type HttpLookupOptions, httpLookup } from '../http-lookup.ts';
import { dnsMessages } from '../messages.ts';
import { himalaya as parser } from '../parsers/pacc/himalaya.ts';
import type { Step } from '../report.ts';
import type { Simulator } from '../simulator.ts';

const http: HttpLookupOptions = {
  foundBy: 'pacc',
  parser,
  limitMilliseconds: 10_000,
  redirects: { limit: 0 },
};

export const pacc: Simulator = {
  id: 'pacc',
  name: 'PACC clients (Himalaya)',
  source: 'draft-ietf-mailmaint-pacc; pimalaya/io-pim-discovery src/pacc',
  asksServers: true,
  lookup: ({ domain }) =>
    verified(`https://ua-auto-config.${domain}/.well-known/user-agent-configuration.json`),
};

function verified(url: string): Lookup {
  return async (context): Promise<Attempt> => {
    // The digest needs the raw body, so it is captured on its way to the parser.
    let body: Uint8Array = new Uint8Array();
    const capturing = {
      ...context.net,
      fetch: async (request: Parameters<typeof context.net.fetch>[0]) => {
        const answer = await context.net.fetch(request);
        if (answer.ok) body = answer.value.body;
        return answer;
      },
    };
    const attempt = await httpLookup(url, http)({ ...context, net: capturing });
    if (attempt.result.kind !== 'settings') return attempt;
    const name = `_ua-auto-config.${context.subject.domain}`;
    const digest = await digestOf(body);
    const answer = await context.net.resolve(name, 'TXT', { limitMilliseconds: 5000 });
    const records = answer.ok ? answer.value.map(digestIn).filter((one) => one !== undefined) : [];
    const matches = records.includes(digest);
    const step: Step = {
      kind: 'dns',
      what: `TXT ${name}`,
      outcome: matches ? 'helped' : answer.ok ? 'refused' : dnsOutcome(answer.refusal),
      said: answer.ok
        ? matches
          ? 'the digest matches'
          : records.length > 0
            ? 'the digest does not match'
            : 'no digest'
        : dnsMessages[answer.refusal],
      milliseconds: answer.milliseconds,
    };
    const steps = [...attempt.steps, step];
    const milliseconds = attempt.milliseconds + answer.milliseconds;
    if (matches) return { ...attempt, steps, milliseconds };
    const problem: Problem = { kind: records.length > 0 ? 'wrong-digest' : 'no-digest', name, digest };
    const rejected = steps.map(
      (one): Step => (one.outcome === 'taken' ? { ...one, outcome: 'refused' } : one),
    );
    return { steps: rejected, result: { kind: 'not-found' }, problems: [problem], milliseconds };
  };
}

async function digestOf(body: Uint8Array): Promise<string> {
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(body)));
  return btoa(String.fromCharCode(...sum));
}

/** Tags in any order; unknown ones are ignored, a repeated one makes the record invalid. */
function digestIn(record: string): string | undefined {
  const tags = record
    .split(';')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
    .map((tag): readonly [string, string] => {
      const equals = tag.indexOf('=');
      return [tag.slice(0, equals).trim(), tag.slice(equals + 1).trim()];
    });
  const value = (name: string): string | undefined => {
    const found = tags.filter(([key]) => key === name);
    return found.length === 1 ? found[0]?.[1] : undefined;
  };
  return value('v') === 'UAAC1' && value('a') === 'sha256' ? value('d') : undefined;
}
