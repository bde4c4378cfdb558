/**
 * What Thunderbird desktop's two readers, autoconfig and Autodiscover, have in common: the HTTP gate, the
 * sanitizer and the variables.
 */

import { demandStatus, is2xx, type Login, type Reply, refuse } from './client.ts';
import { parse } from './dom.ts';
import { build, Tree, type Value } from './jxon.ts';

/** FetchHTTP.sys.mjs: XML by the media type alone, and `startsWith` does not fold letter case. */
const xmlTypes = ['text/xml', 'application/xml', 'text/rdf'];

/** @returns the document as JXON sees it, under a node that stands for the document itself */
export function fetchXml(reply: Reply): Value {
  demandStatus(reply, is2xx);
  const type = reply.headers.get('content-type') ?? '';
  if (!xmlTypes.some((xml) => type.startsWith(xml)))
    refuse(`content type ${type || 'missing'} is not XML to it`);
  const root = parse(reply.body);
  return new Tree(new Map(), new Map([[root.nodeName, [build(root)]]]));
}

// hostnameUtils.sys.mjs isLegalHostName: letters, digits and hyphens, no underscore, no IDN.
const label = '(?:[a-z0-9]|[a-z0-9][a-z0-9-]{0,61}[a-z0-9])';
const hostPattern = new RegExp(`^(?:${label}\\.)*${label}\\.?$`, 'i');

export function isLegalHostName(host: string): boolean {
  return host.length <= 255 && hostPattern.test(host);
}

/** InputSanitizer.sys.mjs hostname: trims, allows placeholders, gives lower case. */
export function hostname(unchecked: Value | undefined): string {
  if (!unchecked) refuse('empty host name');
  const host = String(unchecked).trim();
  if (/^[a-zA-Z0-9\-.]*(?:%[A-Z0-9]+%[a-zA-Z0-9\-.]*)+$/.test(host)) return host;
  if (!isLegalHostName(host)) refuse(`host name ${host}`);
  return host.toLowerCase();
}

/** InputSanitizer.sys.mjs integer */
export function integer(unchecked: Value | undefined): number {
  const number =
    typeof unchecked === 'number' ? Math.trunc(unchecked) : Number.parseInt(String(unchecked), 10);
  return Number.isNaN(number) ? refuse(`no number: ${String(unchecked)}`) : number;
}

/**
 * AccountConfig.sys.mjs replaceVariables. An address with two @ is given up; each variable is replaced once,
 * with the replacement patterns of `String.replace`.
 */
export function replaceVariables(login: Login, address: string): Login {
  const [localPart, domain, ...more] = address.split('@');
  if (localPart === undefined || domain === undefined || more.length > 0) refuse(`address ${address}`);
  const replace = (text: string): string =>
    text
      .replace('%EMAILADDRESS%', address)
      .replace('%EMAILLOCALPART%', localPart)
      .replace('%EMAILDOMAIN%', domain);
  return { ...login, host: replace(login.host), username: replace(login.username) };
}
