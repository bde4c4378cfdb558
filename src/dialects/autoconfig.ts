/**
 * Thunderbird autoconfig over HTTP: the same document at every path that a client requests, in any letter case,
 * with or without an address. It contains the domain but no mailbox, so it is public and has an ETag. Only a composite
 * user name (`EXAMPLE\%EMAILLOCALPART%`) is filled when the address is sent, because many clients would not; that
 * answer is private.
 */

import { autoconfig as template } from '../../templates/autoconfig.ts';
import { fillable, type Values } from '../format/placeholders.ts';
import { uuidv5In } from '../format/uuid.ts';
import { escapeXml, writeXml } from '../format/xml.ts';
import { type Answer, personalHeaders, publicHeaders, xmlType } from '../http/response.ts';
import type { Account, Server } from '../model/account.ts';
import { type Address, type Domain, parseDomain } from '../model/address.ts';
import { ok, refuse } from '../model/result.ts';
import { filledUsername, isComposite } from '../model/username.ts';
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

  write({ address }, { account, domain, hostDomain, shared }) {
    if (shared) {
      const answer = documents(shared.account).ofPerson?.(shared.login, domain, hostDomain);
      return answer ? ok(answer) : refuse({ reason: 'nothing-to-offer' });
    }
    const { open, personal } = documents(account);
    const answer = (address && personal?.(address, domain, hostDomain)) ?? open(domain, hostDomain);
    if (!answer) return refuse({ reason: 'nothing-to-offer' });
    return ok(answer);
  },

  refuse: plainRefusal,

  // Clients seldom send the address over http, so the redirect keeps the Host's domain in its path.
  securePath({ host, path: asked, rest, search }, ownName, { entries }) {
    const { mailDomain } = host;
    // The path of the target names the domain, so a web site's name has to be resolved here.
    const isWebSite = wellKnown.has(asked) && !(mailDomain !== undefined && entries?.has(mailDomain));
    const named = (isWebSite ? host.webSiteOf : undefined) ?? mailDomain;
    const domain = rest === '' && !ownName ? named : undefined;
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

interface Documents {
  /** The answer for everybody at a domain. */
  readonly open: Build;
  /** The answer for one address; nothing where the open one serves it as well. */
  readonly personal?: (address: Address, ...domains: Parameters<Build>) => Answer | undefined;
  /** The answer for a person with a login of their own. */
  readonly ofPerson?: (login: string, ...domains: Parameters<Build>) => Answer;
}

const documents = memoizeByObject((account: Account): Documents => {
  // Every client ends its search at the first document, so there is none without incoming and outgoing servers.
  if (account.incoming.length === 0 || account.outgoing.length === 0) return { open: () => undefined };
  const fill = documentOf(account);
  const composite = new Set(usernamesOf(account).filter(isComposite));
  const open = memoizeLast((domain, hostDomain) => {
    const values = domainValues(account, domain, hostDomain);
    const { ASKEDDOMAIN: asked, HOSTDOMAIN: second } = values;
    return {
      status: 200,
      headers: { ...headers, etag: `"${fill.version}.${asked}${second ? `.${second}` : ''}"` },
      body: fill.body(values),
    };
  });
  const ofPerson = (login: string, domain: Domain | undefined, hostDomain: Domain | undefined): Answer => ({
    status: 200,
    headers: ofOneAddress,
    body: fill.body({ ...domainValues(account, domain, hostDomain), PERSONLOGIN: login }),
  });
  if (composite.size === 0) return { open, ofPerson };
  const withLogin = documentOf(withLoginPlaceholders(account));
  return {
    open,
    ofPerson,
    personal(address, domain, hostDomain) {
      // Evolution up to 3.46 sends this in place of the local part, and fills placeholders itself.
      if (address.localPart === 'EVOLUTIONUSER') return undefined;
      if ([...composite].some((username) => filledUsername(username, address) === undefined))
        return undefined;
      const values = {
        ...domainValues(account, domain, hostDomain),
        LOGINADDRESS: address.text,
        LOGINLOCALPART: address.localPart,
        LOGINDOMAIN: address.domain,
      };
      return { status: 200, headers: ofOneAddress, body: withLogin.body(values) };
    },
  };
});

const ofOneAddress = personalHeaders(xmlType);

const domainValues = (account: Account, domain: Domain | undefined, hostDomain: Domain | undefined) => {
  const asked = domain ?? hostDomain ?? account.id;
  return {
    ASKEDDOMAIN: asked,
    EMAILDOMAIN: domain,
    HOSTDOMAIN: hostDomain === asked ? undefined : hostDomain,
  };
};

function documentOf(account: Account): {
  readonly version: string;
  readonly body: (values: Values) => string;
} {
  const xml = writeXml(template(account, ['%ASKEDDOMAIN%']));
  const forOneDomain = fillable(xml, escapeXml);
  const forTwoDomains = fillable(writeXml(template(account, ['%ASKEDDOMAIN%', '%HOSTDOMAIN%'])), escapeXml);
  return {
    // Depends only on the document, so every runtime computes the same one.
    version: versionOf(xml),
    body: (values) => (values.HOSTDOMAIN === undefined ? forOneDomain(values) : forTwoDomains(values)),
  };
}

const usernamesOf = ({ incoming, outgoing, usernames = {} }: Account): readonly string[] => [
  ...[...incoming, ...outgoing].map(({ username }) => username),
  ...Object.values(usernames).filter((username) => username !== undefined),
];

/** Placeholders of composite user names get names of their own, so that the others stay for the client to fill. */
function withLoginPlaceholders(account: Account): Account {
  const renamed = (username: string): string =>
    isComposite(username) ? username.replaceAll('%EMAIL', '%LOGIN') : username;
  const change = <Of extends Server>(server: Of): Of => ({ ...server, username: renamed(server.username) });
  const usernames = Object.entries(account.usernames ?? {}).map(([service, username]) => [
    service,
    username === undefined ? undefined : renamed(username),
  ]);
  return {
    ...account,
    incoming: account.incoming.map(change),
    outgoing: account.outgoing.map(change),
    usernames: Object.fromEntries(usernames),
  };
}

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
