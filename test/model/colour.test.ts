/** Readable accent colours: the contrast of WCAG 2.2, and the shade nearest to the configured one. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Colour, contrast, inkOn, readable } from '../../src/model/colour.ts';

const colour = fc
  .tuple(fc.nat(255), fc.nat(255), fc.nat(255))
  .map((channels): Colour => `#${channels.map((one) => one.toString(16).padStart(2, '0')).join('')}`);

describe('contrast', () => {
  // As the tools of WebAIM and of browsers give it.
  test.each<[Colour, Colour, number]>([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#777777', '#ffffff', 4.48],
    ['#767676', '#ffffff', 4.54],
    ['#ff0000', '#ffffff', 4],
    ['#0b57d0', '#ffffff', 6.37],
  ])('of %s on %s is %d', (one, other, ratio) => {
    expect(contrast(one, other)).toBeCloseTo(ratio, 1);
    expect(contrast(other, one)).toBe(contrast(one, other));
  });
});

describe('a readable shade', () => {
  test('is the colour itself where that can be read', () => {
    expect(readable('#0b57d0', ['#ffffff'], '#000000')).toBe('#0b57d0');
  });

  test('is darker, and still of that colour, where it cannot', () => {
    const shade = readable('#ffc107', ['#ffffff'], '#000000');
    expect(shade).toMatch(/^#[6-9a-b][0-9a-f][4-7][0-9a-f]0[0-9a-f]$/);
  });

  test('can be read on every ground, whatever was asked for', () => {
    fc.assert(
      fc.property(colour, (asked) => {
        const shade = readable(asked, ['#ffffff', '#f3f5f8'], '#000000');
        expect(contrast(shade, '#ffffff')).toBeGreaterThanOrEqual(4.5);
        expect(contrast(shade, '#f3f5f8')).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });
});

test('black or white can be read on any colour', () => {
  fc.assert(fc.property(colour, (ground) => contrast(inkOn(ground), ground) >= 4.5));
});
