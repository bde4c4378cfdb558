/**
 * Domains in an LDAP tree (RFC 4511), on Node. One connection is kept for all look-ups. It is opened when the first
 * one comes and given up on any error; ldapts would open it anew by itself, but without STARTTLS and bind.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Entry as LdapEntry } from 'ldapts';
import { codeOf, type Outage, StoreError } from '../../failure.ts';
import { networkFailure } from '../../network-failure.ts';
import { type AddressStore, type AddressValues, addressRowStore } from '../address-store.ts';
import type { AddressStoreOptions, StoreOptions } from '../options.ts';
import { lookUpMilliseconds } from '../portable/mx.ts';
import { type Rows, rowStore, rowsOfEitherSpelling } from '../row-store.ts';
import type { Store } from '../store.ts';
import { tlsOptions } from './ldap-tls.ts';

const name = 'ldap';

type Options = StoreOptions<'ldap'>;
/** The options that both kinds of look-up have. */
type SearchOptions = Options | AddressStoreOptions<'ldap'>;
type Driver = typeof import('ldapts');

/** For each step: to connect, to bind, to search. All of them together have `lookUpMilliseconds`. */
const stepMilliseconds = 1500;

/** @throws when the driver is missing, or the options cannot work */
export async function openLdap(options: Options): Promise<Store> {
  const { search, close } = await openSearcher(options);
  const rowsOf = async (spelling: string): Promise<Rows> =>
    oneRow(await search(fillFilter(options.filter, spelling)), options);
  return rowStore(name, (domain) => rowsOfEitherSpelling(domain, rowsOf), close);
}

/**
 * People in an LDAP tree or in Active Directory.
 *
 * @throws when the driver is missing, or the options cannot work
 */
export async function openLdapByAddress(options: AddressStoreOptions<'ldap'>): Promise<AddressStore> {
  const { search, close } = await openSearcher(options);
  return addressRowStore(
    name,
    async (values) => oneRow(await search(fillAddressFilter(options.filter, values)), options),
    close,
  );
}

/** The search ends at the second entry, so a third one could differ from two that are the same. */
function oneRow(found: readonly LdapEntry[], options: SearchOptions): Rows {
  if (found.length > 1) throw new StoreError(name, { word: 'two-entries' });
  return found.map((entry) => rowOf(entry, options));
}

async function openSearcher(options: SearchOptions): Promise<Searcher> {
  const driver = await import('ldapts').catch(noDriver);
  // RFC 4513 §5.1.2: a bind without a password may succeed as an anonymous one.
  if (options.bindDN && !options.password) throw new Error('ldap has a bindDN and no password');
  if (options.starttls && options.url.startsWith('ldaps:')) throw new Error('ldap has starttls and ldaps://');
  checkFilter(driver, options.filter);
  return searcher(driver, options);
}

/**
 * @param filter of which `%EMAILDOMAIN%` is replaced, escaped by RFC 4515 §3
 * @returns a filter in which the domain is nothing but a value
 */
export const fillFilter = (filter: string, domain: string): string =>
  filter.replaceAll('%EMAILDOMAIN%', () => escapedValue(domain));

/** @returns the filter with all placeholders replaced by escaped values, none of which is looked at again */
export function fillAddressFilter(filter: string, { address, localpart, domain }: AddressValues): string {
  const values = { '%EMAILADDRESS%': address, '%EMAILLOCALPART%': localpart, '%EMAILDOMAIN%': domain };
  return filter.replaceAll(/%EMAIL(?:ADDRESS|LOCALPART|DOMAIN)%/g, (placeholder) => {
    const value = Object.entries(values).find(([key]) => key === placeholder)?.[1] ?? '';
    return escapedValue(value);
  });
}

const escapedValue = (text: string): string =>
  text
    .replaceAll(/[()*\\]/g, (character) => `\\${character.charCodeAt(0).toString(16)}`)
    .replaceAll('\0', '\\00');

function noDriver(error: unknown): never {
  if (codeOf(error) !== 'ERR_MODULE_NOT_FOUND') throw error;
  throw new Error('the ldap store needs a driver: npm install ldapts');
}

const exampleValues: AddressValues = {
  address: 'jo@example.org',
  localpart: 'jo',
  domain: 'example.org',
};

function checkFilter({ FilterParser }: Driver, filter: string): void {
  try {
    FilterParser.parseString(fillAddressFilter(filter, exampleValues));
  } catch {
    throw new Error('ldap has a filter that is none by RFC 4515');
  }
}

interface Connection {
  readonly client: Client;
  /** Whether a search would go out on it as it is. */
  readonly alive: () => boolean;
}

interface Searcher {
  readonly search: (filter: string) => Promise<readonly LdapEntry[]>;
  readonly close: () => Promise<void>;
}

