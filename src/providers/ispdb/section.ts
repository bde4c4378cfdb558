/**
 * An autoconfig file element by element, so that nothing in it can be overlooked: whoever reads a section says
 * which children and attributes it knows, and everything else is warned of on the spot.
 */

import type { XmlNodeWithAttributes } from '../../format/xml.ts';
import type { Result } from '../../model/result.ts';
import { type ElementLeftOut, isNotKept, type Warn, type Warning } from './warning.ts';

/** An element, and where it stands. */
export interface Section {
  /** As XPath below the root element, which itself is empty; counted only among several of one name. */
  readonly path: string;
  readonly name: string;
  /** Without the white space around it, in one line. */
  readonly text: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Section[];
}

/** @param path of the node itself */
export function sectionOf(node: XmlNodeWithAttributes, path = ''): Section {
  const total = new Map<string, number>();
  for (const { name } of node.children) total.set(name, (total.get(name) ?? 0) + 1);
  const before = new Map<string, number>();
  const children = node.children.map((child) => {
    const nth = (before.get(child.name) ?? 0) + 1;
    before.set(child.name, nth);
    const step = total.get(child.name) === 1 ? child.name : `${child.name}[${nth}]`;
    return sectionOf(child, path === '' ? step : `${path}/${step}`);
  });
  return { path, name: node.name, text: inOneLine(node.text), attributes: node.attributes, children };
}

/** Files are indented, and their longer texts are broken into lines. */
const inOneLine = (text: string): string =>
  text.trim().replace(/\s+/g, (space) => (/[\t\r\n]/.test(space) ? ' ' : space));

/** @returns the path of an attribute, whether the section has it or not */
export const attributePath = (section: Section, name: string): string =>
  section.path === '' ? `@${name}` : `${section.path}/@${name}`;

/**
 * Opens a section.
 *
 * @param names of the children that the caller reads
 * @param attributes that the caller reads
 * @returns the children of each name
 */
export function readChildren<Name extends string>(
  section: Section,
  names: readonly Name[],
  attributes: readonly string[],
  warn: Warn,
): (name: Name) => readonly Section[] {
  const known: readonly string[] = names;
  for (const name of section.attributes.keys()) {
    if (!attributes.includes(name)) warn({ kind: 'attribute-unknown', path: attributePath(section, name) });
  }
  if (section.text !== '' && names.length > 0) warn({ kind: 'text-unknown', path: section.path });
  for (const { name, path } of section.children) {
    if (known.includes(name)) continue;
    warn(isNotKept(name) ? { kind: 'not-kept', element: name, path } : { kind: 'element-unknown', path });
  }
  return (wanted) => section.children.filter(({ name }) => name === wanted);
}

/** @returns the text of an element that holds nothing else */
export function leafText(section: Section, attributes: readonly string[], warn: Warn): string {
  readChildren(section, [], attributes, warn);
  return section.text;
}

/** @returns the first one; the others are too many */
export function firstOf([first, ...others]: readonly Section[], warn: Warn): Section | undefined {
  for (const { path } of others) warn({ kind: 'repeated', path });
  return first;
}

/**
 * Reads a section that is taken over or left out as a whole: a warning of the whole covers all that is in it.
 *
 * @returns what was read, or nothing when it was left out, which is warned of
 */
export function readOrLeaveOut<Value>(
  section: Section,
  warn: Warn,
  read: (inside: Warn) => Result<Value, ElementLeftOut>,
): Value | undefined {
  const inside: Warning[] = [];
  const found = read((warning) => inside.push(warning));
  if (!found.ok) {
    warn({ ...found.refusal, path: section.path });
    return undefined;
  }
  for (const warning of inside) warn(warning);
  return found.value;
}
