/** Parses the SOAP request of Exchange libraries: one of two operations, users or domains, and names of settings. */

import { type Operation, operations } from '../../../templates/autodiscover-soap.ts';
import type { Subject } from '../../directory/resolve.ts';
import { child, readXml, type XmlNode } from '../../format/xml.ts';
import { decodeText } from '../../http/charset.ts';
import { parseAddress, parseDomain } from '../../model/address.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import { type ManyQuestions, noSubject } from '../dialect.ts';

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

/** @returns the request, or the reason why the body is refused */
export function readSoapRequest(bytes: Uint8Array): Result<SoapRequest> {
  const text = decodeText(bytes);
  if (!text.ok) return refuse({ reason: 'body-malformed', flaw: text.refusal });
  const root = readXml(text.value);
  if (!root.ok) return refuse({ reason: 'body-malformed', flaw: root.refusal });
  const body = root.value.name === 'Envelope' ? child(root.value, 'Body') : undefined;
  for (const operation of ['user', 'domain'] as const) {
    const message = body && child(body, `Get${operations[operation].one}SettingsRequestMessage`);
    const request = message && child(message, 'Request');
    if (request) return requestOf(operation, request);
  }
  return refuse({ reason: 'body-malformed', flaw: 'unexpected-root' });
}

function requestOf(operation: Operation, request: XmlNode): Result<SoapRequest> {
  const { one } = operations[operation];
  const list = child(request, `${one}s`)?.children ?? [];
  const named = list.filter(({ name }) => name === one);
  const wanted = child(request, 'RequestedSettings')?.children ?? [];
  if (named.length > subjectLimit || Math.max(named.length, 1) * wanted.length > answerLimit) {
    return refuse({ reason: 'too-many', operation });
  }
  const subjects: Subject[] = [];
  const asked = named.map((node) => {
    const subject = subjectOf(operation, node);
    return subject && subjects.push(subject) - 1;
  });
  const settings = [...new Set(wanted.map(({ text }) => text.trim()))].filter((name) =>
    settingName.test(name),
  );
  return ok({ operation, settings, asked, subjects });
}

/** The names in MS-OXWSADISC have this form; others are not repeated in the response. */
const settingName = /^[A-Za-z][A-Za-z0-9]{0,63}$/;

function subjectOf(operation: Operation, node: XmlNode): Subject | undefined {
  if (operation === 'user') {
    const address = parseAddress(child(node, 'Mailbox')?.text ?? '');
    return address.ok ? { ...noSubject, address: address.value } : undefined;
  }
  const domain = parseDomain(node.text.trim());
  return domain.ok ? { ...noSubject, domain: domain.value } : undefined;
}
