/**
 * The long lists of a SOAP request: a hundred users are a hundred times the same markup, for which a parser takes as
 * long as for fifty ordinary requests. A list whose items are written plainly is cut out of the document and read by a
 * regular expression; the rest of the document is parsed with a stand-in for the list.
 */

import { resolveReferences } from '../../format/xml.ts';

/** What an item looks like: `<User><Mailbox>…</Mailbox></User>` is `['User', 'Mailbox']`. */
type ItemForm = readonly [outer: string, inner?: string];

export interface CutList {
  /** The document, with the stand-in for the items. */
  readonly rest: string;
  /** The texts of the items, references resolved. */
  readonly items: readonly string[];
}

/**
 * @param list the name of the element that has the items
 * @param standIn a text that is not in the document
 * @param limit of items; of a longer list no more is read
 * @returns nothing when there is no such list, or when an item has another form, attributes or comments
 */
export function cutList(
  document: string,
  list: string,
  form: ItemForm,
  standIn: string,
  limit: number,
): CutList | 'too-many' | undefined {
  // Searches for the name first and then checks what is before it: that is faster than a search for angle brackets.
  const opening = new RegExp(`${list}(?<=<${prefix}${list})(?:\\s[^<>]*)?(?<!/)>`).exec(document);
  if (!opening) return undefined;
  const start = opening.index + opening[0].length;
  const item = itemPattern(form);
  const items: string[] = [];
  let end = start;
  item.lastIndex = start;
  for (let found = item.exec(document); found; found = item.exec(document)) {
    if (items.length === limit) return 'too-many';
    items.push(resolveReferences(found.at(-1) ?? ''));
    end = item.lastIndex;
  }
  // Only white space may follow the last item; whether the right tag follows, the parser says.
  const next = document.indexOf('<', end);
  if (next === -1 || document.slice(end, next).trim() !== '' || document[next + 1] !== '/') return undefined;
  return { rest: document.slice(0, start) + standIn + document.slice(next), items };
}

const prefix = '(?:[\\w.-]+:)?';
/** XML 1.0 §2.2: a document that has other control characters is refused by the parser. */
const text = '([^<\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]*)';

/** @returns what matches one item from `lastIndex` on; its last group is the text */
function itemPattern([outer, inner]: ItemForm): RegExp {
  const content = inner === undefined ? text : `\\s*<(${prefix}${inner})>${text}</\\2>\\s*`;
  return new RegExp(`\\s*<(${prefix}${outer})>${content}</\\1>`, 'y');
}
