/**
 * eM Client. Closed source: its maker documents Autodiscover at the domain and below `autodiscover.`, an SRV record
 * before them. What Windows and Office 365 could tell it is not played.
 */

import type { Source } from '../attempt.ts';
import { andThen, inVain, oneAfterAnother } from '../combinators.ts';
import { srv } from '../dns-lookup.ts';
import { document, type Habits } from '../http-lookup.ts';
import { emClient as reader } from '../parsers/autodiscover/em-client.ts';
import { poxPost } from '../pox-lookup.ts';
import type { Player } from '../simulator.ts';
import { autodiscoverUrl } from '../subject.ts';

const pox: Habits = {
  by: 'autodiscover',
  reader,
  limitMilliseconds: 10_000,
  redirects: { limit: 10, keepsMethod: true },
};
const post = poxPost('text/xml; charset=utf-8');

export const emClient: Player = {
  id: 'em-client',
  name: 'eM Client',
  source: 'eM Client support article 258; mailcow pull request 370',
  asks: 'servers',
  guesses: true,
  search: ({ domain }) =>
    oneAfterAnother(
      byRecord,
      document(autodiscoverUrl(`https://${domain}`), pox, post),
      document(autodiscoverUrl(`https://autodiscover.${domain}`), pox, post),
    ),
};

const byRecord: Source = async (stage) => {
  const { step, records } = await srv(stage, '_autodiscover');
  const before = { steps: [step], milliseconds: step.milliseconds };
  const [record] = records;
  if (!record) return inVain(before.steps, before.milliseconds);
  const origin = `https://${record.target}${record.port === 443 ? '' : `:${record.port}`}`;
  return andThen(before, await document(autodiscoverUrl(origin), pox, post)(stage));
};
