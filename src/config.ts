/**
 * The operator's document: who is served, by which provider, under which names. It is read once, here, into the
 * values the rest of facteur trusts, or it is refused with every complaint at once.
 *
 * The same document on every runtime: YAML or JSON in a file on Node, `[vars]` at the edge.
 */

import * as z from 'zod';
import {
  type Account,
  authentications,
  encryptions,
  incomingProtocols,
  outgoingProtocols,
  type Server,
} from './account.ts';
import { parseDomain } from './address.ts';
import type { Service } from './directory/choose.ts';
import { configDirectory, type Rule } from './directory/config.ts';
import { parseHost } from './host.ts';
import { holdsPlaceholder } from './placeholders.ts';
import { ovh } from './providers/ovh.ts';
import { ok, type Result, refuse } from './result.ts';

/** What is wrong with a document, and where: `providers.example.net.incoming.0.port`. */
export interface Complaint {
  readonly path: string;
  readonly message: string;
}

export interface Config extends Service {
  /** Networks whose `X-Forwarded-Proto` is believed, as addresses or CIDR. */
  readonly proxies: readonly string[];
  /** For whom this configuration answers, in words, for the line a server prints when it starts. */
  readonly summary: string;
}

/** @param document anything, as it came out of a YAML, JSON or TOML parser */
export function readConfig(document: unknown): Result<Config, readonly Complaint[]> {
  const parsed = configSchema.safeParse(document);
  if (!parsed.success) {
    return refuse(
      parsed.error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message })),
    );
  }
  return serviceOf(parsed.data);
}

/** What facteur does when nobody has told it anything: everybody is served OVH's settings. */
export const defaultDocument: ConfigDocument = { provider: 'ovh.net', domains: { '*': 'ovh.net' } };

/** The providers that ship with facteur; a document may name them without describing them. */
const shippedProviders: Readonly<Record<string, ProviderDocument>> = { 'ovh.net': ovh };

/** A plain test on the machine itself is answered for the default provider. */
const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

const plainText = (limit: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(limit)
    // What XML cannot carry must not get into a document, and a template has no place in a name.
    .refine((text) => !/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(text), 'holds a control character')
    .refine(
      (text) => !holdsPlaceholder(text),
      'holds a placeholder, which belongs into host or username only',
    );

const domainName = z.string().transform((text, context) => {
  const domain = parseDomain(text);
  if (domain.ok) return domain.value;
  context.addIssue({ code: 'custom', message: `"${text}" is not a domain name` });
  return z.NEVER;
});

const hostPattern = z.string().transform((text, context) => {
  const pattern = '%EMAILDOMAIN%';
  // Any label stands in for the domain while the rest is looked at.
  const domain = parseDomain(text.replaceAll(pattern, 'x'));
  if (domain.ok) return text.includes(pattern) ? text : domain.value;
  context.addIssue({ code: 'custom', message: `"${text}" is not a host name` });
  return z.NEVER;
});

const username = z
  .string()
  .trim()
  .min(1)
  .max(254)
  .refine((text) => !/[\p{Cc}\p{Cs}\s]/u.test(text), 'holds a space or a control character')
  // Thunderbird reads 00123 as the number 123 (readFromXML.sys.mjs by way of JXON).
  .refine((text) => !/^[\d.]+$/.test(text), 'would be read as a number by Thunderbird')
  // FairEmail and GNOME Online Accounts expand a lone placeholder only.
  .transform((text) => text.replaceAll('%EMAILLOCALPART%@%EMAILDOMAIN%', '%EMAILADDRESS%'));

const serverFields = {
  host: hostPattern,
  port: z.int().min(1).max(65535),
  authentication: z.tuple([z.enum(authentications)], z.enum(authentications)).default(['password']),
  username: username.default('%EMAILADDRESS%'),
};

const providerSchema = z
  .strictObject({
    /** draft-ietf-mailmaint-autoconfig-06: displayName is at most 60 characters, displayShortName 20. */
    name: plainText(60),
    shortName: plainText(20),
    incoming: z
      .array(
        z.strictObject({
          protocol: z.enum(incomingProtocols),
          security: z.enum(encryptions),
          ...serverFields,
        }),
      )
      .min(1),
    outgoing: z
      .array(
        z.strictObject({
          protocol: z.enum(outgoingProtocols),
          security: z.enum(encryptions),
          ...serverFields,
        }),
      )
      .min(1),
    manual: z
      .array(
        z.strictObject({
          protocol: z.enum([...incomingProtocols, ...outgoingProtocols]),
          security: z.enum([...encryptions, 'none']),
          ...serverFields,
        }),
      )
      .default([]),
    documentation: z
      .array(
        z.strictObject({
          url: z.url({ protocol: /^https?$/ }),
          title: z.record(z.string().regex(/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*$/), plainText(200)),
        }),
      )
      .default([]),
    instructions: z.record(z.string(), z.array(plainText(500))).default({}),
  })
  .meta({ description: 'A mail provider: its servers, its names, and what people should know.' });

const configSchema = z.strictObject({
  /** Where plain http is redirected to: the service's own https address. */
  url: z
    .url({ protocol: /^https$/ })
    .refine((text) => new URL(text).pathname === '/', 'must have no path')
    .transform((text) => new URL(text).origin)
    .optional(),
  names: z.array(z.string().min(1)).default([]),
  proxies: z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])).default(['127.0.0.0/8', '::1/128']),
  /** Whose settings are meant when a request came to an own name and names no domain that is served. */
  provider: domainName.optional(),
  providers: z.record(domainName, providerSchema).default({}),
  /** `example.org`, `*.example.org` or `*`, and the provider's id, or `none` for a domain never to be served. */
  domains: z.record(z.string(), z.string()).default({}),
});

