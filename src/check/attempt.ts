/**
 * The result of one lookup or of a sequence of lookups: the requests, the outcome and the problems on the way.
 * combinators.ts combines lookups, so that a simulator reads like the list that its client works through.
 */

import type { CertificateFlaw, Net } from './net.ts';
import type { Found, Settings, Step } from './report.ts';
import type { Subject } from './subject.ts';

/** Dependencies of a lookup. */
export interface LookupContext {
  readonly net: Net;
  readonly subject: Subject;
  /** Only Evolution sends it. It is injected because WebCrypto has no MD5. */
  readonly md5: (text: string) => string;
}

export type Lookup = (context: LookupContext) => Promise<Attempt>;

export interface Attempt {
  readonly steps: readonly Step[];
  readonly result: AttemptResult;
  /** Everything that went wrong, in order, also when the client found settings later. */
  readonly problems: readonly Problem[];
  readonly milliseconds: number;
}

/** User names by `imap imap.example.net:993`. */
export type MeantLogins = ReadonlyMap<string, string>;

export type AttemptResult =
  | {
      readonly kind: 'settings';
      readonly found: Found;
      readonly settings: Settings;
      /** What makes them worse for the user than they should be. */
      readonly flaws: readonly Flaw[];
      /** The user names that the document means, where it is the operator's autoconfig document. */
      readonly meant?: MeantLogins;
    }
  /** The client takes an answer for a success and stops, but got no settings. */
  | { readonly kind: 'misled' }
  | { readonly kind: 'not-found' };

export type Problem =
  | { readonly kind: 'no-name'; readonly host: string }
  /** The client accepts A-labels only, and refuses the domain as it was given. */
  | { readonly kind: 'own-script'; readonly address: string }
  | { readonly kind: 'no-connection'; readonly host: string; readonly why: string }
  | {
      readonly kind: 'certificate';
      readonly host: string;
      readonly flaw: CertificateFlaw;
      readonly names: readonly string[];
    }
  /** The host answers with an error status: it does not know the domain. */
  | { readonly kind: 'http-status'; readonly url: string; readonly status: number }
  /** 401: the client asks the user for a password, or gives up. */
  | { readonly kind: 'unauthorized'; readonly url: string }
  | { readonly kind: 'refused'; readonly url: string; readonly why: string }
  | { readonly kind: 'misled'; readonly url: string; readonly why: string }
  | { readonly kind: 'redirect'; readonly url: string; readonly to: string; readonly why: string }
  | { readonly kind: 'no-digest'; readonly name: string; readonly digest: string }
  | { readonly kind: 'wrong-digest'; readonly name: string; readonly digest: string }
  | { readonly kind: 'no-srv'; readonly names: readonly string[] }
  | { readonly kind: 'bad-srv'; readonly name: string; readonly why: string };

export type Flaw =
  /** Settings that can be changed in transit; some clients warn about it. */
  | { readonly kind: 'plain-http'; readonly url: string }
  | { readonly kind: 'asks-user'; readonly host: string }
  | { readonly kind: 'username'; readonly username: string; readonly url: string }
  /** The client makes another user name of the document than the one that it means. */
  | { readonly kind: 'login'; readonly username: string; readonly meant: string; readonly url: string }
  | { readonly kind: 'unencrypted'; readonly host: string; readonly port: number }
  | { readonly kind: 'blocked'; readonly why: string };
