/**
 * The setup page at `/`, for users of clients without automatic configuration, and for visitors of this host. An
 * address arrives by POST, or encrypted in a sealed link, so that no URL, log, Referer or cache contains it in plain
 * text; a page with an address is `no-store`.
 */

import type { Language } from '../../../templates/locales/index.ts';
import {
  hasProfile,
  type KnownIssuer,
  knownIssuer,
  type ProfileSystem,
  takesPassword,
} from '../../../templates/mobileconfig-payloads.ts';
import type { Lookup, ProfileOffer } from '../../../templates/page/model.ts';
import type { System } from '../../../templates/page/programs.ts';
import { page as template } from '../../../templates/page.ts';
import type { Resolved } from '../../directory/resolve.ts';
import type { Service } from '../../directory/service.ts';
import { fillable } from '../../format/placeholders.ts';
import { type Answer, privateHeaders, publicHeaders } from '../../http/response.ts';
import { type Link, linkTo } from '../../links/link.ts';
import { looksLikeToken } from '../../links/token.ts';
import type { Account, Server } from '../../model/account.ts';
import type { Address } from '../../model/address.ts';
import { costs } from '../../model/cost.ts';
import type { Refusal } from '../../model/refusal.ts';
import { ok, type Result, whenReady } from '../../model/result.ts';
import { routes } from '../../routes.ts';
import { getOrCreate, memoizeByObject } from '../../util/memo.ts';
import { type DialectOfMany, type ManyQuestions, noSubject } from '../dialect.ts';
import { plainRefusal } from '../plain-refusal.ts';
import { pageAssets } from './csp.ts';
import {
  iosMajorOf,
  languageOf,
  readSubmittedAddress,
  replaceControlCharacters,
  type SubmittedAddress,
  systemOf,
} from './request.ts';

interface SetupQuestion extends ManyQuestions, SubmittedAddress {
  readonly language: Language;
  readonly system: System;
  readonly iosMajor: number | undefined;
  readonly hostName: string;
  /** The path below which facteur is mounted; empty at the root. */
  readonly base: string;
}

/** At most one subject; a dialect of many, because the page is shown for a refused subject too. */
export const setupPage: DialectOfMany<SetupQuestion> = {
  name: 'setup',
  asks: 'many',
  methods: ['GET', 'POST'],
  // One address, percent-encoded, and the name of its field.
  bodyLimitBytes: 2 * 1024,

  read: (request, { sealer }, now) =>
    whenReady(readSubmittedAddress(request, sealer, now), (sent) => {
      const { address } = sent;
      const subject = address?.ok ? { ...noSubject, address: address.value } : noSubject;
      return ok({
        ...sent,
        subjects: address?.ok === false ? [] : [subject],
        language: languageOf(request),
        system: systemOf(request),
        iosMajor: iosMajorOf(request),
        hostName: request.host.name,
        base: request.base,
      });
    }),

  async write(question, [chosen], now, service) {
    const { language, system, iosMajor, from, base } = question;
    const lookup = await withExchanger(lookupOf(question, chosen, service), question, service);
    const { inline, policy, pages } = await pageAssets(service.brand);
    const { status, refused, headers } = outcome(lookup, question, chosen);
    const link = await linkFor(lookup, system, base, service, now());
    const paths = { page: base + routes.page.path, profile: base + routes.profile.path };
    const profiles = chosen?.ok ? profileOffers(chosen.value.account) : {};
    const model = { lookup, language, system, iosMajor, brand: service.brand, link, paths, profiles };
    const render = (): string => template(model, inline).toString();
    // Without an address, the page about an account is the same for all requests, so it is cached.
    const body =
      chosen?.ok && lookup.state === 'known' && lookup.address === undefined
        ? getOrCreate(
            pages(chosen.value.account),
            `${keyOf(chosen.value, language, system, iosMajor)} ${base}`,
            // As bytes, because encoding takes longer than the rest of the answer.
            () => Uint8Array.from(encoder.encode(render())),
          )
        : render();
    return ok({
      status,
      refused,
      headers: {
        ...(from !== 'none' || status !== 200 ? privateHeaders(htmlType) : publicAnswer),
        ...headers,
        'content-security-policy': policy,
        'content-language': language,
      },
      body,
    });
  },

  cost({ address }, [chosen]) {
    if (!chosen?.ok) return 0;
    if (address?.ok) return costs.pageWithAddress;
    // The page is cached, unless it differs by domain.
    return dependsOnDomain(chosen.value.account) ? costs.page : 0;
  },

  refuse: plainRefusal,
  // The path is input: it is repeated only if it has the form of a token.
  securePath({ rest, search }) {
    const token = rest.toLowerCase();
    return { path: looksLikeToken(token) ? routes.sealedLink.path + token : routes.page.path, search };
  },
};

/** Apple's names of the accounts that open a window for the sign-in. */
const accountKinds = { google: 'Google', microsoft: 'Microsoft Exchange' } as const satisfies Record<
  KnownIssuer,
  string
>;