/** As an operator writes it. */
export type ProviderDocument = z.input<typeof providerSchema>;
export type ConfigDocument = z.input<typeof configSchema>;
type Provider = z.output<typeof providerSchema>;

function serviceOf(document: z.output<typeof configSchema>): Result<Config, readonly Complaint[]> {
  const complaints: Complaint[] = [];
  const described: Readonly<Record<string, Provider>> = { ...providersThatShip(), ...document.providers };
  const accounts = new Map(Object.entries(described).map(([id, provider]) => [id, accountOf(id, provider)]));
  const account = (id: string, path: string): Account | undefined => {
    const found = accounts.get(id);
    if (!found) complaints.push({ path, message: unknownProvider(id, [...accounts.keys()]) });
    return found;
  };

  const rules = new Map<string, Rule>();
  for (const [pattern, id] of Object.entries(document.domains)) {
    const path = `domains.${pattern}`;
    const normal = domainPattern(pattern);
    if (normal === undefined) {
      complaints.push({ path, message: 'is neither a domain, nor *. and a domain, nor *' });
    } else if (rules.has(normal)) {
      complaints.push({ path, message: `stands twice: ${normal}` });
    }
    const rule = id === 'none' ? 'never' : account(id, path);
    if (normal !== undefined && rule !== undefined) rules.set(normal, rule);
  }

  const [onlyProvider, ...others] = Object.keys(document.providers);
  const defaultId = document.provider ?? (others.length === 0 ? onlyProvider : undefined);
  const defaultAccount = defaultId === undefined ? undefined : account(defaultId, 'provider');
  if (rules.size === 0 && !defaultAccount && complaints.length === 0) {
    complaints.push({ path: 'domains', message: 'nobody would be served: name a domain or a provider' });
  }
  if (complaints.length > 0) return refuse(complaints);

  const ownNames = document.names.map((name) => parseHost(name).name);
  const baseName = document.url === undefined ? [] : [new URL(document.url).hostname];
  return ok({
    directory: configDirectory(rules),
    origin: document.url,
    names: new Set([...loopbackNames, ...ownNames, ...baseName]),
    defaultAccount,
    proxies: document.proxies,
    summary: summaryOf(rules),
  });
}

const providersThatShip = (): Readonly<Record<string, Provider>> =>
  z.record(z.string(), providerSchema).parse(shippedProviders);

function accountOf(id: string, provider: Provider): Account {
  return {
    ...provider,
    id,
    // FairEmail, Geary and SnappyMail refuse a file whose first incoming server is not IMAP; implicit TLS
    // comes before STARTTLS (RFC 8314 §3).
    incoming: provider.incoming.toSorted(byPreference),
    outgoing: provider.outgoing.toSorted(byPreference),
  };
}

const preference = (server: Server): number =>
  (server.protocol === 'pop3' ? 2 : 0) + (server.security === 'starttls' ? 1 : 0);
const byPreference = (a: Server, b: Server): number => preference(a) - preference(b);

/** @returns the pattern in A-labels and lower case */
function domainPattern(pattern: string): string | undefined {
  if (pattern === '*') return pattern;
  const wildcard = pattern.startsWith('*.') ? '*.' : '';
  const domain = parseDomain(pattern.slice(wildcard.length));
  return domain.ok ? wildcard + domain.value : undefined;
}

const unknownProvider = (id: string, known: readonly string[]): string =>
  `no provider is called "${id}"; there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`;

function summaryOf(rules: ReadonlyMap<string, Rule>): string {
  const served = [...rules].flatMap(([pattern, rule]) => (rule === 'never' ? [] : [{ pattern, rule }]));
  const everybody = served.find(({ pattern }) => pattern === '*');
  const named = served.filter(({ pattern }) => pattern !== '*');
  const few = named.length <= 3 ? named.map(({ pattern }) => pattern).join(', ') : `${named.length} domains`;
  return [named.length > 0 ? few : '', everybody ? `everybody (${everybody.rule.name})` : '']
    .filter((part) => part !== '')
    .join(' and ');
}
