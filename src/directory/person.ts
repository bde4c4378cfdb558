/** What one person has apart from the settings of the domain: login, hosts, provider, name, aliases. */

import type { Account } from '../model/account.ts';
import { type Address, parseAddress } from '../model/address.ts';
import { ok, type Result } from '../model/result.ts';
import { filledUsername, holdsPlaceholder } from '../model/username.ts';
import { getOrCreate, lruMap, memoizeByObject } from '../util/memo.ts';
import { type Entry, withChanges } from './entry.ts';
import type { RowRefusal } from './failure.ts';
import { readFields } from './row.ts';

export interface Person extends Omit<Partial<Entry>, 'name' | 'shortName'> {
  /** The person's name, for the account's name in a profile. */
  readonly name?: string | undefined;
  /** Further addresses of the mailbox. */
  readonly aliases?: readonly string[] | undefined;
}

/** @returns the person, or the first value that cannot be used; columns of other programs are ignored */
export function readPerson(row: unknown): Result<Person, RowRefusal> {
  const fields = readFields(row);
  if (!fields.ok) return fields;
  const { shortName: _, ...person } = fields.value;
  const aliases = aliasesIn(row);
  return ok(aliases.length === 0 ? person : { ...person, aliases });
}

/** Active Directory's proxyAddresses have a prefix: `SMTP:` for the main address, `smtp:` for others, `X500:`, `SIP:`. */
const mailPrefix = /^smtp:/i;
/** More aliases than a page could show. */
const aliasesLimit = 20;

function aliasesIn(row: unknown): readonly string[] {
  if (typeof row !== 'object' || row === null) return [];
  const [, value] = Object.entries(row).find(([name]) => name.toLowerCase() === 'aliases') ?? [];
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  const addresses = texts
    .flatMap((text) => (typeof text === 'string' ? text.split(/[\s,;]+/) : []))
    .flatMap((text) => {
      const address = parseAddress(text.replace(mailPrefix, ''));
      return address.ok ? [address.value.text] : [];
    });
  return [...new Set(addresses)].sort().slice(0, aliasesLimit);
}

/** The settings of a person. */
export interface PersonAccount {
  readonly account: Account;
  /** For documents that are built once for many people. */
  readonly shared?: SharedAccount | undefined;
}

/** An account that many people share: its user name is a placeholder, and the login is filled into its documents. */
export interface SharedAccount {
  readonly account: Account;
  readonly login: string;
}

/** The user name of a shared account. */
const loginPlaceholder = '%PERSONLOGIN%';

/** Accounts with the same hosts, because documents are kept by account; each takes some 10 KB. */
const accountsKept = 200;

/**
 * @param accountOf what an entry means, by the configuration's providers
 * @returns the settings of a person in a domain; nothing when the person's provider is not described
 */
export function accountsOfPeople(
  accountOf: (entry: Entry) => Account | undefined,
): (domainAccount: Account, person: Person, address: Address) => PersonAccount | undefined {
  const sharedBy = memoizeByObject((_base: Account) => lruMap<string, Account>(accountsKept));
  return (domainAccount, person, address) => {
    const { provider, imap, pop3, smtp, name, aliases } = person;
    const base = provider === undefined ? domainAccount : accountOf({ provider });
    if (base === undefined) return undefined;
    const login = person.username && (filledUsername(person.username, address) ?? person.username);
    const hosts = { imap, pop3, smtp };
    const account = { ...withChanges(base, { ...hosts, username: login }), person: { name, aliases } };
    if (login === undefined || holdsPlaceholder(login)) return { account };
    const shared = getOrCreate(sharedBy(base), JSON.stringify(hosts), () =>
      withChanges(base, { ...hosts, username: loginPlaceholder }),
    );
    return { account, shared: { account: shared, login } };
  };
}
