/** The configuration as the rest of facteur uses it: parsed, checked, and with every reference resolved. */

import type { Directory } from '../directory/directory.ts';
import type { Entry } from '../directory/entry.ts';
import type { People } from '../directory/people.ts';
import type { Service } from '../directory/service.ts';
import type { Account } from '../model/account.ts';
import type { DnsSettings } from '../model/dns-record.ts';
import type { ServedNames } from '../ops/on-demand-tls.ts';
import type { ConfigDocument, ConfigValues } from './schema.ts';
import type { Endpoint, Limits } from './server-settings.ts';

type DirectoryChoice = ConfigValues['directories'][number];
type DomainStoreChoice = Omit<Extract<DirectoryChoice, { by: 'domain' }>, 'by'>;
export type AddressStoreChoice = Extract<DirectoryChoice, { by: 'address' }>;

export interface Config extends Service, ServedNames {
  /** What customers' DNS says of the service. */
  readonly dns: DnsSettings;
  /** Networks whose `X-Forwarded-Proto` and `X-Forwarded-For` are trusted, as addresses or CIDR. */
  readonly proxies: readonly string[];
  /** The domains it serves, in words: the line that a server prints at start. */
  readonly summary: string;
  /** A domain that is served, for the example URL that a server prints at start. */
  readonly example: string;
  readonly log: ConfigValues['log'];
  /** Where the internal port listens: metrics, readiness, on-demand TLS. */
  readonly internal: Endpoint | undefined;
  /** Certificate files, as paths relative to the configuration's folder. */
  readonly tls: ConfigValues['tls'];
  readonly limits: Limits;
  /** Stores of further domains, which the runtime opens; each is an object with one key, its name. */
  readonly stores: readonly DomainStoreChoice[];
  /** Stores of people, which are looked up by address. */
  readonly addressStores: readonly AddressStoreChoice[];
  readonly cache: ConfigValues['cache'];
  /** Key and certificate that sign profiles, as PEM or as paths relative to the configuration's folder. */
  readonly signing: ConfigValues['signing'];
  /** Whether links show the address or seal it with a key; the key file's path is relative to the configuration's folder. */
  readonly links: ConfigValues['links'];
  /** The document as the schema returned it, for `facteur validate` to look for likely mistakes (lint.ts). */
  readonly document: ConfigValues;
  /** The providers that the document describes. */
  readonly described: readonly Account[];
  /** The ids of these and of the providers that ship. */
  readonly providerIds: readonly string[];
  readonly known: Directory;
  readonly entries: ReadonlyMap<string, Entry>;
  /** Resolves an entry of a store to an account. */
  readonly accountOf: (entry: Entry) => Account | undefined;
  /** The same configuration with its stores open. They are asked after the domains of the document and before `*`. */
  readonly withStores: (open: readonly Directory[], people?: People) => Config;
}

/** The configuration of a server that has none: every domain gets the settings of OVH's shared mail. */
export const defaultDocument: ConfigDocument = { provider: 'ovh.net', domains: { '*': 'ovh.net' } };
