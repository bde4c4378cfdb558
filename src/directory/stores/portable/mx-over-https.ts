/**
 * MX records over HTTPS, for the edge, which has no DNS: the JSON API of Google, Cloudflare, AdGuard and others, as
 * developers.cloudflare.com describes it under "Using JSON" of DNS over HTTPS. It is not that of RFC 8484.
 */

import * as z from 'zod/mini';
import type { Domain } from '../../../model/address.ts';
import { once } from '../../../util/lazy.ts';
import { failureOfFetch, failureOfStatus, StoreError } from '../../failure.ts';
import { parseJson, textUpTo } from '../../read-answer.ts';
import type { StoreOptions } from '../options.ts';
import { lookUpMilliseconds, type MailExchanger, type ResolveMx } from './mx.ts';

/** The part of `fetch` that is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Some 500 records; real domains have at most ten. */
const answerLimitBytes = 64 * 1024;

/** @param fetch the runtime's */
export function httpsMxResolver({ resolver }: Pick<StoreOptions<'mx'>, 'resolver'>, fetch: Fetch): ResolveMx {
  return (domain) => exchangersOf(domain).catch(complain);

  async function exchangersOf(domain: Domain): Promise<readonly MailExchanger[] | undefined> {
    const url = new URL(resolver);
    url.searchParams.set('name', domain);
    url.searchParams.set('type', 'MX');
    const response = await fetch(url.href, {
      headers: { accept: 'application/dns-json' },
      // workerd has no 'error' here; a redirect is not 200.
      redirect: 'manual',
      signal: AbortSignal.timeout(lookUpMilliseconds),
    });
    if (response.status !== 200) {
      // An unread body occupies its connection, of which a Worker has six.
      await response.body?.cancel();
      throw new StoreError('mx', failureOfStatus(response.status));
    }
    const text = await textUpTo(response, answerLimitBytes);
    // It is the domain that has so many records, so the resolver is not at fault.
    if (!text.ok) throw new StoreError('mx', { word: 'look-up-failed', code: 'UNREADABLE' });
    return exchangersIn(text.value);
  }
}

function complain(error: unknown): never {
  throw error instanceof StoreError ? error : new StoreError('mx', failureOfFetch(error));
}

/** RFC 1035 §4.1.1 and §3.2.2: codes of response, types of record. */
const noError = 0;
const nameError = 3;
const refused = 5;
const mx = 15;

const answerSchema = once(() =>
  z.object({
    Status: z.int(),
    /** A truncated answer might lack the best exchanger. */
    TC: z.optional(z.literal(false)),
    Answer: z._default(z.array(z.object({ type: z.int(), data: z.string() })), []),
  }),
);

function exchangersIn(text: string): readonly MailExchanger[] | undefined {
  const answer = answerSchema().safeParse(parseJson(text));
  if (!answer.success) throw new StoreError('mx', { word: 'bad-answer' });
  const { Status: status, Answer: records } = answer.data;
  if (status === nameError) return undefined;
  if (status === refused) throw new StoreError('mx', { word: 'query-refused', code: `RCODE_${status}` });
  // Mostly SERVFAIL: the servers of this domain are broken, and other domains are not affected.
  if (status !== noError) throw new StoreError('mx', { word: 'look-up-failed', code: `RCODE_${status}` });
  // The list also contains the aliases on the way to the records (RFC 1034 §3.6.2) and signatures.
  const exchangers = records.filter(({ type }) => type === mx).map(({ data }) => exchangerOf(data));
  return exchangers.length > 0 ? exchangers : undefined;
}

/** RFC 1035 §3.3.9, as in a zone file: `10 mx1.example.` */
const mxData = /^(\d{1,5}) ([!-~]{1,254})$/;

function exchangerOf(data: string): MailExchanger {
  const [, priority, exchange] = mxData.exec(data) ?? [];
  // The records are the domain's own, so the resolver is not at fault.
  if (exchange === undefined || Number(priority) > 0xffff) {
    throw new StoreError('mx', { word: 'look-up-failed', code: 'MALFORMED_MX' });
  }
  return { exchange, priority: Number(priority) };
}
