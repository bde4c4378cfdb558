/**
 * Microsoft Autodiscover over SOAP, where the operator has switched it on: what libraries for Exchange ask, for many
 * users or domains in one request, each of which is looked up by itself.
 */

import {
  type Operation,
  operations,
  type SoapOutcome,
  soapFault,
  soapRefusal,
  soapResponse,
} from '../../templates/autodiscover-soap.ts';
import { parseAddress, parseDomain } from '../address.ts';
import { type Answer, privateHeaders, xmlType } from '../answer.ts';
import type { Chosen, Subject } from '../directory/choose.ts';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import { decodeText } from '../text.ts';
import { child, readXml, writeXml, type XmlNode } from '../xml.ts';
import { type DialectOfMany, type ManyQuestions, nobody } from './dialect.ts';
import { refuseInWords } from './refusals.ts';

interface SoapQuestion extends ManyQuestions {
  readonly operation: Operation;
  /** Of the settings wanted; those that no setting could be called are left out. */
  readonly settings: readonly string[];
  /** Who was asked about, in order: the subject that stands for it, or none for what is neither address nor domain. */
  readonly asked: readonly (number | undefined)[];
}

const path = '/autodiscover/autodiscover.svc';

/** What Exchange allows unless its administrator says otherwise (MaxUsersPerGetUserSettingsRequest). */
const subjectLimit = 100;
const settingLimit = 100;

export const autodiscoverSoap: DialectOfMany<SoapQuestion> = {
  name: 'autodiscover-soap',
  routes: [path],
  methods: ['POST'],
  asks: 'many',
  offered: (service) => service.soap,

  read(ask) {
    const text = decodeText(ask.bytes);
    if (!text.ok) return refuse({ reason: 'body-malformed', flaw: text.refusal });
    const root = readXml(text.value);
    if (!root.ok) return refuse({ reason: 'body-malformed', flaw: root.refusal });
    const body = root.value.name === 'Envelope' ? child(root.value, 'Body') : undefined;
    for (const operation of ['user', 'domain'] as const) {
      const message = body && child(body, `Get${operations[operation].one}SettingsRequestMessage`);
      const request = message && child(message, 'Request');
      if (request) return questionOf(operation, request);
    }
    return refuse({ reason: 'body-malformed', flaw: 'unexpected-root' });
  },

  write({ operation, settings, asked, subjects }, chosen) {
    const outcomes = asked.map((at): SoapOutcome => {
      const [subject, found] = at === undefined ? [] : [subjects[at], chosen[at]];
      return subject && found ? outcomeOf(operation, subject, found) : { error: operations[operation].error };
    });
    return ok({ status: 200, headers, body: writeXml(soapResponse(operation, settings, outcomes)) });
  },

  refuse(refusal) {
    switch (refusal.reason) {
      case 'body-malformed':
        return fault;
      case 'too-many':
        return refused[refusal.operation];
      default:
        return refuseInWords(refusal);
    }
  },

  securePath: () => path,
};

const headers = privateHeaders(xmlType);

/** SOAP has 500 for these, and what somebody else did wrong is never ours. */
const fault: Answer = { status: 400, headers, body: writeXml(soapFault()) };
const refused: Readonly<Record<Operation, Answer>> = {
  user: { status: 200, headers, body: writeXml(soapRefusal('user', 'InvalidRequest')) },
  domain: { status: 200, headers, body: writeXml(soapRefusal('domain', 'InvalidRequest')) },
};

function questionOf(operation: Operation, request: XmlNode): Result<SoapQuestion> {
  const { one } = operations[operation];
  const list = child(request, `${one}s`)?.children ?? [];
  const named = list.filter(({ name }) => name === one);
  const wanted = child(request, 'RequestedSettings')?.children ?? [];
  if (named.length > subjectLimit || wanted.length > settingLimit) {
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
    return address.ok ? { ...nobody, address: address.value } : undefined;
  }
  const domain = parseDomain(node.text.trim());
  return domain.ok ? { ...nobody, domain: domain.value } : undefined;
}

function outcomeOf(operation: Operation, { address }: Subject, found: Result<Chosen>): SoapOutcome {
  if (!found.ok) return { error: errorOf(operation, found.refusal) };
  const { account, domain } = found.value;
  const elsewhere = account.autodiscover;
  if (elsewhere?.to === 'url') return { error: 'RedirectUrl', target: elsewhere.url };
  if (elsewhere?.to === 'address' && address) {
    return {
      error: 'RedirectAddress',
      target: elsewhere.address.replaceAll('%EMAILLOCALPART%', address.localPart),
    };
  }
  const filled = { ...account, incoming: account.incoming.map(fill), outgoing: account.outgoing.map(fill) };
  return { of: filled, address: address?.text };

  /** A pattern of a host is filled here: there is no document to build once. */
  function fill<Server extends { readonly host: string }>(server: Server): Server {
    return { ...server, host: server.host.replaceAll('%EMAILDOMAIN%', domain ?? account.id) };
  }
}

const errorOf = (operation: Operation, { reason }: Refusal) =>
  reason === 'directory-unavailable' ? 'ServerBusy' : operations[operation].error;
