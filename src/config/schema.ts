/**
 * The operator's document as a schema: what may be written, in which form. What it means is made of it in
 * config.ts; schema.json, for editors, is made of it by `npm run schema`.
 */

import * as z from 'zod';
import { entrySchema } from '../directory/entry.ts';
import {
  domainField,
  hostField,
  linkField,
  nameField,
  plainText,
  portField,
  shortNameField,
  usernameField,
} from '../directory/fields.ts';
import { storeOptions } from '../directory/stores/options.ts';
import {
  authentications,
  encryptions,
  incomingProtocols,
  outgoingProtocols,
  type Protocol,
} from '../model/account.ts';
import { presetNames } from '../providers/preset-names.ts';
import { brandSchema } from './brand.ts';
import { internalSchema, limitsSchema, linksSchema, signingSchema, tlsSchema } from './operation.ts';
import { parseServerUrl, standardPort } from './server-url.ts';
import { serviceFields } from './services.ts';

const languageTag = z.string().regex(/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*$/, 'is not a language tag');

/** By language; whoever speaks none of them is shown the first one. */
const consentTexts = z
  .record(languageTag, plainText(2000))
  .refine((texts) => Object.keys(texts).length > 0, 'holds no text');

/** A server in full; `port` is the usual one of protocol and security when it is left out. */
const fullServer = <Name extends Protocol>(protocols: readonly [Name, ...Name[]]) =>
  z
    .strictObject({
      protocol: z.enum(protocols),
      host: hostField,
      port: portField.optional(),
      security: z.enum([...encryptions, 'none']),
      authentication: z.tuple([z.enum(authentications)], z.enum(authentications)).default(['password']),
      username: usernameField.default('%EMAILADDRESS%'),
      insecure: z
        .boolean()
        .default(false)
        .describe('Says that a server without encryption stands here on purpose'),
    })
    .transform((server) => ({
      ...server,
      port: server.port ?? standardPort(server.protocol, server.security),
    }));

