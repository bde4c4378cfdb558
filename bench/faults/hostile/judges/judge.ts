/** Checks the response to any request, independently of facteur's code. */

import type { Answer } from '../answer.ts';
import { field } from '../answer.ts';
import { injectedElement, injectedHeader, marks } from '../generators/text.ts';
import { plistFlaw } from './plist.ts';
import { xmlFlaw } from './xml.ts';

export interface Judged {
  /** For the table of flaws. */
  readonly flaw: string | undefined;
  /** Whether facteur itself answered, and not a proxy or a runtime before it. */
  readonly own: boolean;
}

export interface Expected {
  /** The number in the marks of the request. */
  readonly number: number;
  /** The https address of the service, where redirects may lead. */
  readonly origin: string | undefined;
  /** Whether a proxy in front of facteur may answer by itself. */
  readonly proxied: boolean;
  /** At the edge, that is for Cloudflare to say. */
  readonly tellsLengthOfHead: boolean;
  /** Whether the request breaks no rule of HTTP, whatever it asks for. */
  readonly valid: boolean;
  /** Whether the request was whole; a proxy may answer 502 to what it could not pass on whole. */
  readonly whole: boolean;
  /** The requested path, if it needs no encoding. */
  readonly plainPath: string | undefined;
}

const visible = /^[\x21-\x7e]+$/;
const statuses = new Set([
  ...[200, 204, 301, 302, 304, 400, 404, 405, 408, 410, 413, 414, 415, 417, 421, 429, 431, 503],
]);
/** What those before facteur may say of what they do not pass on; 502 and 504 would tell that facteur failed. */
const proxyStatuses = new Set([...statuses, 411, 412, 416, 494, 501, 505]);
/** Where the configured services are, see ways.ts. */
const elsewhere = /^https:\/\/[a-z0-9.-]+\.example(?:\.net)?\//;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function judge(answer: Answer, expected: Expected): Judged {
  const own = field(answer, 'x-content-type-options') === 'nosniff';
  return {
    own,
    flaw: own || !expected.proxied ? ownFlaw(answer, expected, own) : proxyFlaw(answer, expected),
  };
}

function proxyFlaw({ status }: Answer, { whole }: Expected): string | undefined {
  if (status === 502 && !whole) return undefined;
  return proxyStatuses.has(status) && status !== 503 ? undefined : `${status} before facteur`;
}

function ownFlaw(answer: Answer, expected: Expected, own: boolean): string | undefined {
  const { status, fields } = answer;
  if (!own) return `${status} without nosniff`;
  if (!statuses.has(status)) return `answered ${status}`;
  if (
    fields.some(
      ([name, value]) =>
        name === injectedHeader || /zq9-injected/i.test(`${name}: ${value}`.split(':')[0] ?? ''),
    )
  )
    return 'a header was injected';
  // A refusal on the bare socket has no date. It must come after the responses before it (RFC 9112 §9.3.2).
  if (expected.valid && !expected.proxied && status === 400 && field(answer, 'date') === undefined)
    return 'the refusal of the request behind it';
  return (
    headFlaw(answer, expected) ??
    locationFlaw(answer, expected) ??
    bodyFlaw(answer) ??
    leakFlaw(answer, expected.number)
  );
}

function headFlaw(answer: Answer, { tellsLengthOfHead }: Expected): string | undefined {
  const { status } = answer;
  if ((status === 429 || status === 503) && !/^\d+$/.test(field(answer, 'retry-after') ?? ''))
    return `${status} without Retry-After`;
  if (status === 405 && !/^[A-Z]+(?:, [A-Z]+)*$/.test(field(answer, 'allow') ?? ''))
    return '405 without Allow';
  if (status !== 204 && status !== 304 && answer.last) {
    const framed = field(answer, 'content-length') ?? field(answer, 'transfer-encoding');
    if (framed === undefined && !answer.toHead) return `${status} without a length`;
  }
  const tag = field(answer, 'etag');
  if (tag !== undefined && !/^(?:W\/)?"[\x21\x23-\x7e]*"$/.test(tag)) return `ETag ${tag}`;
  const type = field(answer, 'content-type');
  if (type === undefined && status !== 204 && status !== 304) return `${status} without Content-Type`;
  if (
    tellsLengthOfHead &&
    answer.toHead &&
    status !== 204 &&
    status !== 304 &&
    field(answer, 'content-length') === undefined
  )
    return 'HEAD without Content-Length';
  return undefined;
}

