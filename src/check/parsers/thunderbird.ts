/**
 * Shared by Thunderbird desktop's parsers for autoconfig and Autodiscover: HTTP check, sanitizer and variables.
 */

import { is2xx, type Login, type Reply, reject, requireStatus } from './client.ts';
import { parse } from './dom.ts';
import { buildJxon, JxonTree, type Value } from './jxon.ts';

/** FetchHTTP.sys.mjs: only the media type decides whether it is XML; `startsWith` is case-sensitive. */
const xmlTypes = ['text/xml', 'application/xml', 'text/rdf'];

/** @returns the document as JXON, inside a node for the document itself */
export function fetchXml(reply: Reply): Value {
  requireStatus(reply, is2xx);
  const type = reply.headers.get('content-type') ?? '';
  if (!xmlTypes.some((xml) => type.startsWith(xml)))
    reject(`content type ${type || 'missing'} is not XML to it`);
  const root = parse(reply.body);
  return new JxonTree(new Map(), new Map([[root.nodeName, [buildJxon(root)]]]));
}

// hostnameUtils.sys.mjs isLegalHostName: letters, digits and hyphens, no underscore, no IDN.
const label = '(?:[a-z0-9]|[a-z0-9][a-z0-9-]{0,61}[a-z0-9])';
const hostPattern = new RegExp(`^(?:${label}\\.)*${label}\\.?$`, 'i');

export function isLegalHostName(host: string): boolean {
  return host.length <= 255 && hostPattern.test(host);
}

/** InputSanitizer.sys.mjs hostname: trims, allows placeholders, lower-cases. */
export function hostname(unchecked: Value | undefined): string {
  if (!unchecked) reject('empty host name');
  const host = String(unchecked).trim();
  if (/^[a-zA-Z0-9\-.]*(?:%[A-Z0-9]+%[a-zA-Z0-9\-.]*)+$/.test(host)) return host;
  if (!isLegalHostName(host)) reject(`host name ${host}`);
  return host.toLowerCase();
}

/** InputSanitizer.sys.mjs integer */
export function integer(unchecked: Value | undefined): number {
  const number =
    typeof unchecked === 'number' ? Math.trunc(unchecked) : Number.parseInt(String(unchecked), 10);
  return Number.isNaN(number) ? reject(`not a number: ${String(unchecked)}`) : number;
}

/**
 * AccountConfig.sys.mjs replaceVariables. Rejects an address with two @; replaces each variable once, with the
 * replacement patterns of `String.replace`.
 */
export function replaceVariables(login: Login, address: string): Login {
  const [localPart, domain, ...more] = address.split('@');
  if (localPart === undefined || domain === undefined || more.length > 0) reject(`address ${address}`);
  const replace = (text: string): string =>
    text
      .replace('%EMAILADDRESS%', address)
      .replace('%EMAILLOCALPART%', localPart)
      .replace('%EMAILDOMAIN%', domain);
  return { ...login, host: replace(login.host), username: replace(login.username) };
}
