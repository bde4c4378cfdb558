/**
 * The report on one domain: plain data for the terminal, JSON, JUnit and HTML. `clients` is what users would get,
 * `truth` is the state of records, certificates and mail servers. Field names are public in the JSON format.
 */

import type { Settings } from './parsers/client.ts';

export type { Settings } from './parsers/client.ts';

export interface Report {
  /** The address or domain as the user wrote it. */
  readonly subject: string;
  /** In lower-case A-labels. */
  readonly domain: string;
  /** The address that the simulated clients used; its local part is a placeholder if only a domain was given. */
  readonly address: string;
  readonly clients: readonly ClientReport[];
  readonly truth: readonly Finding[];
  readonly milliseconds: number;
}

/**
 * `works`: the user types address and password only. `degraded`: it finds settings, but late, after a question, or
 * worse ones than are published. `fails`: it found no settings that it can use. `asks-nobody`: it uses no server that
 * the operator could configure.
 */
export const verdicts = ['works', 'degraded', 'fails', 'asks-nobody'] as const;
export type Verdict = (typeof verdicts)[number];

export interface ClientReport {
  readonly client: { readonly id: string; readonly name: string };
  /** Its requests, in the client's order of preference. */
  readonly steps: readonly Step[];
  /** The URL or the records that the settings come from. */
  readonly found?: Found;
  readonly settings?: Settings;
  readonly verdict: Verdict;
  /** One sentence for the operator. */
  readonly why: string;
  readonly advice: readonly Advice[];
  /** Duration for the client, which sends some of its requests in parallel. */
  readonly milliseconds: number;
}

export interface Found {
  readonly by: SettingsSource;
  readonly where: string;
}

/** `ispdb` is a document about this domain that the operator does not control. */
export type SettingsSource =
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
  /** The answer in a few words: `404`, `no such name`, `200, content type text/html is not XML to it`. */
  readonly said: string;
  readonly milliseconds: number;
}

/**
 * `taken`: the settings come from here. `helped`: led to another request, such as MX or a redirect. `refused`: the
 * client rejected the answer. `misled`: the client takes the answer for a success and stops without settings.
 * `nothing`: does not exist, which is common. `failed`: no answer. `unused`: a preferred answer won.
 */
type Outcome = 'taken' | 'helped' | 'refused' | 'misled' | 'nothing' | 'failed' | 'unused';

/** What to change. */
export interface Advice {
  readonly text: string;
  /** Lines of a zone file (RFC 1035 §5) with absolute names, ready to paste. */
  readonly records?: readonly string[];
}

const severities = ['ok', 'warning', 'wrong'] as const;
export type Severity = (typeof severities)[number];

/** One comparison of the actual state with the expected state. */
export interface Finding {
  /** Such as `MX example.org`, `https://autoconfig.example.org`, `imap.example.net:993`. */
  readonly about: string;
  readonly severity: Severity;
  /** The result in one sentence. */
  readonly what: string;
  readonly advice?: string;
  readonly records?: readonly string[];
}
