/** Parses the SOAP request of Exchange libraries: one of two operations, users or domains, and names of settings. */

import { type Operation, operations } from '../../../templates/autodiscover-soap.ts';
import type { Subject } from '../../directory/resolve.ts';
import { child, hasMoreOf, type MarkupLimits, readXml, type XmlNode } from '../../format/xml.ts';
import { decodeText } from '../../http/charset.ts';
import { parseAddress, parseDomain } from '../../model/address.ts';
import type { BodyFlaw } from '../../model/refusal.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import { type ManyQuestions, noSubject } from '../dialect.ts';
import { type CutList, cutList } from './soap-list.ts';

export interface SoapRequest extends ManyQuestions {
  readonly operation: Operation;
  /** Requested settings, without names that cannot be a setting's. */
  readonly settings: readonly string[];
  /** For each requested user or domain, the index of its subject; undefined if it is neither address nor domain. */
  readonly asked: readonly (number | undefined)[];
}

/** Exchange's default (MaxUsersPerGetUserSettingsRequest). */
const subjectLimit = 100;
/** Settings times users in one request: ten settings for the maximum of users, or every setting for one. */
const answerLimit = 1000;

/** For what is parsed: the whole request, or what is left of it when its lists have been cut out. */
const markupLimits: MarkupLimits = { characters: 6144, tags: 48, attributes: 96, references: 256 };
/** Exchange knows fewer than a hundred. */
const settingsLimit = 200;
/** In a whole long request: local parts contain ampersands, and some clients write an @ as a reference. */
const referencesLimit = 5 * subjectLimit;
/** From the private use area. One character, because no parts can be put together to form it. */
const standIn = '\u{e000}';

/** @returns the request, or the reason why the body is refused */
export function readSoapRequest(bytes: Uint8Array): Result<SoapRequest> {
  const text = decodeText(bytes);
  if (!text.ok) return refuse({ reason: 'body-malformed', flaw: text.refusal });
  const root = readXml(text.value, markupLimits);
  if (!root.ok) return root.refusal === 'too-much-markup' ? readLong(text.value) : malformed(root.refusal);
  for (const operation of operationNames) {
    const request = requestElement(operation, root.value);
    if (request) return requestOf(operation, subjectsIn(operation, request), settingsIn(request));
  }
  return malformed('unexpected-root');
}

/** A request with more markup than is parsed: most of it must be in its two lists. */
function readLong(document: string): Result<SoapRequest> {
  const operation = operationNames.find((name) => document.includes(messageOf(name)));
  if (operation === undefined) return malformed('unexpected-root');
  if (document.includes(standIn) || hasMoreOf('&', document, referencesLimit)) {
    return malformed('too-much-markup');
  }
  const { one } = operations[operation];
  const form = operation === 'user' ? ([one, 'Mailbox'] as const) : ([one] as const);
  const subjects = cutList(document, `${one}s`, form, standIn, subjectLimit);
  if (subjects === 'too-many') return refuse({ reason: 'too-many', operation });
  const withoutSubjects = subjects?.rest ?? document;
  const settings = cutList(withoutSubjects, 'RequestedSettings', ['Setting'], standIn, settingsLimit);
  if (settings === 'too-many') return refuse({ reason: 'too-many', operation });
  const rest = settings?.rest ?? withoutSubjects;
  // A character reference could become the stand-in.
  if (rest.includes('&#')) return malformed('too-much-markup');
  const root = readXml(rest, markupLimits);
  if (!root.ok) return malformed(root.refusal);
  const request = requestElement(operation, root.value);
  if (!request) return malformed('unexpected-root');
  // A list that was cut out of a comment, or of another element, is not where it belongs.
  const isInPlace = (list: CutList | undefined, name: string): boolean =>
    list === undefined || child(request, name)?.text === standIn;
  if (!isInPlace(subjects, `${one}s`) || !isInPlace(settings, 'RequestedSettings')) {
    return malformed('too-much-markup');
  }
  return requestOf(
    operation,
    subjects?.items ?? subjectsIn(operation, request),
    settings?.items ?? settingsIn(request),
  );
}

const operationNames = ['user', 'domain'] as const;

const messageOf = (operation: Operation): string => `Get${operations[operation].one}SettingsRequestMessage`;

function requestElement(operation: Operation, root: XmlNode): XmlNode | undefined {
  const body = root.name === 'Envelope' ? child(root, 'Body') : undefined;
  const message = body && child(body, messageOf(operation));
  return message && child(message, 'Request');
}

/** @returns the text of each user's mailbox, or of each domain */
function subjectsIn(operation: Operation, request: XmlNode): readonly string[] {
  const { one } = operations[operation];
  const list = child(request, `${one}s`)?.children ?? [];
  return list
    .filter(({ name }) => name === one)
    .map((node) => (operation === 'user' ? (child(node, 'Mailbox')?.text ?? '') : node.text));
}

const settingsIn = (request: XmlNode): readonly string[] =>
  (child(request, 'RequestedSettings')?.children ?? []).map(({ text }) => text);

function requestOf(
  operation: Operation,
  named: readonly string[],
  wanted: readonly string[],
): Result<SoapRequest> {
  if (named.length > subjectLimit || Math.max(named.length, 1) * wanted.length > answerLimit) {
    return refuse({ reason: 'too-many', operation });
  }
  const subjects: Subject[] = [];
  const asked = named.map((text) => {
    const subject = subjectOf(operation, text);
    return subject && subjects.push(subject) - 1;
  });
  const settings = [...new Set(wanted.map((text) => text.trim()))].filter((name) => settingName.test(name));
  return ok({ operation, settings, asked, subjects });
}

const malformed = (flaw: BodyFlaw) => refuse({ reason: 'body-malformed', flaw } as const);

/** The names in MS-OXWSADISC have this form; others are not repeated in the response. */
const settingName = /^[A-Za-z][A-Za-z0-9]{0,63}$/;

function subjectOf(operation: Operation, text: string): Subject | undefined {
  if (operation === 'user') {
    const address = parseAddress(text);
    return address.ok ? { ...noSubject, address: address.value } : undefined;
  }
  const domain = parseDomain(text.trim());
  return domain.ok ? { ...noSubject, domain: domain.value } : undefined;
}
