/** What a page is made of: what was found, for whom, in which words. */

import type { Link } from '../../src/links/link.ts';
import type { Account, Protocol, Security, Server } from '../../src/model/account.ts';
import type { Brand } from '../../src/model/brand.ts';
import type { Language } from '../locales/index.ts';
import type { Translation } from '../locales/translation.ts';
import type { System } from './programs.ts';

export type PageState =
  /** The servers' hosts and user names are filled already, as far as they can be. */
  | { readonly state: 'known'; readonly account: Account; readonly address: string | undefined }
  /** Nobody has asked about anybody yet. */
  | { readonly state: 'blank' }
  | {
      readonly state: 'unknown';
      readonly address: string | undefined;
      readonly domain: string;
      /** Who takes its mail, if that may be told. */
      readonly exchanger?: string | undefined;
    }
  | { readonly state: 'malformed'; readonly typed: string }
  /** The link that should have told the address has run out, or is none. */
  | { readonly state: 'unlinked' }
  | { readonly state: 'unavailable'; readonly address: string | undefined };

/** Paths of the page's own links and forms, below the path where facteur is mounted. */
export interface PagePaths {
  readonly page: string;
  readonly profile: string;
}

export interface PageModel {
  readonly found: PageState;
  readonly language: Language;
  /** What the reader sits before. */
  readonly system: System;
  /** Of iOS, where the browser tells; to it, an iPad is mostly a Mac. */
  readonly iosMajor: number | undefined;
  readonly brand: Brand;
  readonly paths: PagePaths;
  /** What brings a phone here; absent where there is none, or this is one. */
  readonly link: Link | undefined;
}

const securities: Readonly<Record<Exclude<Security, 'none'>, string>> = {
  tls: 'SSL/TLS',
  starttls: 'STARTTLS',
};
export const securityOf = ({ security }: Server, say: Translation): string =>
  security === 'none' ? say.noSecurity : securities[security];

const protocols: Readonly<Record<Protocol, string>> = { imap: 'IMAP', pop3: 'POP3', smtp: 'SMTP' };
export const serviceOf = ({ protocol }: Server, say: Translation): string =>
  `${protocol === 'smtp' ? say.sending : say.receiving} (${protocols[protocol]})`;

export function usernameOf({ username }: Server, say: Translation): string {
  if (username === '%EMAILADDRESS%') return say.wholeAddress;
  return username === '%EMAILLOCALPART%' ? say.localPart : username;
}

/** A host may begin before the domain that was asked about; nobody knows which that is before there is an address. */
export const hostOf = ({ host }: Server): string => host.replaceAll('%EMAILDOMAIN%', '…');
