/** Names in their own script: from A-labels to U-labels (RFC 5890), by Punycode (RFC 3492 §6.2). */

import { type Domain, parseDomain } from './address.ts';

/** @returns `bücher.example` for `xn--bcher-kva.example`; nothing for a name of ASCII alone */
export function inUnicode(domain: Domain): string | undefined {
  if (!/(^|\.)xn--/.test(domain)) return undefined;
  const text = domain.replace(/(?<=^|\.)xn--([^.]+)/g, (label, encoded: string) => decoded(encoded) ?? label);
  // Only a name that reads back as the same one: A-labels of ASCII alone are not checked anywhere else.
  const back = parseDomain(text);
  return text !== domain && back.ok && back.value === domain ? text : undefined;
}

/** RFC 3492 §5 */
const base = 36;
const lowest = 1;
const highest = 26;
const skew = 38;
const damp = 700;
const firstBias = 72;
const firstCodePoint = 128;

/** @param encoded a label after `xn--`, in lower case */
function decoded(encoded: string): string | undefined {
  const delimiter = encoded.lastIndexOf('-');
  const output = [...encoded.slice(0, Math.max(delimiter, 0))].map((character) => character.charCodeAt(0));
  let codePoint = firstCodePoint;
  let index = 0;
  let bias = firstBias;
  let at = delimiter + 1;
  while (at < encoded.length) {
    const before = index;
    for (let weight = 1, step = base; ; step += base) {
      const digit = digitOf(encoded.charCodeAt(at++));
      if (digit === undefined) return undefined;
      index += digit * weight;
      const threshold = Math.min(Math.max(step - bias, lowest), highest);
      if (digit < threshold) break;
      weight *= base - threshold;
    }
    const length = output.length + 1;
    bias = adapted(index - before, length, before === 0);
    codePoint += Math.floor(index / length);
    if (codePoint > 0x10ffff) return undefined;
    index %= length;
    output.splice(index++, 0, codePoint);
  }
  return String.fromCodePoint(...output);
}

/** `a` to `z` are 0 to 25, `0` to `9` are 26 to 35; past the end of a label there is none. */
function digitOf(code: number): number | undefined {
  if (code >= 0x61 && code <= 0x7a) return code - 0x61;
  return code >= 0x30 && code <= 0x39 ? code - 0x30 + 26 : undefined;
}

function adapted(difference: number, length: number, first: boolean): number {
  let delta = Math.floor(difference / (first ? damp : 2));
  delta += Math.floor(delta / length);
  let steps = 0;
  for (; delta > ((base - lowest) * highest) / 2; steps += base) delta = Math.floor(delta / (base - lowest));
  return steps + Math.floor(((base - lowest + 1) * delta) / (delta + skew));
}
