/**
 * Encodes and decodes DER (X.690), as far as certificates and signatures need it. A library for it is larger than all
 * our own code in the Worker; the tests compare this one with openssl.
 */

export type Bytes = Uint8Array<ArrayBuffer>;

export const tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  context0: 0xa0,
  context3: 0xa3,
} as const;

/** @returns an element with tag and length around parts that are already encoded */
export function der(type: number, ...parts: readonly Uint8Array[]): Bytes {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const head = [type, ...lengthOctets(length)];
  const bytes = new Uint8Array(head.length + length);
  bytes.set(head);
  let at = head.length;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** X.690 §8.1.3: one octet up to 127, otherwise the number of octets and these. */
function lengthOctets(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [0x80 | octets.length, ...octets];
}

/** @param text in dotted form */
export function objectIdentifier(text: string): Bytes {
  const [first = 0, second = 0, ...others] = text.split('.').map(Number);
  const octets = [first * 40 + second, ...others].flatMap(base128);
  return der(tag.objectIdentifier, Uint8Array.from(octets));
}

function base128(value: number): readonly number[] {
  const octets = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    octets.unshift(0x80 | (rest % 128));
  }
  return octets;
}

export const smallInteger = (value: number): Bytes => der(tag.integer, Uint8Array.of(value));

/** An unsigned number in DER: no leading zeros but the one that keeps it from being negative. */
export function unsignedInteger(bytes: Uint8Array): Bytes {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const digits = bytes.subarray(start);
  const negative = ((digits[0] ?? 0) & 0x80) !== 0;
  return der(tag.integer, ...(negative ? [Uint8Array.of(0)] : []), digits);
}

/** RFC 5652 §11.3: UTCTime until 2049, GeneralizedTime from 2050 on; both to the second. */
export function time(date: Date): Bytes {
  const digits = `${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
  const short = date.getUTCFullYear() < 2050;
  return der(
    short ? tag.utcTime : tag.generalizedTime,
    new TextEncoder().encode(short ? digits.slice(2) : digits),
  );
}

/** A decoded element. */
export interface Element {
  readonly tag: number;
  /** All its original bytes. */
  readonly whole: Bytes;
  readonly content: Bytes;
}

/** @returns consecutive elements, or undefined when these bytes are not DER */
export function elementsIn(bytes: Bytes): readonly Element[] | undefined {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = elementAt(bytes, at);
    if (!element) return undefined;
    elements.push(element);
    at += element.whole.length;
  }
  return elements;
}

/** Reads tags of one octet and definite lengths; certificates have no others. */
function elementAt(bytes: Bytes, at: number): Element | undefined {
  const [type = 0, first] = bytes.subarray(at, at + 2);
  if (first === undefined || (type & 0x1f) === 0x1f) return undefined;
  const octets = first < 0x80 ? 0 : first & 0x7f;
  // 0x80 alone is an indefinite length, which DER forbids; three octets say 16 MB.
  if (first === 0x80 || octets > 3) return undefined;
  const start = at + 2 + octets;
  const length =
    octets === 0 ? first : bytes.subarray(at + 2, start).reduce((sum, octet) => sum * 256 + octet, 0);
  if (start + length > bytes.length) return undefined;
  return { tag: type, whole: bytes.slice(at, start + length), content: bytes.slice(start, start + length) };
}

/** @returns the elements of a SEQUENCE; none when these bytes are anything else */
export function sequenceIn(bytes: Bytes): readonly Element[] {
  const [only, ...others] = elementsIn(bytes) ?? [];
  return only?.tag === tag.sequence && others.length === 0 ? (elementsIn(only.content) ?? []) : [];
}

/** @returns an object identifier in dotted form; undefined when the element is none */
export function identifierIn(element: Element | undefined): string | undefined {
  if (element?.tag !== tag.objectIdentifier) return undefined;
  const numbers: number[] = [];
  let value = 0;
  for (const octet of element.content) {
    value = value * 128 + (octet & 0x7f);
    if (octet >= 0x80) continue;
    numbers.push(value);
    value = 0;
  }
  const [first = 0, ...rest] = numbers;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...rest].join('.');
}

/** Reads UTCTime and GeneralizedTime (RFC 5280 §4.1.2.5). */
export function timeIn(element: Element | undefined): Date | undefined {
  const text = new TextDecoder().decode(element?.content);
  const [, year = '', month, day, hour, minute, second] =
    /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text) ?? [];
  const isShort = element?.tag === tag.utcTime;
  if (!isShort && element?.tag !== tag.generalizedTime) return undefined;
  if (year.length !== (isShort ? 2 : 4)) return undefined;
  const century = isShort ? (Number(year) < 50 ? '20' : '19') : '';
  const date = new Date(`${century}${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
