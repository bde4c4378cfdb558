/** The dashboard asks for figures that there are, by labels that they have. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Family, metricsText } from '../../../src/ops/metrics/exposition.ts';
import { processFamilies } from '../../../src/ops/metrics/process.ts';
import { requestMetrics } from '../../../src/ops/metrics/requests.ts';
import { serviceFamilies } from '../../../src/ops/metrics/service.ts';
import { storeFamilies } from '../../../src/ops/metrics/stores.ts';
import { readExposition } from '../../support/parse-exposition.ts';
import { now } from '../../support/world.ts';

/** Every figure that there may be, with something to tell in each. */
function allFamilies(): readonly Family[] {
  const counters = requestMetrics();
  counters.count('autoconfig', 'thunderbird', 'answered', 1);
  const figures = () => ({ hits: 1, misses: 1, stale: 1, failures: 1, refused: 1, size: 1 });
  return [
    ...serviceFamilies(
      {
        ...{ ready: true, configuredAt: now, reloads: { taken: 0, refused: 0 }, runtime: 'node' },
        certificates: [{ name: 'signing', notAfter: now }],
      },
      now,
    ),
    ...counters.families(),
    ...storeFamilies([{ name: 'sqlite', cache: { figures } }]),
    ...processFamilies({
      ...{ residentBytes: 1, heapUsedBytes: 1, heapTotalBytes: 1, externalBytes: 1, cpuSeconds: 1 },
      ...{ startedAt: now, delayMilliseconds: 1, connections: 1 },
    }),
  ];
}

const { series, types } = readExposition(metricsText(allFamilies()));
const names = new Set(series.map(({ name }) => name));
/** Those of ours, and the two that Prometheus adds to each. */
const labels = new Set(['job', 'instance', ...series.flatMap((one) => Object.keys(one.labels))]);

const root = join(import.meta.dirname, '../../..');
const dashboard: unknown = JSON.parse(readFileSync(join(root, 'deploy/grafana.json'), 'utf8'));

/** All texts under a key, anywhere in a document. */
function textsOf(key: string, value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inside]) =>
    name === key && typeof inside === 'string' ? [inside] : textsOf(key, inside),
  );
}

const queries = [...textsOf('expr', dashboard), ...textsOf('query', dashboard)].filter(
  (text) => text !== 'prometheus',
);

describe('the dashboard', () => {
  test.each(queries)('asks for what there is: %s', (query) => {
    const asked = query.match(/\b(?:facteur|process|nodejs)_\w+/g) ?? [];
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((name) => !names.has(name))).toEqual([]);
    const by = [...query.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/, */));
    const matched = [...query.matchAll(/[{,](\w+)=~?"/g)].flatMap(([, label]) => label ?? []);
    expect([...by, ...matched].filter((label) => !labels.has(label))).toEqual([]);
  });

  test('shows what every figure of facteur’s own tells, but when the configuration was read', () => {
    const shown = queries.join(' ');
    const own = [...types.keys()].filter((name) => name.startsWith('facteur_') && !shown.includes(name));
    expect(own).toEqual(['facteur_configuration_timestamp_seconds']);
  });

  test('names its labels as the figures do', () => {
    const named = textsOf('legendFormat', dashboard).flatMap((text) => text.match(/(?<=\{\{)\w+/g) ?? []);
    expect(named.filter((label) => !labels.has(label))).toEqual([]);
  });
});

test('docs/operations.md explains every figure', () => {
  const text = readFileSync(join(root, 'docs/operations.md'), 'utf8');
  expect([...types.keys()].filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
