/**
 * What a check of one domain yields: plain data that can be written as a table, as JSON, as JUnit or as a page, and
 * knows nothing of how it was found. `clients` is what people would see, `truth` is what is really there.
 */

import type { Settings } from './parsers/client.ts';

export type { Login, Settings } from './parsers/client.ts';

export interface Report {
  /** As it was asked about: an address, or a domain. */
  readonly subject: string;
  /** In lower-case A-labels. */
  readonly domain: string;
  /** The address that the clients were played with; of a domain alone, an invented one. */
  readonly address: string;
  readonly clients: readonly ClientReport[];
  readonly truth: readonly Finding[];
  readonly milliseconds: number;
}

/**
 * `works`: a person types address and password, and that is all. `degraded`: it comes to settings, but late, past a
 * question, or to worse ones than are published. `fails`: it asked and got nothing it can use. `asks-nobody`: no server
 * can help it.
 */
export const verdicts = ['works', 'degraded', 'fails', 'asks-nobody'] as const;
export type Verdict = (typeof verdicts)[number];

export interface ClientReport {
  readonly client: { readonly id: string; readonly name: string };
  /** What it asked, in the order in which it counts for the client. */
  readonly steps: readonly Step[];
  /** Where the settings come from: a URL, or the records. */
  readonly found?: Found;
  readonly settings?: Settings;
  readonly verdict: Verdict;
  /** One sentence for the operator. */
  readonly why: string;
  readonly advice: readonly Advice[];
  /** Until the client would have known, with its parallel questions asked side by side. */
  readonly milliseconds: number;
}

export interface Found {
  readonly by: Source;
  readonly where: string;
}

/** `ispdb` is a document that somebody else keeps about this domain; `built-in` stands in the client's own list. */
export type Source =
  | 'autoconfig'
  | 'ispdb'
  | 'autodiscover'
  | 'autodiscover-json'
  | 'srv'
  | 'pacc'
  | 'profile'
  | 'guess';

export interface Step {
  readonly kind: 'dns' | 'http';
  /** Such as `MX example.org` or `GET https://autoconfig.example.org/mail/config-v1.1.xml`. */
  readonly what: string;
  readonly outcome: Outcome;
  /** What came, in a few words: `404`, `no such name`, `200, but text/html is not XML to it`. */
  readonly said: string;
  readonly milliseconds: number;
}

/**
 * `taken`: the settings are from here. `helped`: led to another question, as MX and redirects do. `refused`: there was
 * an answer, and the client turned it down. `misled`: the client takes it for a success, looks no further, and has
 * nothing. `nothing`: there is none, as is usual. `failed`: no answer came. `unused`: a better one was there first.
 */
export type Outcome = 'taken' | 'helped' | 'refused' | 'misled' | 'nothing' | 'failed' | 'unused';

/** What to change. */
export interface Advice {
  readonly text: string;
  /** Lines of a zone file (RFC 1035 §5), with whole names, ready to paste. */
  readonly records?: readonly string[];
}

export const severities = ['ok', 'warning', 'wrong'] as const;
export type Severity = (typeof severities)[number];

/** One thing that was compared with what should be. */
export interface Finding {
  /** Such as `MX example.org`, `https://autoconfig.example.org`, `imap.example.net:993`. */
  readonly about: string;
  readonly severity: Severity;
  /** What was found, in one sentence. */
  readonly what: string;
  readonly advice?: string;
  readonly records?: readonly string[];
}
