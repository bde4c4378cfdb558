/**
 * The entry of a domain: its provider, and the values that differ from the provider's. Entries have the same form in
 * the configuration, in databases (row.ts reads their rows) and in answers of the operator's own service.
 */

import * as z from 'zod/mini';
import type { Account, Server } from '../model/account.ts';
import { parseDomain } from '../model/address.ts';
import { getOrCreate, lruMap } from '../util/memo.ts';
import { shortened, shortNameLimit } from './display-name.ts';
import { filledText, hostField, nameField, shortNameField, usernameField } from './fields.ts';

export interface Entry {
  /** The provider's id, or `none` for a domain that is never served. */
  readonly provider: string;
  /** Hosts in place of the provider's; `mail.%EMAILDOMAIN%` is allowed. */
  readonly imap?: string | undefined;
  readonly pop3?: string | undefined;
  readonly smtp?: string | undefined;
  readonly username?: string | undefined;
  readonly name?: string | undefined;
  readonly shortName?: string | undefined;
}

const optionalHost = z.optional(hostField);

export const fullEntrySchema = z.strictObject({
  provider: filledText,
  imap: optionalHost,
  pop3: optionalHost,
  smtp: optionalHost,
  username: z.optional(usernameField),
  name: z.optional(nameField),
  shortName: z.optional(shortNameField),
});

/** The short form is the provider's id alone. */
export const entrySchema = z.union([
  z.pipe(
    filledText,
    z.transform((provider): Entry => ({ provider })),
  ),
  fullEntrySchema,
]);

export type EntryDocument = z.input<typeof entrySchema>;

/**
 * An account must be the same object each time it is asked for, because documents are built and kept by it: up to 5 KB
 * for each. These accounts are of entries with changes; the last ones asked for are kept, at most twice as many.
 */
const accountsKept = 500;

/** @returns whether it is a provider and nothing else */
export const isPlain = ({ imap, pop3, smtp, username, name, shortName }: Entry): boolean =>
  [imap, pop3, smtp, username, name, shortName].every((change) => change === undefined);

/**
 * @param providers by id
 * @returns the account of an entry: that of its provider with the changes of the entry; nothing for an unknown provider
 */
export function accountsByEntry(
  providers: Pick<ReadonlyMap<string, Account>, 'get'>,
): (entry: Entry) => Account | undefined {
  const changed = lruMap<string, Account>(accountsKept);
  return (entry) => {
    // Fast path: nearly all entries spell the id as it is.
    const account = providers.get(entry.provider) ?? providers.get(providerId(entry.provider));
    const { imap, pop3, smtp, username, name, shortName } = entry;
    const changes = [imap, pop3, smtp, username, name, shortName];
    if (!account || changes.every((change) => change === undefined)) return account;
    const key = JSON.stringify([account.id, ...changes]);
    return getOrCreate(changed, key, () => withChanges(account, entry));
  };
}

/** @returns the id of a provider, which is a domain, in its normal form */
export function providerId(text: string): string {
  const domain = parseDomain(text);
  return domain.ok ? domain.value : text;
}

/** @returns the account with the changes of an entry */
export function withChanges(account: Account, entry: Omit<Entry, 'provider'>): Account {
  const hosts = { imap: entry.imap, pop3: entry.pop3, smtp: entry.smtp };
  const change = <Of extends Server>(server: Of): Of => ({
    ...server,
    host: hosts[server.protocol] ?? server.host,
    username: entry.username ?? server.username,
  });
  return {
    ...account,
    name: entry.name ?? account.name,
    shortName:
      entry.shortName ??
      (entry.name === undefined ? account.shortName : shortened(entry.name, shortNameLimit)),
    incoming: account.incoming.map(change),
    outgoing: account.outgoing.map(change),
    manual: account.manual.map(change),
  };
}
