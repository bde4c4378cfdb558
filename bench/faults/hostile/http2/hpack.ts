/**
 * Header compression of HTTP/2 (RFC 7541) for a client that sends any bytes: fields are written literally, without
 * Huffman coding and tables; responses are decoded without a dynamic table, which SETTINGS forbid the server.
 */

import type { Field } from '../generators/request.ts';

/** A literal that is not indexed, with a new name. */
export function encoded(fields: readonly Field[]): Buffer {
  return Buffer.concat(fields.flatMap(([name, value]) => [Buffer.from([0]), literal(name), literal(value)]));
}

function literal(bytes: string): Buffer {
  return Buffer.concat([Buffer.from(integer(bytes.length, 7)), Buffer.from(bytes, 'latin1')]);
}

function integer(value: number, bits: number): number[] {
  const most = 2 ** bits - 1;
  if (value < most) return [value];
  const bytes = [most];
  let left = value - most;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
  return [...bytes, left];
}

/** Appendix A; those that requests alone have are left empty. */
const staticTable: readonly Field[] = [
  ['', ''],
  ...Array.from({ length: 7 }, (): Field => ['', '']),
  ...['200', '204', '206', '304', '400', '404', '500'].map((status): Field => [':status', status]),
  ...[
    ...['accept-charset', 'accept-encoding', 'accept-language', 'accept-ranges', 'accept'],
    ...[
      'access-control-allow-origin',
      'age',
      'allow',
      'authorization',
      'cache-control',
      'content-disposition',
    ],
    ...['content-encoding', 'content-language', 'content-length', 'content-location', 'content-range'],
    ...['content-type', 'cookie', 'date', 'etag', 'expect', 'expires', 'from', 'host', 'if-match'],
    ...['if-modified-since', 'if-none-match', 'if-range', 'if-unmodified-since', 'last-modified', 'link'],
    ...[
      'location',
      'max-forwards',
      'proxy-authenticate',
      'proxy-authorization',
      'range',
      'referer',
      'refresh',
    ],
    ...[
      'retry-after',
      'server',
      'set-cookie',
      'strict-transport-security',
      'transfer-encoding',
      'user-agent',
    ],
    ...['vary', 'via', 'www-authenticate'],
  ].map((name): Field => [name, name === 'accept-encoding' ? 'gzip, deflate' : '']),
];

/** @returns the fields; or nothing when they are not such as a server may send without a dynamic table */
export function decoded(block: Buffer): readonly Field[] | undefined {
  const fields: [string, string][] = [];
  let at = 0;
  const number = (bits: number): number => {
    const most = 2 ** bits - 1;
    let value = (block[at++] ?? 0) & most;
    if (value < most) return value;
    for (let factor = 1; ; factor *= 128) {
      const byte = block[at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128 || at >= block.length) return value;
    }
  };
  const text = (): string | undefined => {
    const huffman = ((block[at] ?? 0) & 128) !== 0;
    const length = number(7);
    const bytes = block.subarray(at, at + length);
    at += length;
    if (bytes.length < length) return undefined;
    return huffman ? unpacked(bytes) : bytes.toString('latin1');
  };
  while (at < block.length) {
    const byte = block[at] ?? 0;
    if (byte >= 128) {
      const indexed = staticTable[number(7)];
      if (!indexed || indexed[0] === '') return undefined;
      fields.push([indexed[0], indexed[1]]);
      continue;
    }
    if (byte >= 32 && byte < 64) {
      if (number(5) !== 0) return undefined;
      continue;
    }
    const index = number(byte >= 64 ? 6 : 4);
    const name = index === 0 ? text() : staticTable[index]?.[0];
    const value = text();
    if (name === undefined || name === '' || value === undefined) return undefined;
    fields.push([name, value]);
  }
  return fields;
}

/**
 * Appendix B for visible ASCII and space, which is all that a header may hold: the characters of each length. Codes
 * are given in this order, each one more than the last.
 */
const byLength: readonly (readonly [bits: number, characters: string])[] = [
  [5, '012aceiost'],
  [6, ' %-./3456789=A_bdfghlmnpru'],
  [7, ':BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz'],
  [8, '&*,;XZ'],
  [10, '!"()?'],
  [11, "'+|"],
  [12, '#>'],
  [13, '\0$@[]~'],
  [14, '^}'],
  [15, '<`{'],
  [19, '\\'],
];

const symbols = new Map<string, string>();
{
  let code = 0;
  let before = 0;
  for (const [bits, characters] of byLength) {
    code *= 2 ** (bits - before);
    before = bits;
    for (const character of characters) {
      symbols.set(code.toString(2).padStart(bits, '0'), character);
      code++;
    }
  }
}

function unpacked(bytes: Buffer): string | undefined {
  let text = '';
  let code = '';
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      code += (byte >> bit) & 1;
      const character = symbols.get(code);
      if (character === undefined) continue;
      text += character;
      code = '';
    }
  }
  // What is left over is the beginning of a code of ones (§5.2).
  return code.length < 8 && !code.includes('0') ? text : undefined;
}
