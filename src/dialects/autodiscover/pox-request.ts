/**
 * Parses the POX request: an address, and the schema of the wanted response. Children may come in any order, in any
 * namespace or none, with any prefix or none.
 *
 * Every installation of a client posts the same document except for the address. Such a document is parsed once, with
 * sample addresses, and its schema is cached by the text around the address; a request that differs only in plain
 * characters of the address is not parsed again. Everything else takes the XML parser.
 */

import { child, readXml } from '../../format/xml.ts';
import { decodeText } from '../../http/charset.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import { type BoundedMap, boundedMap } from '../../util/memo.ts';

export interface AutodiscoverRequest {
  /** As sent, or empty: `LegacyDN`, which may replace it, says nothing about a mail domain. */
  readonly address: string;
  /** The URI of the schema, or empty. */
  readonly schema: string;
}

/** @returns the request, or the reason why the body is refused */
export function readAutodiscoverRequest(bytes: Uint8Array): Result<AutodiscoverRequest> {
  const text = decodeText(bytes);
  if (!text.ok) return refuse({ reason: 'body-malformed', flaw: text.refusal });
  // EmailEngine always ends with a stray quotation mark (autodetect-imap-settings.js).
  const document = text.value.slice(0, text.value.lastIndexOf('>') + 1);
  const slot = addressSlot(document);
  return (slot && readCached(document, slot)) ?? parseDocument(document);
}

function parseDocument(text: string): Result<AutodiscoverRequest> {
  const root = readXml(text);
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

/** Cache: the requested schema by the text around the address. */
const schemaByFrame: BoundedMap<string> = boundedMap(64);
const maxCachedLength = 2048;
/** Two samples, because a request could contain one of them literally: only the address changes with both. */
const sampleAddresses = ['stand-in', 'another'] as const;
const openingTag = /<(?:[\w.-]+:)?EMailAddress>/;
/** None of these can open or close markup, so one run of them can replace another without changing the structure. */
const plainCharacters = /^[ \t\r\n!#$%'*+./0-9=?@A-Z^_`a-z{|}~-]*$/;

function addressSlot(text: string): Slot | undefined {
  if (text.length > maxCachedLength) return undefined;
  const tag = openingTag.exec(text);
  if (!tag) return undefined;
  const start = tag.index + tag[0].length;
  const end = text.indexOf('<', start);
  return end !== -1 && plainCharacters.test(text.slice(start, end)) ? { start, end } : undefined;
}

/** @returns undefined if the text found is not the address element, such as one in a comment */
function readCached(text: string, { start, end }: Slot): Result<AutodiscoverRequest> | undefined {
  const before = text.slice(0, start);
  const after = text.slice(end);
  const address = text.slice(start, end).trim();
  const frame = before + after;
  const known = schemaByFrame.get(frame);
  if (known !== undefined) return ok({ address, schema: known });
  const [first, second] = sampleAddresses.map((sample) => ({
    sample,
    result: parseDocument(before + sample + after),
  }));
  if (!first?.result.ok || first.result.value.address !== first.sample) return undefined;
  if (!second?.result.ok || second.result.value.address !== second.sample) return undefined;
  schemaByFrame.put(frame, first.result.value.schema);
  return ok({ address, schema: first.result.value.schema });
}
