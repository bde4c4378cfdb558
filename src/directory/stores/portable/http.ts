/**
 * Domains that a service of the operator's own knows: one GET for each domain, which it answers with an entry in
 * JSON, or with 404 for a domain that it does not know.
 */

import { type Entry, entrySchema } from '../../entry.ts';
import type { StoreOptions } from '../options.ts';
import type { Store } from '../store.ts';
import { lookUpMilliseconds } from './mx.ts';
import type { Fetch } from './mx-over-https.ts';

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
    if (response.status === 200) return textOf(response);
    // A body that nobody reads keeps its connection, of which a Worker has six.
    await response.body?.cancel();
    if (response.status === 404) return undefined;
    throw new Complaint(`http answers ${response.status}`);
  };
  return {
    name: 'http',
    async find(domain) {
      const text = await ask(url.replaceAll('%EMAILDOMAIN%', () => encodeURIComponent(domain))).catch(
        complain,
      );
      return text === undefined ? undefined : entryIn(text);
    },
  };
}

/** In words that may be logged. */
class Complaint extends Error {}

/** What runtimes say of a failure can repeat the URL, the host or a header. */
function complain(error: unknown): never {
  throw error instanceof Complaint ? error : new Error(`http does not answer: ${reasonOf(error)}`);
}

/** Node has the reason in `cause`: ECONNREFUSED. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
}

function entryIn(text: string): Entry {
  const entry = entrySchema.safeParse(json(text));
  if (entry.success) return entry.data;
  throw new Error('http answers with what is no entry');
}

/** @returns nothing for what is no JSON, which the schema refuses */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Stops reading, and tells the service so, as soon as it is too much. */
async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  let text = '';
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > answerLimitBytes) throw new Complaint('http answers at too great length');
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}
