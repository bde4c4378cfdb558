/**
 * Any text, half of it ASCII, where markup and separators are. fast-check's own `unit: 'binary'` takes a second to build
 * its tables, in each suite again.
 */

import fc from 'fast-check';

const character = fc.oneof(fc.nat(0x7f), fc.nat(0x10ffff)).map((code) => String.fromCodePoint(code));

export const anyText = (lengths: { readonly minLength?: number; readonly maxLength?: number } = {}) =>
  fc.string({ unit: character, ...lengths });
