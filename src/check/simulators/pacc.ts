/**
 * Clients of PACC (draft-ietf-mailmaint-pacc): one URL, no redirect, and then a digest of the very bytes in DNS, which
 * must be there and agree. Himalaya does; Evolution's branch does.
 */

import type { Attempt, Source, Trouble } from '../attempt.ts';
import { dnsOutcome } from '../dns-lookup.ts';
import { document, type Habits } from '../http-lookup.ts';
import { dnsSaid } from '../messages.ts';
import { himalaya as reader } from '../parsers/pacc/himalaya.ts';
import type { Step } from '../report.ts';
import type { Player } from '../simulator.ts';

const http: Habits = { by: 'pacc', reader, limitMilliseconds: 10_000, redirects: { limit: 0 } };

export const pacc: Player = {
  id: 'pacc',
  name: 'PACC clients (Himalaya)',
  source: 'draft-ietf-mailmaint-pacc; pimalaya/io-pim-discovery src/pacc',
  asks: 'servers',
  search: ({ domain }) =>
    compared(`https://ua-auto-config.${domain}/.well-known/user-agent-configuration.json`),
};

function compared(url: string): Source {
  return async (stage): Promise<Attempt> => {
    // The body is needed twice, so it is kept on its way to the reader.
    let body: Uint8Array = new Uint8Array();
    const keeping = {
      ...stage.net,
      fetch: async (request: Parameters<typeof stage.net.fetch>[0]) => {
        const answer = await stage.net.fetch(request);
        if (answer.ok) body = answer.value.body;
        return answer;
      },
    };
    const attempt = await document(url, http)({ ...stage, net: keeping });
    if (attempt.end.kind !== 'settings') return attempt;
    const name = `_ua-auto-config.${stage.asked.domain}`;
    const digest = await digestOf(body);
    const answer = await stage.net.resolve(name, 'TXT', { limitMilliseconds: 5000 });
    const records = answer.ok ? answer.value.map(digestIn).filter((one) => one !== undefined) : [];
    const agrees = records.includes(digest);
    const step: Step = {
      kind: 'dns',
      what: `TXT ${name}`,
      outcome: agrees ? 'helped' : answer.ok ? 'refused' : dnsOutcome(answer.refusal),
      said: answer.ok
        ? agrees
          ? 'the digest agrees'
          : records.length > 0
            ? 'the digest is of another document'
            : 'no digest in it'
        : dnsSaid[answer.refusal],
      milliseconds: answer.milliseconds,
    };
    const steps = [...attempt.steps, step];
    const milliseconds = attempt.milliseconds + answer.milliseconds;
    if (agrees) return { ...attempt, steps, milliseconds };
    const trouble: Trouble = { kind: records.length > 0 ? 'wrong-digest' : 'no-digest', name, digest };
    const rejected = steps.map(
      (one): Step => (one.outcome === 'taken' ? { ...one, outcome: 'refused' } : one),
    );
    return { steps: rejected, end: { kind: 'nothing' }, troubles: [trouble], milliseconds };
  };
}

async function digestOf(body: Uint8Array): Promise<string> {
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(body)));
  return btoa(String.fromCharCode(...sum));
}

/** Tags in any order, unknown ones ignored; one that stands twice spoils the record. */
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
