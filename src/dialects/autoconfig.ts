/**
 * Thunderbird autoconfig over HTTP: the same document at every path that some client asks, in any letter case,
 * with or without an address. It names the domain and nobody's mailbox, so it is public and keeps its ETag.
 */

import { autoconfig as template } from '../../templates/autoconfig.ts';
import { fillable } from '../format/placeholders.ts';
import { uuidv5In } from '../format/uuid.ts';
import { escapeXml, writeXml } from '../format/xml.ts';
import { parameter } from '../http/query.ts';
import { type Answer, publicHeaders, xmlType } from '../http/response.ts';
import type { Account } from '../model/account.ts';
import { type Domain, parseAddress, parseDomain } from '../model/address.ts';
import { ok, refuse } from '../model/result.ts';
import { routes } from '../routes.ts';
import { memoizeByObject } from '../util/memo.ts';
import type { Dialect } from './dialect.ts';
import { plainRefusal } from './plain-refusal.ts';

export const autoconfig: Dialect = {
  name: 'autoconfig',
  methods: ['GET'],

  read(ask) {
    const domain = ask.rest === '' ? ok(undefined) : parseDomain(ask.rest);
    if (!domain.ok) return domain;
    const sent = parameter(ask.search, 'emailaddress');
    if (!sent.ok) return sent;
    // Thunderbird for Android, Geary, KMail and Mailspring send no address, ever.
    if (sent.value === undefined) return ok({ address: undefined, domain: domain.value, mayBeMxStep: true });
    const address = parseAddress(sent.value);
    return address.ok ? ok({ address: address.value, domain: domain.value, mayBeMxStep: true }) : address;
  },

  write(_question, { account, domain, hostDomain }) {
    const answer = documents(account)(domain, hostDomain);
    if (!answer) return refuse({ reason: 'nothing-to-offer' });
    return ok(answer);
  },

  refuse: plainRefusal,

  // A client that asks over http seldom sends the address, so the domain of its Host goes into the path.
  securePath({ host, path: asked, rest, search }, ownName) {
    const domain = rest === '' && !ownName ? host.mailDomain : undefined;
    const path = domain ? routes.autoconfigByDomain.path + domain : asked + rest;
    return { path, search };
  },
};

const headers = publicHeaders(xmlType);

/** A hash will do; this one is here already. */
const versionOf = uuidv5In('0f3d5b1e-62c7-4c0a-9d8e-5a41c7b9e2d6');

type Build = (domain: Domain | undefined, hostDomain: Domain | undefined) => Answer | undefined;

const documents = memoizeByObject((account: Account): Build => {
  // A half answer ends the search of every client, so there is none unless mail can be both read and sent.
  if (account.incoming.length === 0 || account.outgoing.length === 0) return () => undefined;
  const one = writeXml(template(account, ['%ASKEDDOMAIN%']));
  const forOneDomain = fillable(one, escapeXml);
  const forTwoDomains = fillable(writeXml(template(account, ['%ASKEDDOMAIN%', '%HOSTDOMAIN%'])), escapeXml);
  // Changes whenever the document does, on every runtime alike.
  const version = versionOf(one);
  return lastKept((domain, hostDomain) => {
    const asked = domain ?? hostDomain ?? account.id;
    const second = hostDomain === asked ? undefined : hostDomain;
    const values = { ASKEDDOMAIN: asked, EMAILDOMAIN: domain, HOSTDOMAIN: second };
    return {
      status: 200,
      headers: { ...headers, etag: `"${version}.${asked}${second ? `.${second}` : ''}"` },
      body: second ? forTwoDomains(values) : forOneDomain(values),
    };
  });
});

/**
 * Whoever has one domain is asked about it again and again. Where there are thousands, few are asked for twice, and
 * what is kept in vain costs more than what is made anew.
 */
function lastKept(build: (domain: Domain | undefined, hostDomain: Domain | undefined) => Answer): Build {
  let last: { readonly domain: unknown; readonly hostDomain: unknown; readonly answer: Answer } | undefined;
  return (domain, hostDomain) => {
    if (last && last.domain === domain && last.hostDomain === hostDomain) return last.answer;
    const answer = build(domain, hostDomain);
    last = { domain, hostDomain, answer };
    return answer;
  };
}
