/** POX Autodiscover lookups (MS-OXDSCLI): the request body, and redirects inside an answer. */

import { escapeXml } from '../format/xml.ts';
import type { Attempt, Lookup } from './attempt.ts';
import { notFound, prependSteps } from './combinators.ts';
import { type HttpLookupOptions, type PostBody, toAttempt, toReply } from './http-lookup.ts';
import { ReplyRejected } from './parsers/client.ts';
import { type Element, elements, parse, text } from './parsers/dom.ts';
import { followRedirects } from './redirects.ts';

const outlook = 'http://schemas.microsoft.com/exchange/autodiscover/outlook';

/** @param contentType as the client sends it; FairEmail's library sends that of a form */
export const poxPost = (contentType: string): PostBody => ({
  contentType,
  body: (address) =>
    `<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="${outlook}/requestschema/2006"><Request><EMailAddress>${escapeXml(address)}</EMailAddress><AcceptableResponseSchema>${outlook}/responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>`,
});

type PoxRedirect = { readonly to: 'url' | 'address'; readonly target: string };

/** @returns the target of a redirect inside an answer */
function poxRedirect(body: string): PoxRedirect | undefined {
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
    if (error instanceof ReplyRejected) return undefined;
    throw error;
  }
}

/** Follows redirects inside answers, at most ten (MS-OXDSCLI 3.1.5.4). */
export function poxLookup(
  url: string,
  options: HttpLookupOptions,
  post: PostBody | undefined,
  hops = 10,
): Lookup {
  return async (context): Promise<Attempt> => {
    const method = post ? 'POST' : 'GET';
    const chain = await followRedirects(
      context.net,
      {
        url,
        method,
        headers: { ...options.headers, ...(post ? { 'content-type': post.contentType } : {}) },
        limitMilliseconds: options.limitMilliseconds,
        ...(post ? { body: post.body(context.subject.address) } : {}),
      },
      options.redirects,
    );
    const attempt = toAttempt(chain, method, context.subject.address, options);
    if (attempt.result.kind === 'settings' || chain.last.kind !== 'answer') return attempt;
    const redirect = chain.last.response.status === 200 ? poxRedirect(toReply(chain.last).body) : undefined;
    // RedirectAddr names another account, which is not the subject of the check.
    if (redirect?.to !== 'url') return attempt;
    const steps = [
      ...attempt.steps.slice(0, -1),
      ...attempt.steps
        .slice(-1)
        .map((step) => ({ ...step, outcome: 'helped' as const, said: `to ${redirect.target}` })),
    ];
    const { milliseconds } = attempt;
    const why =
      hops === 0
        ? 'too many redirects'
        : /^https:/i.test(redirect.target)
          ? undefined
          : 'it is not an https URL';
    if (why || !URL.canParse(redirect.target)) {
      return notFound(steps, milliseconds, {
        kind: 'redirect',
        url: chain.last.url,
        to: redirect.target,
        why: why ?? 'the target is not a URL',
      });
    }
    const next = await poxLookup(redirect.target, options, post, hops - 1)(context);
    return prependSteps({ steps, milliseconds }, next);
  };
}
