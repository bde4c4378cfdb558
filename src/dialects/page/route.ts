/**
 * The page for people, at `/`: for the clients that ask nobody, and for whoever wonders what this host is. An
 * address comes by POST, or sealed in a link, so that it can be read in no URL, log, Referer or cache; what holds one
 * is not stored.
 */

import type { Language } from '../../../templates/locales/index.ts';
import type { Found } from '../../../templates/page/model.ts';
import type { System } from '../../../templates/page/programs.ts';
import { page } from '../../../templates/page.ts';
import type { Resolved } from '../../directory/resolve.ts';
import type { Service } from '../../directory/service.ts';
import { fillable } from '../../format/placeholders.ts';
import { type Answer, privateHeaders, publicHeaders } from '../../http/response.ts';
import { type Link, linkTo } from '../../links/link.ts';
import { looksLikeToken } from '../../links/token.ts';
import type { Account, Server } from '../../model/account.ts';
import type { Address } from '../../model/address.ts';
import type { Refusal } from '../../model/refusal.ts';
import { ok, type Result, whenReady } from '../../model/result.ts';
import { routes } from '../../routes.ts';
import { getOrCreate } from '../../util/memo.ts';
import { type DialectOfMany, type ManyQuestions, noSubject } from '../dialect.ts';
import { plainRefusal } from '../plain-refusal.ts';
import { pagePolicy } from './csp.ts';
import {
  iosMajorOf,
  languageOf,
  readSubmittedAddress,
  type SubmittedAddress,
  shownInHtml,
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

/** It is asked about one at most; but whoever is refused is still shown the page. */
export const setupPage: DialectOfMany<SetupQuestion> = {
  name: 'setup',
  asks: 'many',
  methods: ['GET', 'POST'],

  read: (ask, { sealer }, now) =>
    whenReady(readSubmittedAddress(ask, sealer, now), (sent) => {
      const { address } = sent;
      const subject = address?.ok ? { ...noSubject, address: address.value } : noSubject;
      return ok({
        ...sent,
        subjects: address?.ok === false ? [] : [subject],
        language: languageOf(ask),
        system: systemOf(ask),
        iosMajor: iosMajorOf(ask),
        hostName: ask.host.name,
        base: ask.base,
      });
    }),

  async write(question, [chosen], now, service) {
    const { language, system, iosMajor, from, base } = question;
    const found = await withExchanger(foundOf(question, chosen, service), question, service);
    const { inline, policy, pages } = await pagePolicy(service.brand);
    const { status, refused, headers } = outcome(found, question, chosen);
    const link = await linkFor(found, system, base, service, now());
    const paths = { page: base + routes.page.path, profile: base + routes.profile.path };
    const shown = { found, language, system, iosMajor, brand: service.brand, link, paths };
    const written = (): string => page(shown, inline).toString();
    // Where nobody has said who asks, whoever asks likewise is shown the same.
    const body =
      from === 'nobody' && chosen?.ok
        ? getOrCreate(
            pages(chosen.value.account),
            [chosen.value.domain, language, system, iosMajor, base].join(' '),
            written,
          )
        : written();
    return ok({
      status,
      refused,
      headers: {
        ...(from !== 'nobody' || status !== 200 ? privateHeaders(htmlType) : publicAnswer),
        ...headers,
        'content-security-policy': policy,
        'content-language': language,
      },
      body,
    });
  },

  refuse: plainRefusal,
  // Of a path that strangers write, nothing is repeated but what could be a token.
  securePath({ rest, search }) {
    const token = rest.toLowerCase();
    return { path: looksLikeToken(token) ? routes.sealedLink.path + token : routes.page.path, search };
  },
};

const htmlType = 'text/html; charset=utf-8';
const publicAnswer = {
  ...publicHeaders(htmlType),
  vary: 'accept-language, sec-ch-ua-platform, user-agent',
} as const;

function foundOf(question: SetupQuestion, chosen: Result<Resolved> | undefined, service: Service): Found {
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
  if (chosen?.refusal.reason === 'directory-unavailable') return { state: 'unavailable', address: text };
  if (text === undefined && service.names.has(hostName)) return { state: 'blank' };
  return { state: 'unknown', address: text, domain: address?.value.domain ?? shownInHtml(hostName) };
}

/** For whoever reads this before a larger screen; on a phone they are there already. */
async function linkFor(
  found: Found,
  system: System,
  base: string,
  service: Service,
  now: Date,
): Promise<Link | undefined> {
  if (found.state !== 'known' || found.address === undefined) return undefined;
  if (system === 'ios' || system === 'android') return undefined;
  const { origin, sealer } = service;
  return linkTo(found.address, { origin: origin && origin + base, sealer }, now);
}

/** DNS is public; whether it is asked is the operator's choice. What it does not say is no error of anybody's. */
async function withExchanger(
  found: Found,
  { address }: SetupQuestion,
  { mailExchanger }: Service,
): Promise<Found> {
  if (found.state !== 'unknown' || !address?.ok || !mailExchanger) return found;
  const exchanger = await mailExchanger(address.value.domain).catch(() => undefined);
  return { ...found, exchanger };
}

/** What HTTP, the log and the figures are told: what they would be without a page. */
function outcome(
  found: Found,
  question: SetupQuestion,
  chosen: Result<Resolved> | undefined,
): Pick<Answer, 'status' | 'headers' | 'refused'> {
  const refusal = refusalOf(found, question, chosen);
  if (!refusal) return { status: 200, refused: undefined, headers: {} };
  const { status, headers } = plainRefusal(refusal);
  const later = headers['retry-after'];
  return { status, refused: refusal.reason, headers: later === undefined ? {} : { 'retry-after': later } };
}

function refusalOf(
  { state }: Found,
  { address, from }: SetupQuestion,
  chosen: Result<Resolved> | undefined,
): Refusal | undefined {
  if (address?.ok === false) return address.refusal;
  if (state === 'blank') return undefined;
  if (chosen?.ok === false) return chosen.refusal;
  return from === 'form' && address === undefined ? { reason: 'address-missing' } : undefined;
}

/** The account as it is for one mailbox, as far as is known which. */
function personal(account: Account, address: Address | undefined, domain: string | undefined): Account {
  const values = { EMAILADDRESS: address?.text, EMAILLOCALPART: address?.localPart, EMAILDOMAIN: domain };
  const fill = (text: string): string => fillable(text, (value) => value)(values);
  const filled = <Of extends Server>(server: Of): Of => ({
    ...server,
    host: fill(server.host),
    username: fill(server.username),
  });
  const { incoming, outgoing, manual } = account;
  return {
    ...account,
    incoming: incoming.map(filled),
    outgoing: outgoing.map(filled),
    manual: manual.map(filled),
  };
}
