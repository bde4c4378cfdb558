/**
 * Microsoft Autodiscover over HTTP, the POX dialect: an XML document is posted and answered.
 * A bad request gets an error frame with status 200, because any other status means "try the next address"; a
 * domain that is not served gets a 404, because Thunderbird ends its search at any 200.
 */

import {
  errorFrame,
  type errorMessages,
  mobileSync,
  autodiscover as template,
} from '../../../templates/autodiscover.ts';
import { type Fill, fillable } from '../../format/placeholders.ts';
import { escapeXml, writeXml } from '../../format/xml.ts';
import type { Host } from '../../http/host.ts';
import { type Answer, privateHeaders, publicHeaders, xmlType } from '../../http/response.ts';
import type { Account, Server } from '../../model/account.ts';
import { type Address, parseAddress } from '../../model/address.ts';
import { ok, refuse } from '../../model/result.ts';
import { routes } from '../../routes.ts';
import { once } from '../../util/lazy.ts';
import { memoizeByObject } from '../../util/memo.ts';
import { type Dialect, noSubject, type Question } from '../dialect.ts';
import { plainRefusal } from '../plain-refusal.ts';
import { readAutodiscoverRequest } from './pox-request.ts';
import { withoutRedirectLoop } from './redirect.ts';

/** `none`: a GET, which has no body and names no schema. */
type Schema = 'outlook' | 'mobilesync' | 'unknown' | 'none';

interface AutodiscoverQuestion extends Question {
  readonly schema: Schema;
  readonly host: Host;
}

export const autodiscover: Dialect<AutodiscoverQuestion> = {
  name: 'autodiscover',
  methods: ['GET', 'POST'],
  // The largest request of a real client has 2 KiB; MS-OXDSCLI sets no limit.
  bodyLimitBytes: 4 * 1024,

  read({ method, bytes, host }) {
    if (method === 'GET') return ok({ ...noSubject, schema: 'none', host });
    const request = readAutodiscoverRequest(bytes);
    if (!request.ok) return request;
    const address = parseAddress(request.value.address);
    return address.ok
      ? ok({ ...noSubject, address: address.value, schema: schemaOf(request.value.schema), host })
      : address;
  },

  write({ address, schema, host }, { account, domain, ownName, shared }, _now, service) {
    if (schema === 'none') {
      // An http redirect turns Thunderbird's POST into a GET; after a 200 it would not repeat the POST with the
      // address. Delta Chat, which uses only GET, asks the customer's own host.
      if (ownName) return refuse({ reason: 'method-not-allowed', allow: ['POST'] });
      const { withoutAddress } = documents(withoutRedirectLoop(account, undefined, host, service));
      const body = withoutAddress?.({ EMAILDOMAIN: domain });
      return body ? ok({ status: 200, headers: publicAnswer, body }) : refuse({ reason: 'nothing-to-offer' });
    }
    if (schema === 'unknown') return refuse({ reason: 'format-not-offered' });
    const reachable = withoutRedirectLoop(shared?.account ?? account, address, host, service);
    const values = { ...valuesOf(address), PERSONLOGIN: shared?.login };
    if (schema === 'mobilesync') {
      const body = documents(reachable).mobileSync?.(values);
      return body
        ? ok({ status: 200, headers: privateAnswer, body })
        : refuse({ reason: 'format-not-offered' });
    }
    const body = documents(reachable).withAddress?.(values);
    return body ? ok({ status: 200, headers: privateAnswer, body }) : refuse({ reason: 'nothing-to-offer' });
  },

  // Exchange libraries look for it at any status (AutodiscoverService.GetEndpointsFromHttpWebResponse).
  headers: (service) => (service.soap ? soapEnabled : undefined),

  refuse(refusal, now) {
    switch (refusal.reason) {
      case 'body-malformed':
      case 'address-missing':
      case 'address-malformed':
        return frame(600, now);
      case 'format-not-offered':
        return frame(601, now);
      default:
        return plainRefusal(refusal);
    }
  },

  // Absolute, https and ending in .xml: WinRb's and Mustang's conditions for following it.
  securePath: () => ({ path: routes.autodiscover.path }),
};

const soapEnabled = { 'x-soap-enabled': 'True' } as const;

const publicAnswer = publicHeaders(xmlType);
const privateAnswer = privateHeaders(xmlType);

const schemas: Readonly<Record<string, Schema>> = {
  // Without the element, MS-OXDSCLI lets the server choose.
  '': 'outlook',
  '//schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a': 'outlook',
  '//schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006': 'mobilesync',
};

/** Since a bulk rewrite, Microsoft's pages print the namespaces with https, and some clients copied that. */
function schemaOf(uri: string): Schema {
  const known = uri.toLowerCase().replace(/^https?:/, '');
  return Object.hasOwn(schemas, known) ? (schemas[known] ?? 'unknown') : 'unknown';
}

/** Whether this account has an answer in the Outlook schema. */
export const hasOutlookAnswer = (account: Account): boolean => documents(account).withAddress !== undefined;

/** Whether any request of Autodiscover has an answer. */
export const hasAutodiscoverAnswer = (account: Account): boolean => {
  const { withAddress, mobileSync } = documents(account);
  return withAddress !== undefined || mobileSync !== undefined;
};

interface Documents {
  readonly mobileSync: Fill | undefined;
  readonly withAddress: Fill | undefined;
  readonly withoutAddress: Fill | undefined;
}

const documents = memoizeByObject((account: Account): Documents => {
  const user = { address: '%EMAILADDRESS%', loginName: (server: Server) => server.username };
  const withAddress = template(account, user);
  const withoutAddress = template(account, undefined);
  const forMobileSync = mobileSync(account, user);
  return {
    mobileSync: forMobileSync && fillable(writeXml(forMobileSync), escapeXml),
    withAddress: withAddress && fillable(writeXml(withAddress), escapeXml),
    withoutAddress: withoutAddress && fillable(writeXml(withoutAddress), escapeXml),
  };
});

const valuesOf = (address: Address | undefined) => ({
  EMAILADDRESS: address?.text,
  EMAILLOCALPART: address?.localPart,
  EMAILDOMAIN: address?.domain,
});

/** Built at the first error, not at each start. */
const frames = {
  600: once(() => fillable(writeXml(errorFrame(600, '%TIME%')), escapeXml)),
  601: once(() => fillable(writeXml(errorFrame(601, '%TIME%')), escapeXml)),
} as const satisfies Record<keyof typeof errorMessages, () => Fill>;

/** MS-OXDSCLI: the time is HH:MM:SS with seven decimals. */
function frame(code: keyof typeof frames, now: Date): Answer {
  const time = `${now.toISOString().slice(11, 23)}0000`;
  return { status: 200, headers: privateAnswer, body: frames[code]()({ TIME: time }) };
}
