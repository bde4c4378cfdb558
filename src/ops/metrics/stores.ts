/** Metrics of the stores and of the caches in front of them. */

import type { CachedDirectory } from '../../directory/cache.ts';
import type { Family, Sample } from './exposition.ts';

export interface StoreFigures {
  /** `sqlite`, or `sqlite-2` for the second SQLite store. */
  readonly name: string;
  readonly cache: Pick<CachedDirectory, 'figures'>;
}

export function storeFamilies(stores: readonly StoreFigures[]): readonly Family[] {
  const seen = stores.map(({ name, cache }) => ({ name, figures: cache.figures() }));
  const samples = (of: (figures: ReturnType<CachedDirectory['figures']>) => number): Sample[] =>
    seen.map(({ name, figures }) => ({ labels: { store: name }, value: of(figures) }));
  return [
    {
      name: 'facteur_store_hits_total',
      type: 'counter',
      help: 'Look-ups answered by the cache.',
      samples: samples(({ hits }) => hits),
    },
    {
      name: 'facteur_store_misses_total',
      type: 'counter',
      help: 'Look-ups that waited for the store.',
      samples: samples(({ misses }) => misses),
    },
    {
      name: 'facteur_store_stale_total',
      type: 'counter',
      help: 'Look-ups answered with a stale entry because the store was down.',
      samples: samples(({ stale }) => stale),
    },
    {
      name: 'facteur_store_failures_total',
      type: 'counter',
      help: 'Queries that failed or timed out.',
      samples: samples(({ failures }) => failures),
    },
    {
      name: 'facteur_store_rows_refused_total',
      type: 'counter',
      help: 'Look-ups that found an entry that cannot be used.',
      samples: samples(({ refused }) => refused),
    },
    {
      name: 'facteur_store_domains',
      type: 'gauge',
      help: 'Domains in the cache.',
      samples: samples(({ size }) => size),
    },
  ];
}
