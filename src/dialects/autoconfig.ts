/**
 * Thunderbird autoconfig over HTTP: the same document at every path that a client requests, in any letter case,
 * with or without an address. It contains the domain but no mailbox, so it is public and has an ETag.
 */

import { autoconfig as template } from '../../templates/autoconfig.ts';
import { fillable } from '../format/placeholders.ts';
import { uuidv5In } from '../format/uuid.ts';
import { escapeXml, writeXml } from '../format/xml.ts';
import { type Answer, publicHeaders, xmlType } from '../http/response.ts';
import type { Account } from '../model/account.ts';
import { type Domain, parseDomain } from '../model/address.ts';
import { ok, refuse } from '../model/result.ts';
import { routes } from '../routes.ts';
import { memoizeByObject } from '../util/memo.ts';
import type { Dialect } from './dialect.ts';
import { plainRefusal } from './plain-refusal.ts';
import { sentAddress } from './sent-address.ts';

export const autoconfig: Dialect = {
  name: 'autoconfig',
  methods: ['GET'],

  read(request) {
    const domain = request.rest === '' ? ok(undefined) : parseDomain(request.rest);
    if (!domain.ok) return domain;
    // Thunderbird for Android, Geary, KMail and Mailspring never send an address.
    return ok({
      ...sentAddress(request.search),
      domain: domain.value,
      mayBeMxStep: true,
      mayBeWebSite: wellKnown.has(request.path),
    });
  },

  write(_question, { account, domain, hostDomain }) {
    const answer = documents(account)(domain, hostDomain);
    if (!answer) return refuse({ reason: 'nothing-to-offer' });
    return ok(answer);
  },

  refuse: plainRefusal,

  // Clients seldom send the address over http, so the redirect keeps the Host's domain in its path.
  securePath({ host, path: asked, rest, search }, ownName) {
    const domain = rest === '' && !ownName ? host.mailDomain : undefined;
    const path = domain ? routes.autoconfigByDomain.path + domain : asked + rest;
    return { path, search };
  },
};

/** The paths that clients request from the domain itself, which a web site may redirect to `www.`. */
const wellKnown: ReadonlySet<string> = new Set([
  routes.autoconfigWellKnown.path,
  routes.autoconfigDraft.path,
]);

const headers = publicHeaders(xmlType);

/** Any hash works as an ETag; this one is already available. */
const versionOf = uuidv5In('0f3d5b1e-62c7-4c0a-9d8e-5a41c7b9e2d6');

type Build = (domain: Domain | undefined, hostDomain: Domain | undefined) => Answer | undefined;

const documents = memoizeByObject((account: Account): Build => {
  // Every client ends its search at the first document, so there is none without incoming and outgoing servers.
  if (account.incoming.length === 0 || account.outgoing.length === 0) return () => undefined;
  const xml = writeXml(template(account, ['%ASKEDDOMAIN%']));
  const forOneDomain = fillable(xml, escapeXml);
  const forTwoDomains = fillable(writeXml(template(account, ['%ASKEDDOMAIN%', '%HOSTDOMAIN%'])), escapeXml);
  // Depends only on the document, so every runtime computes the same one.
  const version = versionOf(xml);
  return memoizeLast((domain, hostDomain) => {
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
 * Caches the last answer only. A provider with one domain is asked for it repeatedly; with thousands of domains few
 * are requested twice, and caching them costs more than building them again.
 */
function memoizeLast(build: (domain: Domain | undefined, hostDomain: Domain | undefined) => Answer): Build {
  let last: { readonly domain: unknown; readonly hostDomain: unknown; readonly answer: Answer } | undefined;
  return (domain, hostDomain) => {
    if (last && last.domain === domain && last.hostDomain === hostDomain) return last.answer;
    const answer = build(domain, hostDomain);
    last = { domain, hostDomain, answer };
    return answer;
  };
}
