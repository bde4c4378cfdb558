/**
 * Registry of stores: the options of each, under its name in `directories`. It imports no driver, so that options
 * are validated on every runtime; the runtimes open the stores (`src/runtime/<runtime>/stores.ts`).
 *
 * Each schema is built when it is first used (`z.lazy`): most configurations name one store, or none.
 */

import * as z from 'zod/mini';
import { filledText } from '../fields.ts';
import { parametersIn } from './sql-parameters.ts';

/** A file name alone, or with options. */
const sqlite = z.lazy(() =>
  z.union([
    z.pipe(
      filledText,
      z.transform((file) => ({ file })),
    ),
    z.strictObject({ file: filledText }),
  ]),
);

/** A binding of wrangler.toml. */
const binding = z.lazy(() =>
  z.union([
    z.pipe(
      filledText,
      z.transform((name) => ({ binding: name })),
    ),
    z.strictObject({ binding: filledText }),
  ]),
);

/** @param query the administrator's own query, as in Postfix and Dovecot, with its parameters checked */
const sqlServer = <Query extends z.ZodMiniType>(query: Query) =>
  z.lazy(() =>
    z.strictObject({
      url: filledText,
      query,
      connections: z._default(z.int().check(z.minimum(1), z.maximum(100)), 4),
    }),
  );

/**
 * The query's parameter is the domain; it returns one row with `provider`, and optionally `imap`, `pop3`, `smtp`,
 * `username`, `name` and `short_name`.
 */
const sql = (placeholder: string) =>
  sqlServer(
    z
      .string()
      .check(
        z.refine(
          (text) => text.includes(placeholder) || parametersIn(text).has('domain'),
          `must contain ${placeholder} or :domain, where the domain goes`,
        ),
      ),
  );

/** @param filter in which placeholders are replaced by values, escaped by RFC 4515 */
const ldapServer = <Filter extends z.ZodMiniType, Attributes extends z.ZodMiniType>(
  filter: () => Filter,
  attributes: () => Attributes,
) =>
  z.lazy(() =>
    z.strictObject({
      url: z.url({ protocol: /^ldaps?$/ }),
      /** Upgrade an ldap:// connection before anything is sent. */
      starttls: z._default(z.boolean(), false),
      bindDN: z.optional(z.string()),
      password: z.optional(z.string()),
      base: filledText,
      scope: z._default(z.enum(['base', 'one', 'sub']), 'sub'),
      filter: filter(),
      /** The attribute of each field. */
      attributes: attributes(),
      /** The provider where no attribute names one. */
      provider: z.optional(z.string()),
    }),
  );

const ldap = ldapServer(
  () => z.string().check(z.refine((text) => text.includes('%EMAILDOMAIN%'), 'must hold %EMAILDOMAIN%')),
  () =>
    z._default(
      z.strictObject({
        provider: z.optional(z.string()),
        imap: z.optional(z.string()),
        pop3: z.optional(z.string()),
        smtp: z.optional(z.string()),
        username: z.optional(z.string()),
        name: z.optional(z.string()),
      }),
      {},
    ),
);

const http = z.lazy(() =>
  z.strictObject({
    /** `%EMAILDOMAIN%` stands for the domain, percent-encoded. */
    url: z
      .string()
      .check(
        z.refine(
          (text) => text.includes('%EMAILDOMAIN%') && /^https?:\/\//.test(text),
          'must be an http(s) URL that holds %EMAILDOMAIN%',
        ),
      ),
    token: z.optional(filledText),
  }),
);

/** Which provider takes the mail of a domain whose best mail exchanger matches: `*.mail.ovh.net` or a whole name. */
const mx = z.lazy(() =>
  z.strictObject({
    hosts: z.record(filledText, filledText),
    /** At the edge: a DNS over HTTPS service that speaks JSON. */
    resolver: z._default(z.url({ protocol: /^https$/ }), 'https://cloudflare-dns.com/dns-query'),
  }),
);

/** The stores by the runtime that has them; an opener for each is in the `stores.ts` of that runtime. */
export const nodeStores = { sqlite, postgres: sql('$1'), mysql: sql('?'), ldap } as const;
export const workerStores = { d1: binding, kv: binding } as const;
export const portableStores = { http, mx } as const;

/** Whether a query or a filter uses the address, and not the domain alone. */
const sqlByAddress = z.string().check(
  z.refine((text) => {
    const names = parametersIn(text);
    return names.has('address') || names.has('localpart');
  }, 'must contain :address or :localpart'),
);

const sqlServerByAddress = sqlServer(sqlByAddress);

const ldapByAddress = ldapServer(
  () =>
    z
      .string()
      .check(
        z.refine(
          (text) => /%EMAIL(ADDRESS|LOCALPART)%/.test(text),
          'must contain %EMAILADDRESS% or %EMAILLOCALPART%',
        ),
      ),
  () =>
    z.strictObject({
      username: z.optional(z.string()),
      name: z.optional(z.string()),
      aliases: z.optional(z.string()),
      imap: z.optional(z.string()),
      pop3: z.optional(z.string()),
      smtp: z.optional(z.string()),
      provider: z.optional(z.string()),
    }),
);

const httpByAddress = z.lazy(() =>
  z.strictObject({
    url: z.url({ protocol: /^https?$/ }),
    token: z.optional(filledText),
  }),
);

/** The stores that can be looked up by address (`by: address`), by the runtime that has them. */
const nodeAddressStores = {
  sqlite: z.lazy(() => z.strictObject({ file: filledText, query: sqlByAddress })),
  postgres: sqlServerByAddress,
  mysql: sqlServerByAddress,
  ldap: ldapByAddress,
} as const;
const workerAddressStores = {
  d1: z.lazy(() => z.strictObject({ binding: filledText, query: sqlByAddress })),
  kv: binding,
} as const;
const portableAddressStores = { http: httpByAddress } as const;

export const addressStoreOptions = {
  ...nodeAddressStores,
  ...workerAddressStores,
  ...portableAddressStores,
} as const;

export type AddressStoreName = keyof typeof addressStoreOptions;
export type NodeAddressStoreName = keyof typeof nodeAddressStores | keyof typeof portableAddressStores;
export type WorkerAddressStoreName = keyof typeof workerAddressStores | keyof typeof portableAddressStores;
export type AddressStoreOptions<Name extends AddressStoreName> = z.output<(typeof addressStoreOptions)[Name]>;

export const storeOptions = { ...nodeStores, ...workerStores, ...portableStores } as const;

export type StoreName = keyof typeof storeOptions;
export type StoreOptions<Name extends StoreName> = z.output<(typeof storeOptions)[Name]>;

export type NodeStoreName = keyof typeof nodeStores | keyof typeof portableStores;
export type WorkerStoreName = keyof typeof workerStores | keyof typeof portableStores;
