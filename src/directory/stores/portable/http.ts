/**
 * Domains that a service of the operator's own knows: one GET for each domain, which it answers with an entry in
 * JSON, or with 404 for a domain that it does not know.
 */

import { type Entry, entrySchema } from '../../entry.ts';
import { failureOfFetch, failureOfStatus, StoreError } from '../../failure.ts';
import { parseJson, textUpTo } from '../../read-answer.ts';
import type { StoreOptions } from '../options.ts';
import type { Store } from '../store.ts';
import { lookUpMilliseconds } from './mx.ts';
import type { Fetch } from './mx-over-https.ts';

const name = 'http';

/** An entry of which every field is as long as it may be has some 2 KiB. */
const answerLimitBytes = 16 * 1024;

/** @param fetch the runtime's */
export function httpStore({ url, token }: StoreOptions<'http'>, fetch: Fetch): Store {
  // The token is for one host, whatever is asked about.
  const [one, other] = ['a.example', 'b.example'].map(
    (text) => new URL(url.replaceAll('%EMAILDOMAIN%', text)),
  );
  if (one?.origin !== other?.origin || one?.username || one?.password) {
    throw new Error(
      'http has a url whose host depends on the domain, or that holds a password; there is token',
    );
  }
  // RFC 6750 §2.1
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const ask = async (about: string): Promise<string | undefined> => {
    const response = await fetch(about, {
      headers: { accept: 'application/json', ...authorization },
      // The token is for nobody else. workerd knows no 'error' here; what redirects is not 200.
      redirect: 'manual',
      signal: AbortSignal.timeout(lookUpMilliseconds),
    });
    if (response.status === 200) return (await textUpTo(response, answerLimitBytes)) ?? '';
    // A body that nobody reads keeps its connection, of which a Worker has six.
    await response.body?.cancel();
    if (response.status === 404) return undefined;
    throw new StoreError(name, failureOfStatus(response.status));
  };
  return {
    name,
    async find(domain) {
      const text = await ask(url.replaceAll('%EMAILDOMAIN%', () => encodeURIComponent(domain))).catch(
        complain,
      );
      return text === undefined ? undefined : entryIn(text);
    },
  };
}

function complain(error: unknown): never {
  throw error instanceof StoreError ? error : new StoreError(name, failureOfFetch(error));
}

function entryIn(text: string): Entry {
  const entry = entrySchema.safeParse(parseJson(text));
  if (entry.success) return entry.data;
  throw new StoreError(name, { word: 'row-refused', flaw: 'unreadable' });
}
