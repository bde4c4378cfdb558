/**
 * Decodes bytes to text. Clients send UTF-8, UTF-8 with a byte order mark, or UTF-16, and their Content-Type and XML
 * declaration may be wrong, so the first two bytes decide.
 */

import type { BodyFlaw } from '../model/refusal.ts';
import { ok, type Result, refuse } from '../model/result.ts';

/** @returns the text without byte order mark, or a flaw when the bytes are not valid in their encoding */
export function decodeText(bytes: Uint8Array): Result<string, BodyFlaw> {
  try {
    return ok(decoderFor(bytes).decode(bytes));
  } catch {
    return refuse('encoding');
  }
}

const strictly = { fatal: true, ignoreBOM: false } as const;
const utf8 = new TextDecoder('utf-8', strictly);
const utf16be = new TextDecoder('utf-16be', strictly);
const utf16le = new TextDecoder('utf-16le', strictly);

/** XML 1.0 appendix F: a byte order mark, or a `<` beside a zero. */
function decoderFor(bytes: Uint8Array): typeof utf8 {
  const first = bytes[0];
  const second = bytes[1];
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return utf16be;
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return utf16le;
  return utf8;
}
