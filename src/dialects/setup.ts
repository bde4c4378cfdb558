/**
 * The page for people, at `/`: for the clients that ask nobody, and for whoever wonders what this host is. An
 * address comes by POST, so that it stands in no URL, log, Referer or cache; what holds one is not stored.
 */

import type { System } from '../../templates/clients.ts';
import { script } from '../../templates/page/script.ts';
import type { Found } from '../../templates/page/shown.ts';
import { style } from '../../templates/page/style.ts';
import { page } from '../../templates/page.ts';
import type { Language } from '../../templates/texts/index.ts';
import type { Account, Server } from '../account.ts';
import { type Address, parseAddress } from '../address.ts';
import { type Answer, privateHeaders, publicHeaders } from '../answer.ts';
import type { Brand } from '../brand.ts';
import type { Chosen, Service } from '../directory/choose.ts';
import { formField } from '../form.ts';
import { once } from '../kept.ts';
import { fillable } from '../placeholders.ts';
import { ok, type Refusal, type Result } from '../result.ts';
import { type DialectOfMany, type ManyQuestions, nobody } from './dialect.ts';
import { refuseInWords } from './refusals.ts';
import { languageOf, systemOf } from './setup-reader.ts';

interface SetupQuestion extends ManyQuestions {
  readonly language: Language;
  readonly system: System;
  readonly hostName: string;
  readonly posted: boolean;
  readonly typed: string;
  /** What was typed, when it is an address; what is wrong with it, when it is none. */
  readonly address: Result<Address> | undefined;
}

/** It is asked about one at most; but whoever is refused is still shown the page. */
export const setup: DialectOfMany<SetupQuestion> = {
  name: 'setup',
  asks: 'many',
  routes: ['/'],
  methods: ['GET', 'POST'],

  read(ask) {
    const posted = ask.method === 'POST';
    const typed = posted ? formField(ask.bytes, 'emailaddress').slice(0, typedLimit) : '';
    const address = typed === '' ? undefined : parseAddress(typed);
    const subject = address?.ok ? { ...nobody, address: address.value } : nobody;
    return ok({
      subjects: address?.ok === false ? [] : [subject],
      language: languageOf(ask),
      system: systemOf(ask),
      hostName: ask.host.name,
      posted,
      typed,
      address,
    });
  },

  async write(question, [chosen], _, service) {
    const { language, system, posted } = question;
    const found = await withExchanger(foundOf(question, chosen, service), question, service);
    const { inline, policy } = await looks(service.brand);
    const { status, refused, headers } = outcome(found, question, chosen);
    const shown = { found, language, system, brand: service.brand, origin: service.origin };
    return ok({
      status,
      refused,
      headers: {
        ...(posted || status !== 200 ? privateHeaders(htmlType) : publicAnswer),
        ...headers,
        'content-security-policy': policy,
        'content-language': language,
      },
      body: page(shown, inline).toString(),
    });
  },

  refuse: refuseInWords,
  securePath: ({ search }) => (search === '' ? '/' : `/?${search}`),
};

/** Longer than an address, and short enough to be shown again. */
const typedLimit = 320;

const htmlType = 'text/html; charset=utf-8';
const publicAnswer = {
  ...publicHeaders(htmlType),
  vary: 'accept-language, sec-ch-ua-platform, user-agent',
} as const;

function foundOf(question: SetupQuestion, chosen: Result<Chosen> | undefined, service: Service): Found {
  const { address, typed, hostName } = question;
  if (address?.ok === false) return { state: 'malformed', typed };
  const text = address?.value.text;
  if (chosen?.ok) {
    const { account, domain } = chosen.value;
    return { state: 'known', account: personal(account, address?.value, domain), address: text };
  }
  if (chosen?.refusal.reason === 'directory-unavailable') return { state: 'unavailable', address: text };
  if (text === undefined && service.names.has(hostName)) return { state: 'blank' };
  return { state: 'unknown', address: text, domain: address?.value.domain ?? hostName };
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

/** What HTTP, the log and the figures are told. */
function outcome(
  found: Found,
  { address, posted }: SetupQuestion,
  chosen: Result<Chosen> | undefined,
): Pick<Answer, 'status' | 'headers' | 'refused'> {
  const because = (status: number, refusal: Refusal, headers: Answer['headers'] = {}) => ({
    status,
    refused: refusal.reason,
    headers,
  });
  if (address?.ok === false) return because(400, address.refusal);
  if (found.state === 'blank') return { status: 200, refused: undefined, headers: {} };
  if (chosen?.ok === false) {
    const { refusal } = chosen;
    return refusal.reason === 'directory-unavailable'
      ? because(503, refusal, { 'retry-after': String(refusal.retryAfterSeconds) })
      : because(404, refusal);
  }
  if (posted && address === undefined) return because(400, { reason: 'address-missing' });
  return { status: 200, refused: undefined, headers: {} };
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

/** What the page looks like and does, and the policy that allows that and nothing else. */
const looks = once(async (brand: Brand) => {
  const inline = { style: style(brand.accent), script };
  const policy = [
    "default-src 'none'",
    `style-src '${await hashOf(inline.style)}'`,
    `script-src '${await hashOf(inline.script)}'`,
    'img-src data:',
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
  return { inline, policy };
});

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
}
