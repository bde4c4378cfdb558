/**
 * Registry of stores: the options of each, under its name in `directories`. It imports no driver, so that options
 * are validated on every runtime; the runtimes open the stores (`src/runtime/<runtime>/stores.ts`).
 */

import * as z from 'zod';

/** A file name alone, or with options. */
const sqlite = z.union([
  z
    .string()
    .min(1)
    .transform((file) => ({ file })),
  z.strictObject({ file: z.string().min(1) }),
]);

/** A binding of wrangler.toml. */
const binding = z.union([
  z
    .string()
    .min(1)
    .transform((name) => ({ binding: name })),
  z.strictObject({ binding: z.string().min(1) }),
]);

/**
 * The administrator's own query, as Postfix and Dovecot have it. Its one parameter is the domain; it gives one row
 * with `provider`, and optionally `imap`, `pop3`, `smtp`, `username`, `name` and `short_name`.
 */
const sql = (placeholder: string) =>
  z.strictObject({
    url: z.string().min(1),
    query: z
      .string()
      .refine((text) => text.includes(placeholder), `must hold ${placeholder}, where the domain goes`),
    connections: z.int().min(1).max(100).default(4),
  });

const ldap = z.strictObject({
  url: z.url({ protocol: /^ldaps?$/ }),
  /** Upgrade an ldap:// connection before anything is sent. */
  starttls: z.boolean().default(false),
  bindDN: z.string().optional(),
  password: z.string().optional(),
  base: z.string().min(1),
  scope: z.enum(['base', 'one', 'sub']).default('sub'),
  /** `%EMAILDOMAIN%` stands for the domain, which is escaped by RFC 4515. */
  filter: z.string().refine((text) => text.includes('%EMAILDOMAIN%'), 'must hold %EMAILDOMAIN%'),
  /** The attributes that tell; where there is none for the provider, `provider` is meant. */
  attributes: z
    .strictObject({
      provider: z.string().optional(),
      imap: z.string().optional(),
      pop3: z.string().optional(),
      smtp: z.string().optional(),
      username: z.string().optional(),
      name: z.string().optional(),
    })
    .default({}),
  provider: z.string().optional(),
});

const http = z.strictObject({
  /** `%EMAILDOMAIN%` stands for the domain, percent-encoded. */
  url: z
    .string()
    .refine(
      (text) => text.includes('%EMAILDOMAIN%') && /^https?:\/\//.test(text),
      'must be an http(s) URL that holds %EMAILDOMAIN%',
    ),
  token: z.string().min(1).optional(),
});

/** Which provider takes the mail of a domain whose best mail exchanger matches: `*.mail.ovh.net` or a whole name. */
const mx = z.strictObject({
  hosts: z.record(z.string().min(1), z.string().min(1)),
  /** At the edge: a DNS over HTTPS service that speaks JSON. */
  resolver: z.url({ protocol: /^https$/ }).default('https://cloudflare-dns.com/dns-query'),
});

/** The stores by the runtime that has them; an opener for each is in the `stores.ts` of that runtime. */
export const nodeStores = { sqlite, postgres: sql('$1'), mysql: sql('?'), ldap } as const;
export const workerStores = { d1: binding, kv: binding } as const;
export const portableStores = { http, mx } as const;

export const storeOptions = { ...nodeStores, ...workerStores, ...portableStores } as const;

export type StoreName = keyof typeof storeOptions;
export type StoreOptions<Name extends StoreName> = z.output<(typeof storeOptions)[Name]>;

export type NodeStoreName = keyof typeof nodeStores | keyof typeof portableStores;
export type WorkerStoreName = keyof typeof workerStores | keyof typeof portableStores;
