/** The page's data: the result of the lookup, the reader's language and system, and links. */

import type { Link } from '../../src/links/link.ts';
import type { Account, Protocol, Security, Server } from '../../src/model/account.ts';
import type { Brand } from '../../src/model/brand.ts';
import type { Language } from '../locales/index.ts';
import type { Translation } from '../locales/translation.ts';
import type { System } from './programs.ts';

export type Lookup =
  /** Placeholders in hosts and user names are filled as far as possible. */
  | { readonly state: 'known'; readonly account: Account; readonly address: string | undefined }
  /** No address yet, and the host is the service's own. */
  | { readonly state: 'blank' }
  | {
      readonly state: 'unknown';
      readonly address: string | undefined;
      readonly domain: string;
      /** The domain's mail exchanger, if the lookup is enabled. */
      readonly exchanger?: string | undefined;
    }
  | { readonly state: 'malformed'; readonly typed: string }
  /** The sealed link is expired or invalid. */
  | { readonly state: 'unlinked' }
  | { readonly state: 'unavailable'; readonly address: string | undefined };

/** Paths of the page's own links and forms, below the path where facteur is mounted. */
export interface PagePaths {
  readonly page: string;
  readonly profile: string;
}

/** Whether there is an Apple profile; if not, which account people add by hand, by Apple's name. */
export type ProfileOffer =
  | { readonly offered: true; readonly kind?: string | undefined }
  | { readonly offered: false; readonly kind?: string | undefined };

export interface ProfileOffers {
  readonly ios?: ProfileOffer | undefined;
  readonly macos?: ProfileOffer | undefined;
}

export interface PageModel {
  readonly lookup: Lookup;
  readonly language: Language;
  /** The reader's operating system. */
  readonly system: System;
  /** The iOS version, if the browser sends it; most iPads identify themselves as a Mac. */
  readonly iosMajor: number | undefined;
  readonly brand: Brand;
  readonly paths: PagePaths;
  /** By system; absent without an account, and where a profile is not possible for other reasons than the sign-in. */
  readonly profiles: ProfileOffers;
  /** The link for a phone; absent without one, or if the reader uses a phone. */
  readonly link: Link | undefined;
}

const securities: Readonly<Record<Exclude<Security, 'none'>, string>> = {
  tls: 'SSL/TLS',
  starttls: 'STARTTLS',
};
export const securityOf = ({ security }: Server, texts: Translation): string =>
  security === 'none' ? texts.noSecurity : securities[security];

const protocols: Readonly<Record<Protocol, string>> = { imap: 'IMAP', pop3: 'POP3', smtp: 'SMTP' };
export const serviceOf = ({ protocol }: Server, texts: Translation): string =>
  `${protocol === 'smtp' ? texts.sending : texts.receiving} (${protocols[protocol]})`;

/** @returns the user name, with words for a placeholder that no address fills: `EXAMPLE\[part before the @]` */
export function usernameOf(username: string, texts: Translation): string {
  if (username === '%EMAILADDRESS%') return texts.wholeAddress;
  if (username === '%EMAILLOCALPART%') return texts.localPart;
  return username
    .replaceAll('%EMAILADDRESS%', `[${texts.wholeAddress}]`)
    .replaceAll('%EMAILLOCALPART%', `[${texts.localPart}]`)
    .replaceAll('%EMAILDOMAIN%', '…');
}

/** Whether there is no address to fill it with. */
export const isTemplate = (username: string): boolean => /%EMAIL[A-Z]+%/.test(username);

/** A host may contain the domain, which is unknown without an address. */
export const hostOf = ({ host }: Server): string => host.replaceAll('%EMAILDOMAIN%', '…');

/** Whether a server takes no password. */
export const signsInOnly = ({ authentication }: Server): boolean =>
  authentication.every((method) => method === 'oauth2');

/** What programs call the accounts of these issuers. */
const accountKinds: Readonly<Record<string, string>> = {
  'accounts.google.com': 'Google',
  'login.microsoftonline.com': 'Microsoft 365',
};

/** Whether programs can set the mailbox up as Exchange. */
export const hasExchange = ({ activesync, ews, autodiscover }: Account): boolean =>
  [activesync, ews, autodiscover].some((one) => one !== undefined);

/** The texts about passwords say what people do instead where no server takes one. */
export function textsFor(account: Account, texts: Translation): Translation {
  const { incoming, outgoing, oauth2 } = account;
  const servers = [...incoming, ...outgoing];
  if (servers.length === 0 || !servers.every(signsInOnly)) return texts;
  const { authentication, password, enter, finish, kind, exchangeLead } = texts.signIn;
  const own = oauth2 && accountKinds[new URL(oauth2.issuer).hostname];
  return {
    ...texts,
    yourPassword: password,
    authentication,
    ...(hasExchange(account) && { exchangeLead }),
    step: { ...texts.step, enter, ...(own && { kind: kind.replace('{kind}', own) }) },
    taps: { ...texts.taps, finish },
  };
}
