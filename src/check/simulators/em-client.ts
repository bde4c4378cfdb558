/**
 * eM Client. Closed source; its vendor documents an SRV record, then Autodiscover at the domain and at `autodiscover.`.
 * Lookups in Windows domains and Office 365 are not simulated.
 */

import type { Lookup } from '../attempt.ts';
import { inSequence, notFound, prependSteps } from '../combinators.ts';
import { resolveSrv } from '../dns-lookup.ts';
import { type HttpLookupOptions, httpLookup } from '../http-lookup.ts';
import { emClient as parser } from '../parsers/autodiscover/em-client.ts';
import { poxPost } from '../pox-lookup.ts';
import type { Simulator } from '../simulator.ts';
import { autodiscoverUrl } from '../urls.ts';

const pox: HttpLookupOptions = {
  foundBy: 'autodiscover',
  parser,
  limitMilliseconds: 10_000,
  redirects: { limit: 10, keepsMethod: true },
};
const post = poxPost('text/xml; charset=utf-8');

export const emClient: Simulator = {
  id: 'em-client',
  name: 'eM Client',
  source: 'eM Client support article 258; mailcow pull request 370',
  asksServers: true,
  guesses: true,
  lookup: ({ domain }) =>
    inSequence(
      byRecord,
      httpLookup(autodiscoverUrl(`https://${domain}`), pox, post),
      httpLookup(autodiscoverUrl(`https://autodiscover.${domain}`), pox, post),
    ),
};

const byRecord: Lookup = async (context) => {
  const { step, records } = await resolveSrv(context, '_autodiscover');
  const first = { steps: [step], milliseconds: step.milliseconds };
  const [record] = records;
  if (!record) return notFound(first.steps, first.milliseconds);
  const origin = `https://${record.target}${record.port === 443 ? '' : `:${record.port}`}`;
  return prependSteps(first, await httpLookup(autodiscoverUrl(origin), pox, post)(context));
};
