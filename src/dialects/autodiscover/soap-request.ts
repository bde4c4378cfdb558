/** What libraries for Exchange post to Autodiscover: one of two operations, whom it is about, and which settings. */

import { type Operation, operations } from '../../../templates/autodiscover-soap.ts';
import type { Subject } from '../../directory/resolve.ts';
import { child, readXml, type XmlNode } from '../../format/xml.ts';
import { decodeText } from '../../http/charset.ts';
import { parseAddress, parseDomain } from '../../model/address.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import { type ManyQuestions, noSubject } from '../dialect.ts';

export interface SoapRequest extends ManyQuestions {
  readonly operation: Operation;
  /** Of the settings wanted; those that no setting could be called are left out. */
  readonly settings: readonly string[];
  /** Who was asked about, in order: the subject that stands for it, or none for what is neither address nor domain. */
  readonly asked: readonly (number | undefined)[];
}

/** What Exchange allows unless its administrator says otherwise (MaxUsersPerGetUserSettingsRequest). */
const subjectLimit = 100;
/** Of one request, settings times users: ten for each of the most users, or all that there are for one. */
const answerLimit = 1000;

/** @returns what was asked, or the flaw for which the body is no request */
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

/** The names of MS-OXWSADISC are of this kind; what is not is never repeated. */
const settingName = /^[A-Za-z][A-Za-z0-9]{0,63}$/;

function subjectOf(operation: Operation, node: XmlNode): Subject | undefined {
  if (operation === 'user') {
    const address = parseAddress(child(node, 'Mailbox')?.text ?? '');
    return address.ok ? { ...noSubject, address: address.value } : undefined;
  }
  const domain = parseDomain(node.text.trim());
  return domain.ok ? { ...noSubject, domain: domain.value } : undefined;
}
