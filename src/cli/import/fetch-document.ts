/** Fetches one document: only over https, only from host names, with limits of time and size. */

import { connectFailureMessage } from '../../check/messages.ts';
import type { Net } from '../../check/net.ts';
import { followRedirects, type RedirectRules } from '../../check/redirects.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import { limitBytes } from './detect-format.ts';

export interface FetchedDocument {
  /** The URL after redirects. */
  readonly url: string;
  readonly text: string;
}

export const limitMilliseconds = 10_000;

/** Public settings are at a host name with a certificate; a redirect to an IP address may lead into a private network. */
const redirects: RedirectRules = {
  limit: 5,
  refuses: (from, location) => {
    const { protocol, hostname } = new URL(location, from.href);
    if (protocol !== 'https:') return 'the redirect leaves https';
    const isName = hostname.includes('.') && !/^[\d.]+$/.test(hostname);
    return isName ? undefined : 'the redirect leads to no public name';
  },
};

/** @returns the text, or an error message */
export async function fetchDocument(
  net: Net,
  url: string,
  limit = redirects.limit,
): Promise<Result<FetchedDocument, string>> {
  const { last } = await followRedirects(
    net,
    { url, method: 'GET', headers: { 'user-agent': 'facteur' }, limitMilliseconds },
    { ...redirects, limit },
  );
  if (last.kind === 'failure') return refuse(connectFailureMessage(last.failure));
  if (last.kind === 'stopped') return refuse(last.why);
  const { status, body } = last.response;
  if (status !== 200) return refuse(`status ${status}`);
  if (body.length > limitBytes) return refuse(`more than ${limitBytes} bytes`);
  return ok({ url: last.url, text: new TextDecoder().decode(body) });
}
