/** Autodiscover as its clients ask: the form that they post, and the redirects inside an answer (MS-OXDSCLI). */

import { escapeXml } from '../format/xml.ts';
import type { Attempt, Source } from './attempt.ts';
import { andThen, inVain } from './combinators.ts';
import { attemptOf, type Habits, type Post, replyOf } from './http-lookup.ts';
import { Refused } from './parsers/client.ts';
import { type Element, elements, parse, text } from './parsers/dom.ts';
import { follow } from './redirects.ts';

const outlook = 'http://schemas.microsoft.com/exchange/autodiscover/outlook';

/** @param contentType what the client says that it is; FairEmail's library says it is a form */
export const poxPost = (contentType: string): Post => ({
  contentType,
  body: (address) =>
    `<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="${outlook}/requestschema/2006"><Request><EMailAddress>${escapeXml(address)}</EMailAddress><AcceptableResponseSchema>${outlook}/responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>`,
});

export type PoxRedirect = { readonly to: 'url' | 'address'; readonly target: string };

/** @returns where an answer sends on to, if it is one that does */
export function poxRedirect(body: string): PoxRedirect | undefined {
  const root = rootOf(body);
  const account =
    root &&
    elements(root)
      .flatMap(elements)
      .find(({ localName }) => localName === 'Account');
  if (!account) return undefined;
  const value = (name: string): string | undefined =>
    elements(account)
      .filter(({ localName }) => localName === name)
      .map(text)[0]
      ?.trim();
  const url = value('RedirectUrl');
  if (url) return { to: 'url', target: url };
  const address = value('RedirectAddr');
  return address ? { to: 'address', target: address } : undefined;
}

function rootOf(body: string): Element | undefined {
  try {
    return parse(body);
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/** Asks, and asks again wherever an answer points to, ten times at most (MS-OXDSCLI 3.1.5.4). */
export function poxFollowing(url: string, habits: Habits, post: Post | undefined, hops = 10): Source {
  return async (stage): Promise<Attempt> => {
    const method = post ? 'POST' : 'GET';
    const journey = await follow(
      stage.net,
      {
        url,
        method,
        headers: { ...habits.headers, ...(post ? { 'content-type': post.contentType } : {}) },
        limitMilliseconds: habits.limitMilliseconds,
        ...(post ? { body: post.body(stage.asked.address) } : {}),
      },
      habits.redirects,
    );
    const attempt = attemptOf(journey, method, stage.asked.address, habits);
    if (attempt.end.kind === 'settings' || journey.last.kind !== 'answer') return attempt;
    const redirect =
      journey.last.response.status === 200 ? poxRedirect(replyOf(journey.last).body) : undefined;
    // Another address is another account, which is not what was asked about.
    if (redirect?.to !== 'url') return attempt;
    const steps = [
      ...attempt.steps.slice(0, -1),
      ...attempt.steps
        .slice(-1)
        .map((step) => ({ ...step, outcome: 'helped' as const, said: `to ${redirect.target}` })),
    ];
    const { milliseconds } = attempt;
    const why =
      hops === 0 ? 'too many redirects' : /^https:/i.test(redirect.target) ? undefined : 'it is no https URL';
    if (why || !URL.canParse(redirect.target)) {
      return inVain(steps, milliseconds, {
        kind: 'redirect',
        url: journey.last.url,
        to: redirect.target,
        why: why ?? 'the target is no URL',
      });
    }
    const next = await poxFollowing(redirect.target, habits, post, hops - 1)(stage);
    return andThen({ steps, milliseconds }, next);
  };
}
