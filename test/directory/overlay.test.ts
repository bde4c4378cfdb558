/** Overlaid directories: the order of look-ups, and which answer ends the search. */

import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { Directory, Found } from '../../src/directory/directory.ts';
import { overlay } from '../../src/directory/overlay.ts';
import { type Address, type Domain, parseAddress, parseDomain } from '../../src/model/address.ts';
import { account } from '../support/account.ts';

function domain(text = 'example.org'): Domain {
  const parsed = parseDomain(text);
  if (parsed.ok) return parsed.value;
  throw new Error(`${text} is no domain`);
}

function address(text: string): Address {
  const parsed = parseAddress(text);
  if (parsed.ok) return parsed.value;
  throw new Error(`${text} is no address`);
}

const upper = account({ id: 'upper.example' });
const lower = account({ id: 'lower.example' });

const atOnce = (found: Found): Directory => ({ find: () => found });
const later = (found: Found): Directory => ({ find: async () => found });
const down: Directory = { find: () => Promise.reject(new Error('no connection')) };
const broken: Directory = {
  find: () => {
    throw new Error('no such table');
  },
};

describe.each([
  ['that answer at once', atOnce],
  ['that answer later', later],
])('of directories %s', (_, saying) => {
  test.each<[why: string, said: readonly Found[], found: Found]>([
    ['the first that has heard of the domain answers', [upper, lower], upper],
    ['the second answers when the first has not', [undefined, lower], lower],
    ['the last answers when no other has', [undefined, undefined, undefined, lower], lower],
    ['none answers when none has', [undefined, undefined], undefined],
    ['none answers when there is none', [], undefined],
    ['one that rules the domain out ends the search', ['never', lower], 'never'],
    [
      'one that is unavailable ends the search: the next might be wrong',
      ['unavailable', lower],
      'unavailable',
    ],
    ['one below an answer cannot rule it out', [upper, 'never'], upper],
    ['one below an answer may be unavailable', [upper, 'unavailable'], upper],
    [
      'one that is unavailable is noticed behind one that has not heard',
      [undefined, 'unavailable', lower],
      'unavailable',
    ],
  ])('%s', async (_why, said, found) => {
    expect(await overlay(said.map(saying)).find(domain())).toBe(found);
  });
});

describe('an overlay', () => {
  test('answers at once when those it asks do', () => {
    expect(overlay([atOnce(undefined), atOnce(lower), later(upper)]).find(domain())).toBe(lower);
  });

  test('waits only where it must', async () => {
    const found = overlay([atOnce(undefined), later(undefined), atOnce(lower)]).find(domain());
    expect(found).toBeInstanceOf(Promise);
    expect(await found).toBe(lower);
  });

  test('does not ask directories below one that has answered', async () => {
    const below = vi.fn((): Found => lower);
    await overlay([later(upper), { find: below }]).find(domain());
    expect(below).not.toHaveBeenCalled();
  });

  test('asks all directories about the same domain and address', async () => {
    const asked = vi.fn((_of: Domain, _whose?: Address): Found => undefined);
    const jo = address('jo@example.org');
    await overlay([{ find: asked }, later(undefined), { find: asked }]).find(domain(), jo);
    expect(asked.mock.calls).toEqual([
      ['example.org', jo],
      ['example.org', jo],
    ]);
  });

  test('fails when one fails, and asks no other instead', async () => {
    await expect(overlay([down, atOnce(lower)]).find(domain())).rejects.toThrow('no connection');
    expect(() => overlay([broken, atOnce(lower)]).find(domain())).toThrow('no such table');
    await expect(overlay([later(undefined), broken]).find(domain())).rejects.toThrow('no such table');
  });

  test('does not notice that one below an answer has failed', async () => {
    expect(await overlay([later(upper), down]).find(domain())).toBe(upper);
    expect(overlay([atOnce(upper), broken]).find(domain())).toBe(upper);
  });

  test('may lie in another one', async () => {
    const inner = overlay([atOnce(undefined), later(lower)]);
    expect(await overlay([atOnce(undefined), inner, atOnce(upper)]).find(domain())).toBe(lower);
  });

  test('says what its first directory that knows says, whichever there are', async () => {
    const said = fc.constantFrom<Found[]>(undefined, undefined, upper, lower, 'never', 'unavailable');
    const layer = fc.record({ said, wait: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(layer), async (layers) => {
        const directories = layers.map((one) => (one.wait ? later(one.said) : atOnce(one.said)));
        const first = layers.find((one) => one.said !== undefined);
        expect(await overlay(directories).find(domain())).toBe(first?.said);
      }),
    );
  });
});