/** A server in its short form, `imaps://imap.example.org`, or in full. */
const server = <Name extends Protocol>(protocols: readonly [Name, ...Name[]]) => {
  const full = fullServer(protocols);
  const short = z
    .string()
    .transform((text, context): z.input<typeof full> => {
      const parsed = parseServerUrl(text);
      const protocol =
        typeof parsed === 'string' ? undefined : protocols.find((name) => name === parsed.protocol);
      if (typeof parsed !== 'string' && protocol) return { ...parsed, protocol };
      const message = typeof parsed === 'string' ? parsed : `"${text}" is not one of ${protocols.join(', ')}`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .pipe(full);
  return z.union([short, full]);
};

/** Clients are sent to these, so a plaintext one has to be meant: it is shown to people and to nobody else. */
const clientServer = <Name extends Protocol>(protocols: readonly [Name, ...Name[]]) =>
  server(protocols).refine(({ security, insecure }) => security !== 'none' || insecure, {
    message:
      'is not encrypted, and no client is ever sent there: move it to manual, or write insecure: yes beside it to show it to people',
  });

export const providerSchema = z
  .strictObject({
    preset: z.enum(presetNames).optional().describe('A provider that ships with facteur'),
    host: hostField.optional().describe('The host of a preset that needs one, such as pro1.mail.ovh.net'),
    autoconfig: z
      .string()
      .min(1)
      .optional()
      .describe('A Thunderbird autoconfig or ISPDB file, relative to this one'),
    name: nameField.optional(),
    shortName: shortNameField.optional(),
    incoming: z.array(clientServer(incomingProtocols)).optional(),
    outgoing: z.array(clientServer(outgoingProtocols)).optional(),
    manual: z.array(server([...incomingProtocols, ...outgoingProtocols])).optional(),
    ...serviceFields,
    extended: z
      .boolean()
      .optional()
      .describe('Whether autoconfig names JMAP and Exchange too, which costs some clients the whole answer'),
    profile: z
      .strictObject({
        removeAfterDays: z
          .int()
          .min(1)
          .max(3660)
          .optional()
          .describe('Days after which a device takes the profile away again'),
        consent: z
          .union([z.boolean(), consentTexts])
          .default(true)
          .describe(
            'What a person agrees to before anything is installed: yes, no, or your text by language',
          ),
      })
      .optional()
      .describe('Apple profiles'),
    documentation: z
      .array(
        z.strictObject({
          url: linkField,
          title: z.record(languageTag, plainText(200)),
        }),
      )
      .optional(),
    instructions: z.record(languageTag, z.array(plainText(500))).optional(),
  })
  .describe('A mail provider: its servers, its names, and what people should know');

/** One store, by its name. */
const directorySchema = z
  .strictObject(storeOptions)
  .partial()
  .refine((store) => Object.keys(store).length === 1, 'must name exactly one store');

export const configSchema = z.strictObject({
  $schema: z.string().optional().describe('Where this schema stands, for editors'),
  url: z
    .url({ protocol: /^https$/, error: 'must be an https URL' })
    .refine(
      (text) => !URL.canParse(text) || new URL(text).href === `${new URL(text).origin}/`,
      'must be a host alone',
    )
    .transform((text) => new URL(text).origin)
    .optional()
    .describe('The https address of the service itself; plain http is redirected there'),
  names: z.array(z.string().min(1)).default([]).describe('Further host names of the service itself'),
  proxies: z
    .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))
    .default(['127.0.0.0/8', '::1/128'])
    .describe('Addresses or networks whose X-Forwarded-Proto and X-Forwarded-For are believed'),
  provider: domainField
    .optional()
    .describe('Whose settings are meant when only a name of the service itself tells'),
  providers: z.record(z.string(), providerSchema).default({}).describe('Providers by their own domain'),
  domains: z
    .record(z.string(), entrySchema)
    .default({})
    .describe('A domain, *.domain or *: the provider, what differs from it, or none'),
  addresses: z
    .record(z.string(), entrySchema)
    .default({})
    .describe('An address, or a pattern such as *-shared@example.org, that differs from its domain'),
  directories: z
    .array(directorySchema)
    .default([])
    .describe('Stores of further domains; the first that knows one answers'),
  dns: z
    .strictObject({
      host: domainField
        .optional()
        .describe("Where customers' autoconfig and autodiscover point to: a host name"),
      addresses: z
        .array(z.union([z.ipv4(), z.ipv6()]))
        .default([])
        .describe('Addresses that they point to instead'),
      // What Cloudflare and OVH both take.
      ttl: z.int().min(60).max(86_400).default(3600).describe('How long resolvers keep a record, in seconds'),
    })
    .default({ addresses: [], ttl: 3600 })
    .describe('What facteur records says of the service itself'),
  signing: signingSchema.optional(),
  links: linksSchema.optional(),
  soap: z
    .boolean()
    .default(false)
    .describe('Whether Autodiscover is spoken over SOAP, for libraries of Exchange'),
  pacc: z
    .strictObject({
      smtp: z
        .boolean()
        .default(true)
        .describe('Whether smtp, the word of draft -02, stands beside submit, that of -03'),
    })
    .default({ smtp: true })
    .describe('What PACC says'),
  cache: z
    .strictObject({
      limit: z.int().min(1).max(10_000_000).optional(),
      foundSeconds: z.number().min(0).optional(),
      unknownSeconds: z.number().min(0).optional(),
      staleSeconds: z.number().min(0).optional(),
    })
    .default({})
    .describe('How long what a store said is remembered'),
  brand: brandSchema,
  internal: internalSchema.optional(),
  tls: tlsSchema,
  limits: limitsSchema,
  log: z.enum(['errors', 'requests']).default('errors').describe('What is logged; never who asked for what'),
});

/** As an operator writes it. */
export type ProviderDocument = z.input<typeof providerSchema>;
export type ConfigDocument = z.input<typeof configSchema>;

/** As it was read. */
export type Provider = z.output<typeof providerSchema>;
export type ConfigValues = z.output<typeof configSchema>;
