/**
 * Why a store has no entry for a domain: one word for each kind of failure, and one sentence for the log. A failure
 * cannot hold an address, a domain or a password, because its words and columns are fixed and a driver's code has to
 * look like one; a driver's own message never leaves the store.
 */

import type { UsernamePlaceholder } from '../model/username.ts';
import { hostFlaws } from './host-pattern.ts';

/** A column, attribute or field of an entry. */
export type Column = 'provider' | 'imap' | 'pop3' | 'smtp' | 'username' | 'name' | 'short_name' | 'changes';

/** Why a value of a row cannot be used, after the name of its column. */
const valueFlaws = {
  missing: 'is missing',
  'several-values': 'has several values',
  'not-text': 'is not text',
  'not-utf-8': 'is not UTF-8',
  'not-json': 'is not a JSON object',
  ...hostFlaws,
  'username-too-long': 'is longer than 254 characters',
  'username-space': 'holds a space or a control character',
  'username-number': 'would be read as a number by Thunderbird',
  'username-placeholder': 'holds a placeholder that clients do not know',
} as const;
export type ValueFlaw = keyof typeof valueFlaws;

/** Why the answer of a store as a whole is not a row. */
const rowFlaws = {
  'row-not-json': 'is not JSON',
  'row-not-utf-8': 'is not UTF-8',
  'row-too-long': 'is too long',
  'row-malformed': 'is neither the name of a provider nor an object',
} as const;
type RowFlaw = keyof typeof rowFlaws;

/** The store does not work, whichever domain is looked up. */
export interface Outage {
  readonly word: keyof typeof outages;
  readonly code?: string | undefined;
}

/** The store works, and could not look up this one domain: a broken zone in DNS. */
interface LookUpFailure {
  readonly word: 'look-up-failed';
  readonly code?: string | undefined;
}

/** One value of a row that cannot be used. */
export interface RefusedValue {
  readonly word: 'row-refused';
  readonly flaw: ValueFlaw;
  readonly column: Column;
  /** The placeholder that was meant; a whole user name could be somebody's. */
  readonly meant?: UsernamePlaceholder | undefined;
}

/** The store works, and what it holds for this one domain cannot be used. */
export type RowRefusal =
  | RefusedValue
  | { readonly word: 'row-refused'; readonly flaw: RowFlaw }
  | { readonly word: 'two-entries' | 'unknown-provider' };

export type StoreFailure = Outage | LookUpFailure | RowRefusal;
export type FailureWord = StoreFailure['word'];

/** What a store throws; anything else that comes out of one is a bug. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly failure: StoreFailure;

  constructor(store: string, failure: StoreFailure) {
    super(sentenceOf(store, failure));
    this.failure = failure;
  }
}

const outages = {
  timeout: 'does not answer in time',
  refused: 'refuses the connection',
  unreachable: 'cannot be reached',
  disconnected: 'closed the connection',
  credentials: 'rejects the credentials',
  tls: 'fails at TLS',
  'query-refused': 'rejects the query',
  overloaded: 'is overloaded',
  'bad-answer': 'gives an unexpected answer',
  'file-missing': 'does not find its file',
  'file-unreadable': 'cannot read its file',
  'file-damaged': 'has a damaged file',
  failed: 'fails',
} as const;

/** What the store says after its name. */
const predicates = {
  ...outages,
  'look-up-failed': 'cannot look up a domain',
  'two-entries': 'holds more than one row for a domain',
  'unknown-provider': 'names a provider that the configuration does not describe',
} as const;

/** @param store its name, `postgres` or `postgres-2` */
export function sentenceOf(store: string, failure: StoreFailure): string {
  if (failure.word === 'row-refused') return `${store} holds ${rowFlaw(failure)}`;
  const code = 'code' in failure && failure.code !== undefined ? ` (${failure.code})` : '';
  return `${store} ${predicates[failure.word]}${code}`;
}

/** Whether the store as a whole is down, and not only one domain without a usable row. */
export const isOutage = (failure: StoreFailure): failure is Outage => failure.word in outages;

export const isRowRefusal = (failure: StoreFailure): failure is RowRefusal =>
  !isOutage(failure) && failure.word !== 'look-up-failed';

/** @param error what came out of a store */
export function failureOf(error: unknown): StoreFailure {
  if (error instanceof StoreError) return error.failure;
  return { word: 'failed', code: error instanceof Error ? codeIn(error.name) : undefined };
}

/**
 * @param error of a driver
 * @returns its code, such as `ECONNREFUSED` or `42P01`; nothing that could be a host name, an address or a sentence
 */
export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? codeIn(code) : undefined;
}

const codeIn = (text: string): string | undefined => (/^\w{1,60}$/.test(text) ? text : undefined);

/** @param status of an HTTP answer that is neither an entry nor 404 */
export function failureOfStatus(status: number): Outage {
  if (status === 401 || status === 403) return { word: 'credentials', code: String(status) };
  if (status === 429 || status === 503) return { word: 'overloaded', code: String(status) };
  return { word: 'bad-answer', code: String(status) };
}

/** @param error of `fetch`, which has no codes but on Node (network-failure.ts) */
export function failureOfFetch(error: unknown): StoreFailure {
  const { name, message } = error instanceof Error ? error : new Error();
  if (/^(Timeout|Abort)Error$/.test(name)) return { word: 'timeout' };
  return /connection lost|terminated|disconnected/i.test(message)
    ? { word: 'disconnected' }
    : failureOf(error);
}

const rowFlaw = (failure: Extract<RowRefusal, { word: 'row-refused' }>): string =>
  'column' in failure
    ? `a row whose ${failure.column} ${valueFlaw(failure)}`
    : `an entry that ${rowFlaws[failure.flaw]}`;

/** @returns the reason where the domain is named: `its imap is not a host name` */
export function rowRefusalText(failure: RowRefusal): string {
  if (failure.word !== 'row-refused') return `it ${predicates[failure.word]}`;
  return 'column' in failure ? `its ${failure.column} ${valueFlaw(failure)}` : `it ${rowFlaws[failure.flaw]}`;
}

/** @returns the reason after the name of the column */
export function valueFlaw({ flaw, meant }: Pick<RefusedValue, 'flaw' | 'meant'>): string {
  return meant === undefined ? valueFlaws[flaw] : `${valueFlaws[flaw]}; did you mean ${meant}?`;
}
