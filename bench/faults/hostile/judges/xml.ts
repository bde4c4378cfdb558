/**
 * Whether a text is a well-formed XML document without a DOCTYPE, by the rules of XML 1.0 itself and not by those of a
 * library that facteur uses too. Names are judged by their first characters alone.
 */

export type Visit = (event: 'open' | 'close' | 'text', value: string) => void;

/** What XML 1.0 §2.2 does not count among its characters. */
const noCharacter = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const name = /[A-Za-z_:\u0080-\uffff][-.\w:\u0080-\uffff]*/y;
const reference = /&(?:(?:amp|lt|gt|quot|apos)|#(\d+)|#x([\da-f]+));/iy;
const space = /[ \t\r\n]*/y;
const declaration =
  /^<\?xml version="1\.[01]"(?: encoding="(?:utf-8|UTF-8)")?(?: standalone="(?:yes|no)")?\?>/;

/** @returns where and why it is not, or nothing */
export function xmlFlaw(text: string, visit: Visit = () => {}): string | undefined {
  if (!text.isWellFormed() || noCharacter.test(text)) return 'a character that XML has not';
  const open: string[] = [];
  let at = declaration.exec(text)?.[0].length ?? 0;
  let roots = 0;
  const wrong = (why: string): string => `${why} at ${at}: ${JSON.stringify(text.slice(at, at + 40))}`;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const end = next === -1 ? text.length : next;
    if (end > at) {
      const between = text.slice(at, end);
      if (open.length === 0 && /[^ \t\r\n]/.test(between)) return wrong('text outside the root');
      if (between.includes(']]>')) return wrong(']]> in text');
      const flaw = referencesFlaw(between);
      if (flaw) return wrong(flaw);
      visit('text', between);
      at = end;
      continue;
    }
    if (text.startsWith('<!--', at)) {
      const close = text.indexOf('--', at + 4);
      if (close === -1 || text[close + 2] !== '>') return wrong('a comment that is none');
      at = close + 3;
      continue;
    }
    if (text.startsWith('<![CDATA[', at)) {
      const close = text.indexOf(']]>', at);
      if (close === -1 || open.length === 0) return wrong('CDATA that is none');
      at = close + 3;
      continue;
    }
    if (text.startsWith('</', at)) {
      at += 2;
      const closed = match(name);
      match(space);
      if (closed === undefined || closed !== open.pop() || text[at] !== '>') return wrong('an end tag');
      visit('close', closed);
      at++;
      continue;
    }
    at++;
    const opened = match(name);
    if (opened === undefined) return wrong('< that begins nothing');
    if (open.length === 0 && ++roots > 1) return wrong('a second root');
    const attributes = new Set<string>();
    for (;;) {
      const before = match(space);
      if (text[at] === '>' || text.startsWith('/>', at)) break;
      const attribute = match(name);
      if (before === '' || attribute === undefined || attributes.has(attribute)) return wrong('an attribute');
      attributes.add(attribute);
      match(space);
      if (text[at] !== '=') return wrong('an attribute without =');
      at++;
      match(space);
      const quote = text[at];
      const close = quote === '"' || quote === "'" ? text.indexOf(quote, at + 1) : -1;
      if (close === -1) return wrong('an attribute without quotation marks');
      const value = text.slice(at + 1, close);
      if (value.includes('<')) return wrong('< in an attribute');
      const flaw = referencesFlaw(value);
      if (flaw) return wrong(flaw);
      at = close + 1;
    }
    visit('open', opened);
    if (text[at] === '/') {
      at += 2;
      visit('close', opened);
    } else {
      at++;
      open.push(opened);
    }
  }
  if (open.length > 0) return `<${open.at(-1)}> has no end`;
  return roots === 1 ? undefined : 'no root';
}

function referencesFlaw(text: string): string | undefined {
  for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', at + 1)) {
    reference.lastIndex = at;
    const found = reference.exec(text);
    if (!found) return 'an & that refers to nothing';
    const code =
      found[1] !== undefined ? Number(found[1]) : found[2] !== undefined ? Number.parseInt(found[2], 16) : 65;
    if (
      code > 0x10ffff ||
      (code >= 0xd800 && code <= 0xdfff) ||
      noCharacter.test(String.fromCodePoint(code))
    ) {
      return 'a reference to no character';
    }
  }
  return undefined;
}
