/** MTA-STS: the policy and its id. Hosts and domains are in the vectors. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mtaStsId } from '../../src/dialects/mta-sts.ts';
import type { MtaSts } from '../../src/model/account.ts';
import { mtaSts as template } from '../../templates/mta-sts.ts';
import { account } from '../support/account.ts';
import { send } from '../support/world.ts';

const policy: MtaSts = { mode: 'testing', mx: ['mx1.example.net', '*.example.net'], maxAgeSeconds: 86_400 };

describe('the policy', () => {
  test.each<[why: string, changes: Partial<MtaSts>, lines: readonly string[]]>([
    [
      'has a line for each exchanger',
      {},
      ['version: STSv1', 'mode: testing', 'mx: mx1.example.net', 'mx: *.example.net', 'max_age: 86400'],
    ],
    [
      'may have none where there is nothing to hold anybody to',
      { mode: 'none', mx: [], maxAgeSeconds: 0 },
      ['version: STSv1', 'mode: none', 'max_age: 0'],
    ],
  ])('%s', (_, changes, lines) => {
    expect(template({ ...policy, ...changes })).toEqual(lines);
  });

  test('is public plain text with an ETag', async () => {
    const { headers } = await send('services', 'https://mta-sts.example.org/.well-known/mta-sts.txt');
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(headers.get('cache-control')).toBe('public, max-age=3600');
    expect(headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/);
  });
});

describe('the id', () => {
  const idOf = (changes: Partial<MtaSts>) => mtaStsId(account({ mtaSts: { ...policy, ...changes } }));

  test('is undefined without a policy', () => {
    expect(mtaStsId(account())).toBeUndefined();
  });

  test('is 1 to 32 letters and digits, the same for the same policy and another for another (RFC 8461 §3.1)', () => {
    const name = fc.stringMatching(/^[a-z]{1,8}\.example$/);
    const any = fc.record({
      mode: fc.constantFrom('enforce', 'testing', 'none'),
      mx: fc.array(name, { minLength: 1, maxLength: 4 }),
      maxAgeSeconds: fc.nat(31_557_600),
    });
    fc.assert(
      fc.property(any, any, (one, other) => {
        expect(idOf(one)).toMatch(/^[0-9A-Za-z]{1,32}$/);
        expect(idOf(structuredClone(one))).toBe(idOf(one));
        const same = template(one).join() === template(other).join();
        expect(idOf(one) === idOf(other)).toBe(same);
      }),
    );
  });
});
