/**
 * Access to the elements of an autoconfig file. The caller names the children and attributes that it reads, and
 * everything else in the section produces a warning, so that nothing is dropped silently.
 */

import type { XmlNodeWithAttributes } from '../../format/xml.ts';
import type { Result } from '../../model/result.ts';
import { type ElementLeftOut, isNotKept, type Warn, type Warning } from './warning.ts';

/** An element and its path. */
export interface Section {
  /** As XPath below the root element, whose own path is empty; numbered only if a name occurs several times. */
  readonly path: string;
  readonly name: string;
  /** Trimmed, in one line. */
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

/** Files are indented, and longer texts are wrapped. */
const inOneLine = (text: string): string =>
  text.trim().replace(/\s+/g, (space) => (/[\t\r\n]/.test(space) ? ' ' : space));

/** @returns the path of an attribute, whether or not it is present */
export const attributePath = (section: Section, name: string): string =>
  section.path === '' ? `@${name}` : `${section.path}/@${name}`;

/**
 * Reads a section's children and warns of everything that the caller does not read.
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

/** @returns the text of an element without children; children produce warnings */
export function leafText(section: Section, attributes: readonly string[], warn: Warn): string {
  readChildren(section, [], attributes, warn);
  return section.text;
}

/** @returns the first section; the others produce warnings */
export function firstOf([first, ...others]: readonly Section[], warn: Warn): Section | undefined {
  for (const { path } of others) warn({ kind: 'repeated', path });
  return first;
}

/**
 * Reads a section that is accepted or left out as a whole. If it is left out, one warning covers its whole content.
 *
 * @returns the value, or undefined after a warning
 */
export function readOrLeaveOut<Value>(
  section: Section,
  warn: Warn,
  read: (inside: Warn) => Result<Value, ElementLeftOut>,
): Value | undefined {
  const warnings: Warning[] = [];
  const result = read((warning) => warnings.push(warning));
  if (!result.ok) {
    warn({ ...result.refusal, path: section.path });
    return undefined;
  }
  for (const warning of warnings) warn(warning);
  return result.value;
}
