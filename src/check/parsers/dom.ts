/**
 * For clients that build a tree with an XML parser (libxml2, Gecko, QDom, Go). Some compare qualified names, others
 * local names.
 */

import { DOMParser, type Element, type Node, onWarningStopParsing, ParseError } from '@xmldom/xmldom';
import { reject } from './client.ts';

export type { Element } from '@xmldom/xmldom';

/** @returns the root element; rejects a document that is not well-formed */
export function parse(xml: string): Element {
  try {
    // xmldom only warns where other parsers stop.
    const document = new DOMParser({ onError: onWarningStopParsing }).parseFromString(xml, 'text/xml');
    return document.documentElement ?? reject('no root element');
  } catch (error) {
    if (error instanceof ParseError) reject(`not well-formed: ${error.message}`);
    throw error;
  }
}

export function elements(parent: Element): Element[] {
  return [...parent.childNodes].filter(isElement);
}

/** Child elements by qualified name, which includes the prefix. */
export function named(parent: Element, name: string): Element[] {
  return elements(parent).filter((element) => element.nodeName === name);
}

/** Child elements by local name, with any prefix. */
export function localNamed(parent: Element, name: string): Element[] {
  return elements(parent).filter((element) => element.localName === name);
}

export function text(element: Element): string {
  return element.textContent ?? '';
}

/** The text of the first child with that qualified name. */
export function firstText(parent: Element, name: string): string | undefined {
  return named(parent, name).map(text)[0];
}

function isElement(node: Node): node is Element {
  return node.nodeType === node.ELEMENT_NODE;
}