const profileOffers = memoizeByObject((account: Account) => {
  const offerFor = (system: ProfileSystem): ProfileOffer | undefined => {
    const issuer = takesPassword(account) ? undefined : knownIssuer(account);
    const kind = issuer && accountKinds[issuer];
    if (hasProfile(account, system)) return { offered: true, kind };
    return takesPassword(account) ? undefined : { offered: false, kind };
  };
  return { ios: offerFor('ios'), macos: offerFor('macos') };
});

const encoder = new TextEncoder();

const htmlType = 'text/html; charset=utf-8';
const publicAnswer = {
  ...publicHeaders(htmlType),
  vary: 'accept-language, sec-ch-ua-platform, user-agent',
} as const;

function lookupOf(question: SetupQuestion, chosen: Result<Resolved> | undefined, service: Service): Lookup {
  const { address, from, typed, hostName } = question;
  if (address?.ok === false) {
    if (address.refusal.reason === 'sealer-missing') return { state: 'unavailable', address: undefined };
    return from === 'link' ? { state: 'unlinked' } : { state: 'malformed', typed };
  }
  const text = address?.value.text;
  if (chosen?.ok) {
    const { account, domain } = chosen.value;
    return { state: 'known', account: personal(account, address?.value, domain), address: text };
  }
  const reason = chosen?.refusal.reason;
  if (reason === 'directory-unavailable' || reason === 'too-many-look-ups')
    return { state: 'unavailable', address: text };
  if (text === undefined && service.names.has(hostName)) return { state: 'blank' };
  return {
    state: 'unknown',
    address: text,
    domain: address?.value.domain ?? replaceControlCharacters(hostName),
  };
}

/** The link that moves the page from a larger screen to a phone; not needed on a phone. */
async function linkFor(
  lookup: Lookup,
  system: System,
  base: string,
  service: Service,
  now: Date,
): Promise<Link | undefined> {
  if (lookup.state !== 'known' || lookup.address === undefined) return undefined;
  if (system === 'ios' || system === 'android') return undefined;
  const { origin, sealer } = service;
  return linkTo(lookup.address, { origin: origin && origin + base, sealer }, now);
}

/** Looks up the MX record, if the operator has enabled that. A failed lookup is not an error: the page shows none. */
async function withExchanger(
  lookup: Lookup,
  { address }: SetupQuestion,
  { mailExchanger }: Service,
): Promise<Lookup> {
  if (lookup.state !== 'unknown' || !address?.ok || !mailExchanger) return lookup;
  const exchanger = await mailExchanger(address.value.domain).catch(() => undefined);
  return { ...lookup, exchanger };
}

/** Status, headers and refusal reason for HTTP, log and metrics: the same as for a refusal without a page. */
function outcome(
  lookup: Lookup,
  question: SetupQuestion,
  chosen: Result<Resolved> | undefined,
): Pick<Answer, 'status' | 'headers' | 'refused'> {
  const refusal = refusalOf(lookup, question, chosen);
  if (!refusal) return { status: 200, refused: undefined, headers: {} };
  const { status, headers } = plainRefusal(refusal);
  const later = headers['retry-after'];
  return { status, refused: refusal.reason, headers: later === undefined ? {} : { 'retry-after': later } };
}

function refusalOf(
  { state }: Lookup,
  { address, from }: SetupQuestion,
  chosen: Result<Resolved> | undefined,
): Refusal | undefined {
  if (address?.ok === false) return address.refusal;
  if (state === 'blank') return undefined;
  if (chosen?.ok === false) return chosen.refusal;
  return from === 'form' && address === undefined ? { reason: 'address-missing' } : undefined;
}

/** Cache key of a page without an address. The page distinguishes iOS before 15 from later versions only. */
function keyOf(
  { account, domain }: Resolved,
  language: Language,
  system: System,
  iosMajor: number | undefined,
): string {
  const olderIos = iosMajor !== undefined && iosMajor < 15;
  return [dependsOnDomain(account) && domain, language, system, olderIos].join(' ');
}

/** Whether the page differs by domain: a server's name or user name contains the domain. */
const dependsOnDomain = ({ incoming, outgoing, manual, usernames = {} }: Account): boolean =>
  [
    ...[...incoming, ...outgoing, ...manual].map(({ host, username }) => `${host} ${username}`),
    ...Object.values(usernames),
  ].some((text) => text?.includes('%EMAILDOMAIN%'));

/** The account with its placeholders filled, as far as the mailbox is known. */
function personal(account: Account, address: Address | undefined, domain: string | undefined): Account {
  const values = { EMAILADDRESS: address?.text, EMAILLOCALPART: address?.localPart, EMAILDOMAIN: domain };
  const fill = (text: string): string => fillable(text, (value) => value)(values);
  const filled = <Of extends Server>(server: Of): Of => ({
    ...server,
    host: fill(server.host),
    username: fill(server.username),
  });
  const { incoming, outgoing, manual, usernames = {} } = account;
  const ofServices = Object.entries(usernames).map(([service, username]) => [
    service,
    username && fill(username),
  ]);
  return {
    ...account,
    incoming: incoming.map(filled),
    outgoing: outgoing.map(filled),
    manual: manual.map(filled),
    usernames: Object.fromEntries(ofServices),
  };
}
