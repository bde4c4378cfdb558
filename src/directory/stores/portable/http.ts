/**
 * Domains that the operator's own service knows: one GET for each domain, which it answers with an entry in JSON, or
 * with 404, 410, 204, `null` or `[]` for a domain that it does not know.
 */

import { failureOfFetch, failureOfStatus, StoreError } from '../../failure.ts';
import { parseJson, textUpTo } from '../../read-answer.ts';
import { type AddressStore, addressRowStore } from '../address-store.ts';
import type { AddressStoreOptions, StoreOptions } from '../options.ts';
import { type Rows, rowStore, rowsOfEitherSpelling } from '../row-store.ts';
import type { Store } from '../store.ts';
import { lookUpMilliseconds } from './mx.ts';
import type { Fetch } from './mx-over-https.ts';

const name = 'http';

/** An entry whose fields are all of maximal length has some 2 KiB. */
const answerLimitBytes = 16 * 1024;

/** @param fetch the runtime's */
export function httpStore({ url, token }: StoreOptions<'http'>, fetch: Fetch): Store {
  // The token is for one host, so the host must not depend on the domain.
  const [one, other] = ['a.example', 'b.example'].map(
    (text) => new URL(url.replaceAll('%EMAILDOMAIN%', text)),
  );
  if (one?.origin !== other?.origin || one?.username || one?.password) {
    throw new Error(
      'the url of the http store must have the same host for every domain, and no password; use token for that',
    );
  }
  const ask = requester(token, fetch);
  return rowStore(name, (domain) =>
    rowsOfEitherSpelling(domain, (spelling) =>
      ask(url.replaceAll('%EMAILDOMAIN%', () => encodeURIComponent(spelling))),
    ),
  );
}

/**
 * People that the operator's own service knows: one POST for each address, with the address in a JSON body, because URLs
 * are logged: `{"address": "jo@example.org", "localpart": "jo", "domain": "example.org"}`.
 *
 * @param fetch the runtime's
 */
export function httpAddressStore({ url, token }: AddressStoreOptions<'http'>, fetch: Fetch): AddressStore {
  const ask = requester(token, fetch);
  return addressRowStore(name, (values) => ask(url, JSON.stringify(values)));
}

/** @returns a function that sends a GET, or a POST with a JSON body, and returns the rows of the response */
function requester(token: string | undefined, fetch: Fetch): (url: string, json?: string) => Promise<Rows> {
  // RFC 6750 §2.1
  const headers = { accept: 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  return async (url, json) => {
    const body =
      json === undefined
        ? { headers }
        : { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: json };
    try {
      const response = await fetch(url, {
        ...body,
        // A redirect must not get the token. workerd has no 'error' here; a redirect is not 200.
        redirect: 'manual',
        signal: AbortSignal.timeout(lookUpMilliseconds),
      });
      return await rowsOfResponse(response);
    } catch (error) {
      throw error instanceof StoreError ? error : new StoreError(name, failureOfFetch(error));
    }
  };
}

/** @throws StoreError on another status than 200 and those for an unknown domain or address */
async function rowsOfResponse(response: Response): Promise<Rows> {
  if (response.status === 200) return rowsIn(await textUpTo(response, answerLimitBytes));
  // An unread body occupies its connection, of which a Worker has six.
  await response.body?.cancel();
  if (unknownStatuses.includes(response.status)) return [];
  throw new StoreError(name, failureOfStatus(response.status));
}

/** No Content, Not Found, Gone. */
const unknownStatuses: readonly number[] = [204, 404, 410];

/**
 * @returns one row; those of a list, as PostgREST answers; none for `null`
 * @throws StoreError on what is not JSON
 */
function rowsIn(text: Awaited<ReturnType<typeof textUpTo>>): Rows {
  if (!text.ok) throw new StoreError(name, { word: 'row-refused', flaw: `row-${text.refusal}` });
  const row = parseJson(text.value);
  if (row === undefined) throw new StoreError(name, { word: 'row-refused', flaw: 'row-not-json' });
  if (Array.isArray(row)) return row;
  return row === null ? [] : [row];
}
