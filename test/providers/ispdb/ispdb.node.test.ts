/**
 * Thunderbird's database of providers, file by file: github.com/thunderbird/autoconfig, folder ispdb. The files
 * are under the MPL and not part of this repository; name a folder to run the test:
 *
 *     FACTEUR_ISPDB=../autoconfig/ispdb npx vitest run --project node test/providers/ispdb/ispdb.node.test.ts
 */

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/index.ts';
import { type AutoconfigFile, readAutoconfigFile } from '../../../src/providers/ispdb/file.ts';
import { describeWarning } from '../../../src/providers/ispdb/warning.ts';
import { booksOf } from '../../support/accounting.ts';

const folder = process.env['FACTEUR_ISPDB'];
const names = folder === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith('.xml'));

test.skipIf(folder !== undefined)('the ISPDB: FACTEUR_ISPDB names no folder of it', ({ skip }) => {
  skip('set FACTEUR_ISPDB to a folder of ISPDB files');
});

describe.skipIf(folder === undefined)('the ISPDB', () => {
  test('is there', () => {
    expect(names).not.toEqual([]);
  });

  describe.each(names)('%s', (name) => {
    const xml = folder === undefined ? '' : readFileSync(`${folder}/${name}`, 'utf8');

    test('loads', () => {
      expect(readAutoconfigFile(xml)).toMatchObject({ ok: true });
    });

    test('each element is imported or produces a warning, and nothing is added', () => {
      const books = booksOf(xml, fileOf(xml));
      expect(books).toMatchObject({ lost: [], invented: [] });
      expect(books.taken.length + books.warned.length).toBe(books.present.length);
    });

    test('is a valid provider for the configuration, and clients get the same servers', () => {
      const { id, kind, document } = fileOf(xml);
      const read = readConfig({ provider: id, providers: { [id]: document } });
      const account = read.ok ? read.value.defaultAccount : read.refusal;
      expect(account).toMatchObject({ id, name: document.name, shortName: document.shortName });
      expect(account).toMatchObject({ manual: document.manual, documentation: document.documentation });
      expect(account).toMatchObject({ incoming: expect.toSatisfy(same(document.incoming)) });
      expect(account).toMatchObject({ outgoing: expect.toSatisfy(same(document.outgoing)) });
      expect(document.incoming.length > 0 && document.outgoing.length > 0).toBe(kind === 'provider');
    });

    test('has a sentence for each warning', () => {
      for (const warning of fileOf(xml).warnings) {
        expect(describeWarning(warning)).toMatch(/^[^\n]+$/);
        expect(describeWarning(warning)).not.toMatch(/undefined|\[object/);
      }
    });

    test('produces a warning for any added element', () => {
      const places = insertions(xml);
      expect(places.length).toBeGreaterThan(5);
      for (const place of places) {
        const more = `${xml.slice(0, place)}<mystery/>${xml.slice(place)}`;
        const { present, lost } = booksOf(more, fileOf(more));
        expect(present.some((path) => path.endsWith('mystery'))).toBe(true);
        expect(lost).toEqual([]);
      }
    });
  });
});

function fileOf(xml: string): AutoconfigFile {
  const file = readAutoconfigFile(xml);
  if (file.ok) return file.value;
  throw new Error(JSON.stringify(file.refusal));
}

/** The configuration sorts servers into the order that clients need. */
const same = (servers: readonly unknown[]) => (others: unknown) => {
  const sorted = (of: readonly unknown[]): string[] => of.map((server) => keyOf(server)).toSorted();
  return Array.isArray(others) && JSON.stringify(sorted(others)) === JSON.stringify(sorted(servers));
};
const keyOf = (server: unknown): string =>
  JSON.stringify(Object.entries(server ?? {}).toSorted(([a], [b]) => a.localeCompare(b)));

/** Positions before each closing tag, where a child can be inserted. */
function insertions(xml: string): number[] {
  const inComment = (at: number): boolean => xml.lastIndexOf('<!--', at) > xml.lastIndexOf('-->', at);
  return [...xml.matchAll(/<\/\w+>/g)].map(({ index }) => index).filter((at) => !inComment(at));
}
