/**
 * For the clients that build a tree with a real XML parser (libxml2, Gecko, QDom, Go). What they then compare,
 * the qualified name or the local one, is each client's own affair.
 */

import { DOMParser, type Element, type Node, onWarningStopParsing, ParseError } from '@xmldom/xmldom';
import { refuse } from './client.ts';

export type { Element } from '@xmldom/xmldom';

/** @returns the root element; a document that is not well-formed is refused */
export function parse(xml: string): Element {
  try {
    // xmldom warns where every real parser stops.
    const document = new DOMParser({ onError: onWarningStopParsing }).parseFromString(xml, 'text/xml');
    return document.documentElement ?? refuse('no root element');
  } catch (error) {
    if (error instanceof ParseError) refuse(`not well-formed: ${error.message}`);
    throw error;
  }
}

export function elements(parent: Element): Element[] {
  return [...parent.childNodes].filter(isElement);
}

/** Child elements by qualified name: a prefix makes another name of it. */
export function named(parent: Element, name: string): Element[] {
  return elements(parent).filter((element) => element.nodeName === name);
}

/** Child elements by local name, whatever their prefix. */
export function localNamed(parent: Element, name: string): Element[] {
  return elements(parent).filter((element) => element.localName === name);
}

export function text(element: Element): string {
  return element.textContent ?? '';
}

/** The text of the first child of that qualified name. */
export function firstText(parent: Element, name: string): string | undefined {
  return named(parent, name).map(text)[0];
}

function isElement(node: Node): node is Element {
  return node.nodeType === node.ELEMENT_NODE;
}
