/**
 * The log after all requests of real clients: one line of JSON for each response, and nothing about the client in it.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sealerOf } from '../../../src/index.ts';
import { parseAddress } from '../../../src/model/address.ts';
import { clientFamilies } from '../../../src/ops/metrics/client-families.ts';
import { startProgram, until } from '../../support/cli/program.ts';
import { parseVector, type Vector } from '../../support/vector.ts';

const folder = join(import.meta.dirname, '../../vectors');
const vectors: readonly Vector[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.http'))
  .map((name) => parseVector(name, readFileSync(join(folder, name), 'utf8')));

/** Sends a request with the very Host of the vector, which fetch does not. */
function send(base: string, { request: { url, init } }: Pick<Vector, 'request'>): Promise<number> {
  const { pathname, search } = new URL(url);
  const { port } = new URL(base);
  return new Promise((resolve, reject) => {
    const sent = request({
      ...{ host: '127.0.0.1', port, path: pathname + search, method: init.method },
      headers: Object.fromEntries(init.headers),
    });
    sent.on('error', reject).on('response', (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.end(init.body);
  });
}

const linesIn = (said: string): Record<string, unknown>[] =>
  said
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));

describe('the log of requests', () => {
  test('has a line for each request of a real client, and no address, domain or header in it', async () => {
    const { greeted, said } = startProgram({ FACTEUR_LOG: 'requests' });
    const { url } = await greeted();
    const greeting = said.out.length;
    for (const vector of vectors) await send(url, vector);
    const lines = await until(() => {
      const all = linesIn(said.out);
      return all.length >= vectors.length && all;
    });
    expect(lines).toHaveLength(vectors.length);
    const written = (said.out.slice(greeting) + said.err).toLowerCase();
    // Whatever the vectors hold that could name a person, a domain or a machine.
    const domains = new Set(vectors.map(({ request: { url: of } }) => new URL(of).hostname));
    expect(domains.size).toBeGreaterThan(5);
    for (const word of [
      ...domains,
      '@',
      '%40',
      'example',
      'localhost',
      'mozilla',
      'authorization',
      '127.0.0.1',
    ]) {
      expect([word, written.includes(word)]).toEqual([word, false]);
    }
    for (const word of written.match(/[^\s"{}:,]+/g) ?? []) expect(parseAddress(word).ok).toBe(false);
    for (const line of lines) {
      expect(Object.keys(line).toSorted()).toEqual(
        [
          ...['client', 'dialect', 'id', 'level', 'method', 'milliseconds', 'msg'],
          ...('refusal' in line ? ['refusal'] : []),
          ...['status', 'time'],
        ].toSorted(),
      );
      expect(clientFamilies).toContain(line['client']);
      expect(line['time']).toMatch(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/);
    }
    expect(new Set(lines.map(({ id }) => id)).size).toBe(vectors.length);
  });

  test('has nothing of a link in it that hides an address, valid or not', async () => {
    const secret = btoa('k'.repeat(32));
    const made = await sealerOf(secret, 1);
    if (!made.ok) throw new Error(made.refusal);
    const { greeted, said } = startProgram({ FACTEUR_LOG: 'requests', FACTEUR_LINKS_KEY: secret });
    const { url } = await greeted();
    const inHours = (hours: number): Date => new Date(Date.now() + hours * 3_600_000);
    const [valid, expired] = await Promise.all([
      made.value.seal('jo@example.org', inHours(1)),
      made.value.seal('jo@example.org', inHours(-1)),
    ]);
    const statuses: number[] = [];
    for (const token of [valid, expired, `${valid}a`]) {
      statuses.push((await fetch(`${url}/L/${token}?marker=jo@example.org`)).status);
    }
    expect(statuses).toEqual([200, 410, 404]);
    const lines = await until(() => {
      const all = linesIn(said.out);
      return all.length >= 3 && all;
    });
    expect(lines.map(({ dialect, refusal }) => [dialect, refusal])).toEqual([
      ['setup', undefined],
      ['setup', 'link-expired'],
      ['setup', 'link-unknown'],
    ]);
    const written = (said.out + said.err).toLowerCase();
    for (const word of [valid, expired, '/l/', 'marker', 'jo@example.org"', secret.toLowerCase()]) {
      expect([word, written.includes(word)]).toEqual([word, false]);
    }
  });

  test('joins what a proxy and a tracer have said of a request, if it is in their exact form', async () => {
    const { greeted, said } = startProgram({ FACTEUR_LOG: 'requests' });
    const { url } = await greeted();
    const id = '0af7651916cd43dd8448eb211c80319c';
    const given = {
      'x-request-id': id,
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      tracestate: 'marker=jo@example.org',
    };
    await fetch(`${url}/`, { headers: given });
    await fetch(`${url}/`, {
      headers: { 'x-request-id': 'jo@example.org', traceparent: '00-jo@example.org' },
    });
    const [exact, other] = await until(() => {
      const all = linesIn(said.out);
      return all.length === 2 && all;
    });
    expect(exact).toMatchObject({ id, trace: '4bf92f3577b34da6a3ce929d0e0e4736', span: '00f067aa0ba902b7' });
    expect(other?.['id']).toMatch(/^[\da-f]{12}-\w+$/);
    expect(Object.keys(other ?? {})).not.toContain('trace');
    expect(said.out).not.toMatch(/marker|jo@example\.org"/);
  });
});
