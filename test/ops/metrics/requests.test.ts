/** What is counted, and that it stays little whatever is sent. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { cachedDirectory, cacheRules } from '../../../src/directory/cache.ts';
import type { RequestEvent } from '../../../src/index.ts';
import { facteur } from '../../../src/index.ts';
import { clientFamilies, clientFamilyOf } from '../../../src/ops/metrics/client-families.ts';
import { metricsText } from '../../../src/ops/metrics/exposition.ts';
import { processFamilies } from '../../../src/ops/metrics/process.ts';
import { outcomeOf, requestMetrics } from '../../../src/ops/metrics/requests.ts';
import { serviceFamilies } from '../../../src/ops/metrics/service.ts';
import { storeFamilies } from '../../../src/ops/metrics/stores.ts';
import { storeNames } from '../../../src/runtime/open-stores.ts';
import { version } from '../../../src/util/version.ts';
import { readExposition } from '../../support/parse-exposition.ts';
import { configOf, now } from '../../support/world.ts';

const read = (...families: Parameters<typeof metricsText>[0][]) =>
  readExposition(metricsText(families.flat()));

describe('an outcome', () => {
  const answered: RequestEvent = { dialect: 'autoconfig', method: 'GET', status: 200 };
  test.each<[Partial<RequestEvent>, string]>([
    [{}, 'answered'],
    [{ status: 302 }, 'redirected'],
    [{ status: 304 }, 'not-modified'],
    [{ status: 204 }, 'options'],
    [{ status: 404, refusal: 'domain-not-served' }, 'domain-not-served'],
    // Autodiscover refuses with 200 and an error frame.
    [{ status: 200, refusal: 'address-malformed' }, 'address-malformed'],
    [{ status: 500, bug: 'TypeError at …' }, 'bug'],
  ])('of %j is %s', (event, outcome) => {
    expect(outcomeOf({ ...answered, ...event })).toBe(outcome);
  });
});

describe('requests', () => {
  test('are counted by dialect, client and outcome', () => {
    const counters = requestMetrics();
    counters.count('autoconfig', 'thunderbird', 'answered', 1);
    counters.count('autoconfig', 'thunderbird', 'answered', 1);
    counters.count('autoconfig', 'none', 'domain-not-served', 1);
    counters.count('none', 'other', 'rate-limited');
    const { series } = read(counters.families());
    expect(series.filter(({ name }) => name === 'facteur_requests_total')).toEqual([
      series_('autoconfig', 'thunderbird', 'answered', 2),
      series_('autoconfig', 'none', 'domain-not-served', 1),
      series_('none', 'other', 'rate-limited', 1),
    ]);
  });

  const series_ = (dialect: string, client: string, outcome: string, value: number) => ({
    name: 'facteur_requests_total',
    labels: { dialect, client, outcome },
    value,
  });

  test('are timed in buckets that each hold the one before', () => {
    const counters = requestMetrics();
    for (const milliseconds of [0, 0.05, 0.06, 3, 9999]) {
      counters.count('setup', 'browser', 'answered', milliseconds);
    }
    // Nobody knows how long a bug has taken.
    counters.count('setup', 'browser', 'bug');
    const { series } = read(counters.families());
    const at = (le: string) => series.find(({ labels }) => labels['le'] === le)?.value;
    expect([at('0.00005'), at('0.0001'), at('0.0025'), at('0.005'), at('2.5'), at('+Inf')]).toEqual([
      2, 3, 3, 4, 4, 5,
    ]);
    const buckets = series.filter(({ name }) => name.endsWith('_bucket')).map(({ value }) => value);
    expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
    expect(series.find(({ name }) => name.endsWith('_count'))?.value).toBe(5);
    expect(series.find(({ name }) => name.endsWith('_sum'))?.value).toBeCloseTo(10.00211);
  });

  test('make no more figures than there are words, and none of what was sent, whatever that is', async () => {
    const counters = requestMetrics();
    const app = facteur(configOf({ domains: { 'example.org': 'ovh.net' } }), {
      report: (event, incoming) =>
        counters.count(
          event.dialect,
          clientFamilyOf(incoming.header('user-agent') ?? ''),
          outcomeOf(event),
          event.milliseconds,
        ),
    });
    const marked = fc
      .string({ maxLength: 20 })
      .map((text) => encodeURIComponent(`marker${text}`.toWellFormed()));
    const paths = fc.constantFrom(
      '/mail/config-v1.1.xml',
      '/profile.mobileconfig',
      '/',
      '/v1.1/',
      '/marker/',
    );
    const methods = fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', 'DELETE', 'PUT');
    await fc.assert(
      fc.asyncProperty(methods, paths, marked, marked, async (method, path, query, agent) => {
        const headers = { 'user-agent': agent, host: `autoconfig.${query.slice(0, 9)}.example` };
        await app.request(`${path}${query}?emailaddress=${query}`, { method, headers });
      }),
    );
    const text = metricsText(counters.families());
    expect(text).not.toMatch(/marker/i);
    const labels = readExposition(text).series.map((one) => one.labels);
    const words = (label: string) => new Set(labels.flatMap((one) => one[label] ?? []));
    expect(new Set(labels.flatMap(Object.keys))).toEqual(new Set(['dialect', 'client', 'outcome', 'le']));
    expect([...words('client')].filter((word) => !clientFamilies.some((family) => family === word))).toEqual(
      [],
    );
    expect(words('dialect').size).toBeLessThan(12);
    expect(words('outcome').size).toBeLessThan(25);
  });
});

test('stores tell how they have fared, each by a name of its own', async () => {
  const runtime = {
    nowMilliseconds: () => 0,
    timeout: () => ({ expired: new Promise<never>(() => {}), cancel: () => {} }),
  };
  const caches = [0, 1, 2].map(() => cachedDirectory({ find: () => undefined }, cacheRules, runtime));
  const account = configOf({ domains: { '*': 'ovh.net' } });
  expect(account.stores).toEqual([]);
  const names = storeNames([{ sqlite: { file: 'a' } }, { kv: { binding: 'B' } }, { sqlite: { file: 'c' } }]);
  const { series } = read(storeFamilies(caches.map((cache, at) => ({ name: names[at] ?? '', cache }))));
  expect([...new Set(series.map(({ labels }) => labels['store']))]).toEqual(['sqlite', 'kv', 'sqlite-2']);
  expect(series).toHaveLength(18);
});

test('a certificate tells its days, and that it has run out', () => {
  const state = {
    ready: true,
    configuredAt: now,
    reloads: { taken: 1, refused: 0 },
    certificates: [
      { name: 'tls-1', notAfter: new Date(now.getTime() + 36 * 3600 * 1000) },
      { name: 'signing', notAfter: new Date(now.getTime() - 24 * 3600 * 1000) },
    ],
    runtime: 'test "quoted" \\ \n',
  };
  const { series } = read(serviceFamilies(state, now));
  const days = series.filter(({ name }) => name === 'facteur_certificate_days_left');
  expect(days.map(({ labels, value }) => [labels['certificate'], value])).toEqual([
    ['tls-1', 1.5],
    ['signing', -1],
  ]);
  expect(series[0]?.labels).toEqual({ version: packageJson.version, runtime: 'test \\"quoted\\" \\\\ \\n' });
});

test('the version is that of the package', () => {
  expect(version).toBe(packageJson.version);
});

test('a process tells its memory under the names that dashboards know', () => {
  const { types } = read(
    processFamilies({
      residentBytes: 1,
      heapUsedBytes: 1,
      heapTotalBytes: 1,
      externalBytes: 1,
      cpuSeconds: 1e-7,
      startedAt: now,
      delayMilliseconds: 0.5,
      connections: 3,
    }),
  );
  expect([...types.keys()]).toContain('process_resident_memory_bytes');
});
