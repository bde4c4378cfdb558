/**
 * Parses the POX request: an address, and the schema of the wanted response. Children may come in any order, in any
 * namespace or none, with any prefix or none.
 *
 * Every installation of a client posts the same document except for the address. Such a document is parsed once, with
 * a stand-in for the address, and its schema is cached by the text around the address; a request that differs only in
 * plain characters of the address is not parsed again. All other requests are parsed, after their markup is counted.
 */

import { child, type MarkupLimits, readXml } from '../../format/xml.ts';
import { decodeText } from '../../http/charset.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import { lruMap } from '../../util/memo.ts';

interface AutodiscoverRequest {
  /** As sent, or empty: `LegacyDN`, which may replace it, says nothing about a mail domain. */
  readonly address: string;
  /** The URI of the schema, or empty. */
  readonly schema: string;
}

/** @returns what was asked, or the flaw for which the body is refused */
export function readAutodiscoverRequest(bytes: Uint8Array): Result<AutodiscoverRequest> {
  const text = decodeText(bytes);
  if (!text.ok) return refuse({ reason: 'body-malformed', flaw: text.refusal });
  // EmailEngine always ends with a stray quotation mark (autodetect-imap-settings.js).
  const document = text.value.slice(0, text.value.lastIndexOf('>') + 1);
  const slot = addressSlot(document);
  return (slot && readByForm(document, slot)) ?? readWhole(document);
}

/** Real requests have up to ten tags and fewer attributes. An address may be 64 equals signs, or all references. */
const markupLimits: MarkupLimits = { characters: 4096, tags: 32, attributes: 96, references: 256 };

function readWhole(text: string): Result<AutodiscoverRequest> {
  const root = readXml(text, markupLimits);
  if (!root.ok) return refuse({ reason: 'body-malformed', flaw: root.refusal });
  if (root.value.name !== 'Autodiscover')
    return refuse({ reason: 'body-malformed', flaw: 'unexpected-root' });
  const request = child(root.value, 'Request');
  const textOf = (name: string): string => (request && child(request, name)?.text.trim()) ?? '';
  return ok({ address: textOf('EMailAddress'), schema: textOf('AcceptableResponseSchema') });
}

/** The position of the address in a request. */
interface Slot {
  readonly start: number;
  readonly end: number;
}

/** The schema that a form asks for, by the text around its address. Forms that are asked for again are kept. */
const forms = lruMap<string, string>(64);
const longestForm = 2048;
/**
 * Placeholder for the address, from the private use area. One character, because two could be combined from parts; a
 * form that contains this character, or a reference that could become it, is not cached.
 */
const standIn = '\u{e000}';
const couldBecomeStandIn = /[&\u{e000}]/u;
const openingTag = /<(?:[\w.-]+:)?EMailAddress>/;
/** None of these can open or close markup, so any run of them may stand where another one stood. */
const plainCharacters = /^[ \t\r\n!#$%'*+./0-9=?@A-Z^_`a-z{|}~-]*$/;

function addressSlot(text: string): Slot | undefined {
  if (text.length > longestForm) return undefined;
  const tag = openingTag.exec(text);
  if (!tag) return undefined;
  const start = tag.index + tag[0].length;
  const end = text.indexOf('<', start);
  return end !== -1 && plainCharacters.test(text.slice(start, end)) ? { start, end } : undefined;
}

/** @returns nothing when the address is not where it seemed to be: in a comment, for example */
function readByForm(text: string, { start, end }: Slot): Result<AutodiscoverRequest> | undefined {
  const before = text.slice(0, start);
  const after = text.slice(end);
  const address = text.slice(start, end).trim();
  const form = before + after;
  const known = forms.get(form);
  if (known !== undefined) return ok({ address, schema: known });
  if (couldBecomeStandIn.test(form)) return undefined;
  const read = readWhole(before + standIn + after);
  // A document that is refused is refused with its own address too: that one is plain characters.
  if (!read.ok) return read;
  if (read.value.address !== standIn) return undefined;
  forms.put(form, read.value.schema);
  return ok({ address, schema: read.value.schema });
}