function locationFlaw(answer: Answer, { origin, plainPath }: Expected): string | undefined {
  const location = field(answer, 'location');
  if (answer.status !== 301 && answer.status !== 302)
    return location === undefined ? undefined : 'Location without a redirect';
  if (location === undefined) return `${answer.status} without Location`;
  if (!visible.test(location)) return 'Location that is not visible ASCII';
  if (location.length > 2048) return 'Location longer than 2 KiB';
  if (!URL.canParse(location)) return 'Location that is no URL';
  const { href, username, password } = new URL(location);
  if (username !== '' || password !== '') return 'Location with a user';
  if (answer.status === 301)
    return elsewhere.test(href) ? undefined : 'redirected to nowhere that is configured';
  if (origin === undefined || !(href === origin || href.startsWith(`${origin}/`)))
    return 'redirected to another host';
  if (
    plainPath !== undefined &&
    !location.includes(plainPath) &&
    location.toLowerCase().includes(plainPath.toLowerCase())
  )
    return 'letter case of the path was lost';
  return undefined;
}

function bodyFlaw(answer: Answer): string | undefined {
  const { body, status } = answer;
  if (answer.toHead || status === 204 || status === 304) return undefined;
  if (body.length === 0) return `${status} without a body`;
  const type = (field(answer, 'content-type') ?? '').replace(/;.*/, '');
  if (type === 'application/x-apple-aspen-config' && body[0] === 0x30) return signedFlaw(body);
  let text: string;
  try {
    text = decoder.decode(body);
  } catch {
    return 'a body that is not UTF-8';
  }
  switch (type) {
    case 'text/xml':
    case 'application/soap+xml':
      return wrapped('XML', text.includes(injectedElement) ? 'injected' : xmlFlaw(text));
    case 'application/x-apple-aspen-config':
      return wrapped('plist', text.includes(injectedElement) ? 'injected' : plistFlaw(text));
    case 'application/json':
      return wrapped('JSON', jsonFlaw(text));
    case 'text/html':
      return wrapped('HTML', htmlFlaw(text));
    case 'text/plain':
      return wrapped('text', textFlaw(text));
    default:
      return `an unknown type: ${type}`;
  }
}

const wrapped = (type: string, flaw: string | undefined): string | undefined =>
  flaw === undefined ? undefined : `ill-formed ${type}: ${flaw}`;

/** CMS is a DER sequence that ends with the body; it contains the profile unencoded. */
function signedFlaw(body: Buffer): string | undefined {
  const lengthBytes = (body[1] ?? 0) & 0x7f;
  if ((body[1] ?? 0) < 0x80 || lengthBytes > 4) return 'a signature of an odd length';
  if (body.readUIntBE(2, lengthBytes) + 2 + lengthBytes !== body.length)
    return 'a signature that is cut short';
  const [from, to] = [body.indexOf('<?xml'), body.lastIndexOf('</plist>')];
  if (from === -1 || to === -1) return 'a signature of nothing';
  const text = body.toString('utf8', from, to + 8);
  return wrapped('signed plist', text.includes(injectedElement) ? 'injected' : plistFlaw(text));
}

function jsonFlaw(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return JSON.stringify(text.slice(0, 80));
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\0-\x08\x0b-\x1f\x7f]/;

/** Noncharacters too: a document that holds one is not valid (HTML §13.2.3.5). */
const notInHtml = /(?![\t\n\f\r])[\p{Cc}\p{Noncharacter_Code_Point}]/u;

function htmlFlaw(text: string): string | undefined {
  if (!/^<!doctype html>/i.test(text) || !/<\/html>\s*$/.test(text)) return 'no document';
  if (notInHtml.test(text)) return 'a character that HTML has not';
  if (text.includes(injectedElement)) return 'injected';
  for (const paired of ['script', 'style', 'main', 'form', 'body', 'svg', 'a', 'button'] as const) {
    const opened = text.match(new RegExp(`<${paired}[\\s>]`, 'g'))?.length ?? 0;
    const closed = text.match(new RegExp(`</${paired}>`, 'g'))?.length ?? 0;
    if (opened !== closed) return `${opened} × <${paired}>, ${closed} × </${paired}>`;
  }
  return undefined;
}

function textFlaw(text: string): string | undefined {
  if (control.test(text.replaceAll(/\r?\n/g, ''))) return 'a control character';
  return xmlFlaw(text) === undefined ? 'it parses as XML' : undefined;
}

/** A response with the mark of another request leaks that request. */
function leakFlaw({ body, fields }: Answer, number: number): string | undefined {
  const all = `${body.toString('latin1')}\n${fields.map(([, value]) => value).join('\n')}`;
  for (const [, other] of all.matchAll(marks)) {
    if (Number(other) !== number) return 'it repeats what another request sent';
  }
  return undefined;
}
