/** QR codes as outlines: an independent reader decodes them, and they have the minimum of modules. */

import jsQr from 'jsqr';
import { describe, expect, test } from 'vitest';
import { qrBlocks, qrSvg } from '../../src/cli/link/qr-drawing.ts';
import { qrCode, quietZone } from '../../src/format/qr.ts';

/** The modules that a path covers. */
function covered(path: string): ReadonlySet<string> {
  const modules = new Set<string>();
  const drawn = path.replaceAll(/M(\d+) (\d+)h(\d+)v1H(\d+)z/g, (_, x, y, width, back) => {
    expect(back).toBe(x);
    for (let at = 0; at < Number(width); at++) modules.add(`${Number(x) + at} ${y}`);
    return '';
  });
  expect(drawn).toBe('');
  return modules;
}

/** The code as an image, four pixels per module. */
function read(size: number, isDark: (x: number, y: number) => boolean) {
  const scale = 4;
  const side = (size + 2 * quietZone) * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const dark = isDark(Math.floor(x / scale) - quietZone, Math.floor(y / scale) - quietZone);
      if (dark) pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
    }
  }
  return jsQr.default(pixels, side, side);
}

const token = 'abcdefghijklmnopqrstuvwxyz234567'.repeat(3).slice(0, 74);
const signed = `https://facteur.example.net/l/${token}`;

describe('an independent reader decodes', () => {
  test.each([
    'https://facteur.example.net/#jo@example.org',
    `https://facteur.example.net/#${'x'.repeat(64)}@${'a.'.repeat(90)}example`,
    'https://facteur.example.net/#jo%C3%A9@example.org',
    signed.toUpperCase(),
  ])('%s', (text) => {
    const { size, path, isDark } = qrCode(text);
    const drawn = covered(path);
    const isDrawn = (x: number, y: number): boolean => drawn.has(`${x} ${y}`);
    expect(read(size, isDrawn)?.data).toBe(text);
    for (let y = -1; y <= size; y++) {
      for (let x = -1; x <= size; x++) expect(isDark(x, y)).toBe(isDrawn(x, y));
    }
  });
});

test('a link in capitals is packed closer, by four modules a side', () => {
  const [capitals, small] = [qrCode(signed.toUpperCase()), qrCode(signed)];
  expect(read(capitals.size, capitals.isDark)?.chunks.map(({ type }) => type)).toEqual(['alphanumeric']);
  expect(read(small.size, small.isDark)?.chunks.map(({ type }) => type)).toContain('byte');
  expect([small.size, capitals.size]).toEqual([41, 37]);
});

describe('in a terminal', () => {
  const looks: Readonly<Record<string, readonly [upper: boolean, lower: boolean]>> = {
    '█': [false, false],
    '▀': [false, true],
    '▄': [true, false],
    ' ': [true, true],
  };

  test('it is the same code, two modules in a character', () => {
    const lines = qrBlocks(signed.toUpperCase(), false).split('\n');
    const { size } = qrCode(signed.toUpperCase());
    const isDark = (x: number, y: number): boolean => {
      const character = lines[(y + quietZone) >> 1]?.charAt(x + quietZone) ?? '';
      return looks[character]?.[(y + quietZone) % 2] ?? false;
    };
    expect(read(size, isDark)?.data).toBe(signed.toUpperCase());
    expect(lines.slice(0, -1).every((line) => [...line].length === size + 2 * quietZone)).toBe(true);
  });

  test('its colours are its own, and end with each line', () => {
    const lines = qrBlocks('x', true).split('\n').slice(0, -1);
    const plain = lines.map((line) => line.replace('\u001B[97;40m', '').replace('\u001B[0m', ''));
    expect(plain.join('\n')).toBe(qrBlocks('x', false).trimEnd());
    for (const line of lines)
      expect([line.slice(0, 8), line.slice(-4)]).toEqual(['\u001B[97;40m', '\u001B[0m']);
  });
});

test('as a file, it is a complete SVG document with a light background and without text', () => {
  const svg = qrSvg(signed);
  expect(svg).toMatch(
    /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /,
  );
  expect(svg).toContain(qrCode(signed).path);
  expect(svg).not.toContain('facteur');
  const { size } = qrCode(signed);
  expect(svg).toContain(`<rect x="-4" y="-4" width="${size + 8}" height="${size + 8}" fill="#fff"/>`);
});
