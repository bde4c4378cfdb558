/**
 * One look-up of a client, or a whole row of them: what was asked, what it came to, and what stood in the way. Rows
 * are put together in search.ts, so that a client can be written down as the list it works through.
 */

import type { CertificateFlaw, Net } from './net.ts';
import type { Found, Settings, Step } from './report.ts';
import type { Asked } from './subject.ts';

/** What a client is played with. */
export interface Stage {
  readonly net: Net;
  readonly asked: Asked;
  /** Evolution sends it; nobody else does, and neither runtime has it among its own digests. */
  readonly md5: (text: string) => string;
}

export type Source = (stage: Stage) => Promise<Attempt>;

export interface Attempt {
  readonly steps: readonly Step[];
  readonly end: End;
  /** Everything that went wrong on the way, in order, were it in vain or not. */
  readonly troubles: readonly Trouble[];
  readonly milliseconds: number;
}

export type End =
  | {
      readonly kind: 'settings';
      readonly found: Found;
      readonly settings: Settings;
      /** What makes them worse than they should be for the person. */
      readonly flaws: readonly Flaw[];
    }
  /** The client believes that it has been answered, looks no further, and has nothing. */
  | { readonly kind: 'misled' }
  | { readonly kind: 'nothing' };

export type Trouble =
  | { readonly kind: 'no-name'; readonly host: string }
  | { readonly kind: 'no-connection'; readonly host: string; readonly why: string }
  | {
      readonly kind: 'certificate';
      readonly host: string;
      readonly flaw: CertificateFlaw;
      readonly names: readonly string[];
    }
  /** A host that answers and does not know of the domain: 404 and its kin. */
  | { readonly kind: 'not-there'; readonly url: string; readonly status: number }
  /** 401 where the client then asks for a password, or gives up. */
  | { readonly kind: 'wants-password'; readonly url: string }
  | { readonly kind: 'refused'; readonly url: string; readonly why: string }
  | { readonly kind: 'misled'; readonly url: string; readonly why: string }
  | { readonly kind: 'redirect'; readonly url: string; readonly to: string; readonly why: string }
  | { readonly kind: 'no-digest'; readonly name: string; readonly digest: string }
  | { readonly kind: 'wrong-digest'; readonly name: string; readonly digest: string }
  | { readonly kind: 'no-srv'; readonly names: readonly string[] }
  | { readonly kind: 'bad-srv'; readonly name: string; readonly why: string };

export type Flaw =
  /** Whoever sits in between may have changed them, or the client warns of it. */
  | { readonly kind: 'over-http'; readonly url: string }
  | { readonly kind: 'asks-the-person'; readonly host: string }
  | { readonly kind: 'username'; readonly username: string; readonly url: string }
  | { readonly kind: 'unencrypted'; readonly host: string; readonly port: number }
  | { readonly kind: 'hindered'; readonly why: string };
