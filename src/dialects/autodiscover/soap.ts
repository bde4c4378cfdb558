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
} from '../../../templates/autodiscover-soap.ts';
import type { Resolved, Subject } from '../../directory/resolve.ts';
import type { Service } from '../../directory/service.ts';
import { writeXml } from '../../format/xml.ts';
import type { Host } from '../../http/host.ts';
import { type Answer, plainText, privateHeaders, xmlType } from '../../http/response.ts';
import type { Refusal } from '../../model/refusal.ts';
import { ok } from '../../model/result.ts';
import { routes } from '../../routes.ts';
import type { DialectOfMany, ManyQuestions } from '../dialect.ts';
import { plainRefusal } from '../plain-refusal.ts';
import { withoutRedirectLoop } from './redirect.ts';
import { readSoapRequest, type SoapRequest } from './soap-request.ts';

interface SoapQuestion extends SoapRequest {
  readonly host: Host;
}

/** Nobody was asked about: whoever came only looked whether there is something here. */
interface SoapVisit extends ManyQuestions {
  readonly operation: 'none';
}

export const autodiscoverSoap: DialectOfMany<SoapQuestion | SoapVisit> = {
  name: 'autodiscover-soap',
  // exchangelib GETs it over http, to be redirected, and sends a HEAD to whatever it is redirected to (discovery.py).
  methods: ['GET', 'POST'],
  asks: 'many',
  offered: (service) => service.soap,

  read({ method, bytes, host }) {
    if (method === 'GET') return ok({ operation: 'none', subjects: [] });
    const request = readSoapRequest(bytes);
    return request.ok ? ok({ ...request.value, host }) : request;
  },

  write(question, chosen, _now, service) {
    if (question.operation === 'none') return ok(postHere);
    const { operation, settings, asked, subjects, host } = question;
    const outcomes = asked.map((at): SoapOutcome => {
      const [subject, found] = at === undefined ? [] : [subjects[at], chosen[at]];
      if (!subject || !found) return { error: operations[operation].error };
      return found.ok
        ? outcomeOf(operation, subject, found.value, host, service)
        : { error: errorOf(operation, found.refusal) };
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
        return plainRefusal(refusal);
    }
  },

  securePath: () => ({ path: routes.autodiscoverSoap.path }),
};

const headers = privateHeaders(xmlType);

const postHere = plainText(200, 'Autodiscover is spoken here over SOAP, which is posted.');

/** SOAP has 500 for these, and what somebody else did wrong is never ours. */
const fault: Answer = { status: 400, headers, body: writeXml(soapFault()) };
const refused: Readonly<Record<Operation, Answer>> = {
  user: { status: 200, headers, body: writeXml(soapRefusal('user', 'InvalidRequest')) },
  domain: { status: 200, headers, body: writeXml(soapRefusal('domain', 'InvalidRequest')) },
};

function outcomeOf(
  operation: Operation,
  { address }: Subject,
  { account: chosen, domain }: Resolved,
  host: Host,
  service: Service,
): SoapOutcome {
  const account = withoutRedirectLoop(chosen, address, host, service);
  const elsewhere = account.autodiscover;
  if (elsewhere?.to === 'url') {
    const target = besidePox(elsewhere.url);
    return target === undefined ? { error: operations[operation].error } : { error: 'RedirectUrl', target };
  }
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

/**
 * The libraries post SOAP to wherever they are sent (AutodiscoverService.InternalGetSoapUserSettings), and Exchange has
 * it beside POX. Of a URL with another name nobody knows what is beside it.
 */
function besidePox(pox: string): string | undefined {
  const url = new URL(pox);
  if (!/\/autodiscover\.xml$/i.test(url.pathname)) return undefined;
  url.pathname = url.pathname.replace(/xml$/i, 'svc');
  return url.href;
}

const errorOf = (operation: Operation, { reason }: Refusal) =>
  reason === 'directory-unavailable' ? 'ServerBusy' : operations[operation].error;
