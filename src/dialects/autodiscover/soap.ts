/**
 * Microsoft Autodiscover over SOAP, if the operator has enabled it: Exchange libraries ask for many users or domains
 * in one request, and each is looked up separately.
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
import { costs } from '../../model/cost.ts';
import type { Refusal } from '../../model/refusal.ts';
import { ok } from '../../model/result.ts';
import { routes } from '../../routes.ts';
import { once } from '../../util/lazy.ts';
import type { DialectOfMany, ManyQuestions } from '../dialect.ts';
import { plainRefusal } from '../plain-refusal.ts';
import { withoutRedirectLoop } from './redirect.ts';
import { readSoapRequest, type SoapRequest } from './soap-request.ts';

interface SoapQuestion extends SoapRequest {
  readonly host: Host;
}

/** A GET: the client only checks whether there is a SOAP endpoint. */
interface SoapProbe extends ManyQuestions {
  readonly operation: 'none';
}

export const autodiscoverSoap: DialectOfMany<SoapQuestion | SoapProbe> = {
  name: 'autodiscover-soap',
  // exchangelib sends a GET over http, expects a redirect, and sends a HEAD to its target (discovery.py).
  methods: ['GET', 'POST'],
  // A hundred users with the longest addresses, indented, are 35 KB.
  bodyLimitBytes: 40 * 1024,
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

  cost: (question) =>
    question.operation === 'none'
      ? 0
      : costs.soap +
        question.asked.length * (costs.soapSubject + question.settings.length * costs.soapSetting),

  refuse(refusal) {
    switch (refusal.reason) {
      case 'body-malformed':
        return fault();
      case 'too-many':
        return refused[refusal.operation]();
      default:
        return plainRefusal(refusal);
    }
  },

  securePath: () => ({ path: routes.autodiscoverSoap.path }),
};

const headers = privateHeaders(xmlType);

const postHere = plainText(200, 'This is the SOAP endpoint of Autodiscover. Use POST.');

/** SOAP wants status 500, but a malformed request is the client's error. */
const fault = once((): Answer => ({ status: 400, headers, body: writeXml(soapFault()) }));
const refusedOf = (operation: Operation) =>
  once((): Answer => ({ status: 200, headers, body: writeXml(soapRefusal(operation, 'InvalidRequest')) }));
const refused: Readonly<Record<Operation, () => Answer>> = {
  user: refusedOf('user'),
  domain: refusedOf('domain'),
};

function outcomeOf(
  operation: Operation,
  { address }: Subject,
  { account: chosen, domain }: Resolved,
  host: Host,
  service: Service,
): SoapOutcome {
  const account = withoutRedirectLoop(chosen, address, host, service);
  const redirect = account.autodiscover;
  if (redirect?.to === 'url') {
    const target = soapUrlBesidePox(redirect.url);
    return target === undefined ? { error: operations[operation].error } : { error: 'RedirectUrl', target };
  }
  if (redirect?.to === 'address' && address) {
    return {
      error: 'RedirectAddress',
      target: redirect.address.replaceAll('%EMAILLOCALPART%', address.localPart),
    };
  }
  const filled = { ...account, incoming: account.incoming.map(fill), outgoing: account.outgoing.map(fill) };
  return { of: filled, address: address?.text };

  /** Placeholders in host names are filled per request, because there is no prebuilt document. */
  function fill<Server extends { readonly host: string }>(server: Server): Server {
    return { ...server, host: server.host.replaceAll('%EMAILDOMAIN%', domain ?? account.id) };
  }
}

/**
 * The libraries post SOAP to the redirect's target (AutodiscoverService.InternalGetSoapUserSettings), and Exchange has
 * its SOAP endpoint next to POX. For a URL with another file name, the SOAP URL is unknown.
 */
function soapUrlBesidePox(pox: string): string | undefined {
  const url = new URL(pox);
  if (!/\/autodiscover\.xml$/i.test(url.pathname)) return undefined;
  url.pathname = url.pathname.replace(/xml$/i, 'svc');
  return url.href;
}

const errorOf = (operation: Operation, { reason }: Refusal) =>
  reason === 'directory-unavailable' || reason === 'too-many-look-ups'
    ? 'ServerBusy'
    : operations[operation].error;
