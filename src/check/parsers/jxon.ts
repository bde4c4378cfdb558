/**
 * JXON, the object form of an XML document that the account setup of Thunderbird and Mustang uses. Two rules limit what
 * a server may send: a text that looks like a number or a boolean becomes one, and an element with an attribute becomes
 * an object, whose string form is `[object Object]`.
 */

import { type Element, elements } from './dom.ts';

// JXON.sys.mjs parseText also converts to Date what Date.parse accepts. Engines differ there (Gecko rejects most words),
// so dates stay strings here.
type Scalar = string | number | boolean;

export class JxonTree {
  readonly attributes: ReadonlyMap<string, Scalar>;
  readonly children: ReadonlyMap<string, readonly Value[]>;

  constructor(attributes: ReadonlyMap<string, Scalar>, children: ReadonlyMap<string, readonly Value[]>) {
    this.attributes = attributes;
    this.children = children;
  }
}

export type Value = Scalar | JxonTree;

export function buildJxon(element: Element): Value {
  const children = new Map<string, Value[]>();
  for (const child of elements(element)) {
    const list = children.get(child.nodeName) ?? [];
    list.push(buildJxon(child));
    children.set(child.nodeName, list);
  }
  const attributes = new Map<string, Scalar>();
  for (const attribute of element.attributes) attributes.set(attribute.name, scalar(attribute.value));
  if (children.size > 0 || attributes.size > 0) return new JxonTree(attributes, children);
  const characters = element.textContent ?? '';
  if (characters !== '') return scalar(characters);
  // JXON.sys.mjs createObjTree: the default for an element without any node in it is `true`.
  return element.hasChildNodes() ? new JxonTree(attributes, children) : true;
}

/** The first child of that name; undefined if the parent is a text, as `"x".name` in JavaScript. */
export function child(parent: Value | undefined, name: string): Value | undefined {
  return list(parent, name)[0];
}

export function list(parent: Value | undefined, name: string): readonly Value[] {
  return parent instanceof JxonTree ? (parent.children.get(name) ?? []) : [];
}

export function attribute(parent: Value | undefined, name: string): Scalar | undefined {
  return parent instanceof JxonTree ? parent.attributes.get(name) : undefined;
}

function scalar(characters: string): Scalar {
  if (/^(?:true|false)$/i.test(characters)) return characters.toLowerCase() === 'true';
  return Number.isFinite(Number(characters)) ? Number.parseFloat(characters) : characters;
}
