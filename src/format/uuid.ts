/**
 * UUIDv5 (RFC 9562 §5.5): the same name always gets the same UUID.
 *
 * An own implementation, because each profile needs it synchronously on every runtime: WebCrypto is asynchronous, and
 * the `uuid` package takes longer than the rest of a profile, mostly for typed arrays that must be garbage-collected.
 * The tests compare every UUID with that package.
 */

/**
 * @param namespace a UUID of our own, so that equal names elsewhere get other UUIDs
 * @returns a function from a name, taken as UTF-8, to its UUID in lower case
 */
export function uuidv5In(namespace: string): (name: string) => string {
  const hexadecimals = namespace.replaceAll('-', '').match(/../g) ?? [];
  const prefix = hexadecimals.map((pair) => String.fromCharCode(Number.parseInt(pair, 16))).join('');
  return (name) => {
    const [a, b, c, d] = sha1(prefix + utf8(name));
    const version = (b & 0xfff) | 0x5000;
    const variant = ((c >>> 16) & 0x3fff) | 0x8000;
    const front = `${quad(a >>> 16)}${quad(a)}-${quad(b >>> 16)}-${quad(version)}-${quad(variant)}`;
    return `${front}-${quad(c)}${quad(d >>> 16)}${quad(d)}`;
  };
}

type Words = readonly [number, number, number, number, number];

/** The message schedule. Each block overwrites all that it reads, so one buffer is shared without allocation. */
const schedule = new Int32Array(80);

/** SHA-1 (FIPS 180-4 §6.1.2) of a string whose characters are bytes. For names, not for secrets. */
function sha1(message: string): Words {
  // The message, one bit, the length in 64 bits (§5.1.1), in blocks of 64 bytes.
  const end = Math.ceil((message.length + 9) / 64) * 64;
  let h0 = 0x67452301;
  let h1 = 0xefcdab89 | 0;
  let h2 = 0x98badcfe | 0;
  let h3 = 0x10325476;
  let h4 = 0xc3d2e1f0 | 0;
  for (let block = 0; block < end; block += 64) {
    expand(message, block, end);
    let a = h0;
    let b = h1;
    let c = h2;
    let d = h3;
    let e = h4;
    for (let t = 0; t < 80; t++) {
      const next = (((rotate(a, 5) + mixed(t, b, c, d)) | 0) + ((e + wordAt(t)) | 0)) | 0;
      e = d;
      d = c;
      c = rotate(b, 30);
      b = a;
      a = next;
    }
    h0 = (h0 + a) | 0;
    h1 = (h1 + b) | 0;
    h2 = (h2 + c) | 0;
    h3 = (h3 + d) | 0;
    h4 = (h4 + e) | 0;
  }
  return [h0, h1, h2, h3, h4];
}

const encoder = new TextEncoder();
const nonAscii = /[^\0-\x7f]/;

/** The UTF-8 bytes of a text, one character per byte. */
const utf8 = (text: string): string =>
  nonAscii.test(text) ? String.fromCharCode(...encoder.encode(text)) : text;

function expand(message: string, block: number, end: number): void {
  for (let t = 0; t < 16; t++) {
    const at = block + 4 * t;
    schedule[t] =
      (byteAt(message, at, end) << 24) |
      (byteAt(message, at + 1, end) << 16) |
      (byteAt(message, at + 2, end) << 8) |
      byteAt(message, at + 3, end);
  }
  for (let t = 16; t < 80; t++) {
    schedule[t] = rotate(wordAt(t - 3) ^ wordAt(t - 8) ^ wordAt(t - 14) ^ wordAt(t - 16), 1);
  }
}

function byteAt(message: string, at: number, end: number): number {
  if (at < message.length) return message.charCodeAt(at);
  if (at === message.length) return 0x80;
  // The upper half of the length is zero: names are far shorter than 2^32 bits.
  return at < end - 4 ? 0 : ((message.length * 8) >>> (8 * (end - 1 - at))) & 0xff;
}

const wordAt = (at: number): number => schedule[at] ?? 0;

/** The function and the constant of each quarter of the rounds. */
function mixed(t: number, b: number, c: number, d: number): number {
  if (t < 20) return (((b & c) | (~b & d)) + 0x5a827999) | 0;
  if (t < 40) return ((b ^ c ^ d) + 0x6ed9eba1) | 0;
  if (t < 60) return (((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc) | 0;
  return ((b ^ c ^ d) + 0xca62c1d6) | 0;
}

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

const bytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The lower sixteen bits as four hexadecimal digits. */
const quad = (value: number): string => `${bytes[(value >>> 8) & 0xff]}${bytes[value & 0xff]}`;
