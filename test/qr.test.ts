/** QR codes as outlines: what is drawn is what the encoder made, module by module. */

import { correction, generate } from 'lean-qr/nano';
import { expect, test } from 'vitest';
import { qrCode } from '../src/qr.ts';

/** The modules that a path covers, read by itself. */
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

test.each([
  'https://facteur.example.net/#jo@example.org',
  `https://facteur.example.net/#${'x'.repeat(64)}@${'a.'.repeat(90)}example`,
])('%s', (text) => {
  const { size, path } = qrCode(text);
  const made = generate(text, { minCorrectionLevel: correction.M });
  const drawn = covered(path);
  expect(size).toBe(made.size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) expect(drawn.has(`${x} ${y}`)).toBe(made.get(x, y));
  }
});
