/**
 * JXON, the view of an XML document that Thunderbird's account set-up (and Mustang's, which descends from it)
 * reads instead of the document itself. Two of its habits decide what a server may send:
 * a text that looks like a number or a truth value becomes one, and an element that has any attribute is no
 * longer a text but an object, which as a string reads `[object Object]`.
 */

import { type Element, elements } from './dom.ts';

// JXON.sys.mjs parseText also makes a Date of what Date.parse understands. Engines differ in what that is
// (Gecko refuses most words), so dates are left as texts here.
export type Scalar = string | number | boolean;

export class Tree {
  readonly attributes: ReadonlyMap<string, Scalar>;
  readonly children: ReadonlyMap<string, readonly Value[]>;

  constructor(attributes: ReadonlyMap<string, Scalar>, children: ReadonlyMap<string, readonly Value[]>) {
    this.attributes = attributes;
    this.children = children;
  }
}

export type Value = Scalar | Tree;

export function build(element: Element): Value {
  const children = new Map<string, Value[]>();
  for (const child of elements(element)) {
    const list = children.get(child.nodeName) ?? [];
    list.push(build(child));
    children.set(child.nodeName, list);
  }
  const attributes = new Map<string, Scalar>();
  for (const attribute of element.attributes) attributes.set(attribute.name, scalar(attribute.value));
  if (children.size > 0 || attributes.size > 0) return new Tree(attributes, children);
  const characters = element.textContent ?? '';
  if (characters !== '') return scalar(characters);
  // JXON.sys.mjs createObjTree: the default for an element without any node in it is `true`.
  return element.hasChildNodes() ? new Tree(attributes, children) : true;
}

/** The first child of that name; absent when the parent is a text, as `"x".name` is in JavaScript. */
export function child(parent: Value | undefined, name: string): Value | undefined {
  return list(parent, name)[0];
}

export function list(parent: Value | undefined, name: string): readonly Value[] {
  return parent instanceof Tree ? (parent.children.get(name) ?? []) : [];
}

export function attribute(parent: Value | undefined, name: string): Scalar | undefined {
  return parent instanceof Tree ? parent.attributes.get(name) : undefined;
}

function scalar(characters: string): Scalar {
  if (/^(?:true|false)$/i.test(characters)) return characters.toLowerCase() === 'true';
  return Number.isFinite(Number(characters)) ? Number.parseFloat(characters) : characters;
}