function searcher(driver: Driver, options: SearchOptions): Searcher {
  let current: Promise<Connection> | undefined;

  const drop = (connecting: Promise<Connection>): Promise<void> => {
    if (current === connecting) current = undefined;
    return connecting.then(({ client }) => client.unbind()).catch(() => undefined);
  };

  /** The server may close an idle connection, so a look-up on a kept connection is tried once more. */
  const attempt = async (filter: string, again: boolean): Promise<readonly LdapEntry[]> => {
    const kept = current !== undefined;
    current ??= connect(driver, options);
    const connecting = current;
    const connection = await connecting.catch((error: unknown) => {
      drop(connecting);
      throw error;
    });
    try {
      if (!connection.alive()) throw new Error('closed');
      return await searchOn(connection.client, options, filter);
    } catch (error) {
      drop(connecting);
      if (again && kept && !(error instanceof driver.ResultCodeError)) return attempt(filter, false);
      throw error;
    }
  };

  return {
    async search(filter) {
      const answered = new AbortController();
      try {
        return await Promise.race([attempt(filter, true), tooLate(answered.signal)]);
      } catch (error) {
        // Of a connection that is too slow to open, the next look-up opens another.
        if (error instanceof TooLate && current) drop(current);
        throw new StoreError(name, failureIn(driver, error));
      } finally {
        answered.abort();
      }
    },
    close: async () => current && drop(current),
  };
}

async function searchOn(
  client: Client,
  options: SearchOptions,
  filter: string,
): Promise<readonly LdapEntry[]> {
  const names = new Set(Object.values(options.attributes).filter((name) => name !== undefined));
  const { searchEntries } = await client.search(options.base, {
    scope: options.scope,
    filter,
    // RFC 4511 §4.5.1.8: an empty list asks for all of them, 1.1 for none.
    attributes: names.size > 0 ? [...names] : ['1.1'],
    sizeLimit: 2,
    timeLimit: 2,
  });
  return searchEntries;
}

async function connect(
  { Client, ResultCodeError }: Driver,
  { url, starttls, bindDN, password }: Options,
): Promise<Connection> {
  const client = new Client({
    url,
    timeout: stepMilliseconds,
    connectTimeout: stepMilliseconds,
    // Without it a server of many names is not told which is meant (RFC 6066 §3). For ldap:// it would mean TLS.
    ...(url.startsWith('ldaps:') ? { tlsOptions: tlsOptions(url) } : {}),
  });
  let ended = false;
  try {
    if (starttls) {
      const tls = tlsOptions(url);
      await client.startTLS(tls);
      // ldapts puts its socket there, and does not notice itself when an upgraded one is closed.
      tls.socket?.once('close', () => {
        ended = true;
      });
    }
    if (bindDN) await client.bind(bindDN, password);
    else if (!starttls) await greet(client, ResultCodeError);
  } catch (error) {
    client.unbind().catch(() => undefined);
    throw error;
  }
  return { client, alive: () => client.isConnected && !ended };
}

/**
 * ldapts connects when there is something to send, and several searches at once would each open a connection. So
 * the first thing sent is a look at the root (RFC 4512 §5.1), whether the server shows it or not.
 */
async function greet(client: Client, ResultCodeError: Driver['ResultCodeError']): Promise<void> {
  try {
    await client.search('', { scope: 'base', attributes: ['1.1'] });
  } catch (error) {
    if (!(error instanceof ResultCodeError)) throw error;
  }
}

class TooLate extends Error {}

/** The steps of a look-up can each be in time, and all of them together too late. */
async function tooLate(answered: AbortSignal): Promise<never> {
  await sleep(lookUpMilliseconds, undefined, { signal: answered });
  throw new TooLate();
}

/** By the result code of RFC 4511 §4.1.9, which ldapts has an error class for; its messages repeat addresses and names. */
function failureIn({ ResultCodeError }: Driver, error: unknown): Outage {
  if (error instanceof ResultCodeError) {
    const [word] = resultCodes.find(([, codes]) => codes.includes(error.code)) ?? [];
    return { word: word ?? 'query-refused', code: error.name };
  }
  const network = networkFailure(error);
  if (network) return network;
  const message = error instanceof Error ? error.message : '';
  if (error instanceof TooLate || /timed out|timeout/i.test(message)) return { word: 'timeout' };
  // ldapts 9.2 puts the socket's error into a message of its own, and its code is lost.
  const disconnected = /closed|not established|^Socket error/i.test(message);
  return { word: disconnected ? 'disconnected' : 'failed', code: codeOf(error) };
}

const resultCodes: readonly (readonly [
  'timeout' | 'credentials' | 'overloaded' | 'tls',
  readonly number[],
])[] = [
  // timeLimitExceeded, adminLimitExceeded
  ['timeout', [3, 11]],
  // authMethodNotSupported, strongerAuthRequired, inappropriateAuthentication, invalidCredentials, insufficientAccessRights
  ['credentials', [7, 8, 48, 49, 50]],
  // confidentialityRequired
  ['tls', [13]],
  // busy, unavailable
  ['overloaded', [51, 52]],
];

/** @returns the values of each attribute that is named; a provider where the tree has none */
function rowOf(found: LdapEntry, { attributes, provider }: SearchOptions): Readonly<Record<string, unknown>> {
  const named = Object.entries(attributes).flatMap(([column, attribute]) =>
    attribute === undefined ? [] : [[column, valuesOf(found, attribute)] as const],
  );
  const row = Object.fromEntries(named);
  const isEmpty = row['provider'] === undefined || row['provider'].length === 0;
  return isEmpty ? { ...row, provider } : row;
}

/** RFC 4512 §2.5: names of attributes are the same in any letter case, and their values are in no order. */
const valuesOf = (found: LdapEntry, attribute: string): LdapEntry[string] | undefined =>
  Object.entries(found).find(([key]) => key.toLowerCase() === attribute.toLowerCase())?.[1];
