/**
 * The schema of the configuration document. `build-config.ts` turns the parsed document into a `Config`;
 * `npm run schema` generates schema.json, for editors, from it.
 *
 * Building the schemas is a quarter of the Worker's cold start, so sections that most documents leave out are built when
 * one is read. Below `withDefault` that is `z.lazy`, below `z.optional` it is `deferred`.
 */

import * as z from 'zod/mini';
import { entrySchema } from '../directory/entry.ts';
import {
  domainField,
  filledText,
  hostField,
  linkField,
  nameField,
  plainText,
  portField,
  shortNameField,
  shownUsernameField,
  usernameField,
} from '../directory/fields.ts';
import {
  anyText,
  deferred,
  described,
  integer,
  number,
  optional,
  parsed,
  withDefault,
} from '../directory/schema-builders.ts';
import { addressStoreOptions, storeOptions } from '../directory/stores/options.ts';
import {
  authentications,
  encryptions,
  incomingProtocols,
  outgoingProtocols,
  type Protocol,
} from '../model/account.ts';
import { ok, type Result, refuse } from '../model/result.ts';
import { presetNames } from '../providers/preset-names.ts';
import { once } from '../util/lazy.ts';
import { brandSchema } from './brand.ts';
import { internalSchema, limitsSchema, linksSchema, signingSchema, tlsSchema } from './server-settings.ts';
import { parseServerUrl, standardPort } from './server-url.ts';
import { httpsField, serviceFields } from './services.ts';

const languageTag = once(() =>
  anyText.check(z.regex(/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*$/, 'is not a language tag')),
);

/** By language; a person who speaks none of them sees the first one. */
const consentTexts = () =>
  z
    .record(languageTag(), plainText(2000))
    .check(z.refine((texts) => Object.keys(texts).length > 0, 'holds no text'));

/** Keys that servers of all protocols have. */
const serverFields = once(() => ({
  host: hostField,
  port: z.optional(portField),
  security: z.enum([...encryptions, 'none']),
  authentication: z._default(z.tuple([z.enum(authentications)], z.enum(authentications)), ['password']),
  insecure: withDefault(z.boolean(), false, 'Confirms that a server without encryption is listed on purpose'),
}));

const defaultUsername = '%EMAILADDRESS%';

/** A server in full; `port` is the usual one of protocol and security when it is left out. */
const fullServer = <Name extends Protocol>(
  protocols: readonly [Name, ...Name[]],
  username: typeof usernameField,
) =>
  z.pipe(
    z.strictObject({
      protocol: z.enum(protocols),
      ...serverFields(),
      username: z._default(username, defaultUsername),
    }),
    z.transform((server) => ({
      ...server,
      port: server.port ?? standardPort(server.protocol, server.security),
    })),
  );

/** A server in its short form, `imaps://imap.example.org`, or in full. */
const server = <Name extends Protocol>(protocols: readonly [Name, ...Name[]], username = usernameField) => {
  const full = fullServer(protocols, username);
  const short = parsed(anyText, (text): Result<z.input<typeof full>, string> => {
    const url = parseServerUrl(text);
    if (typeof url === 'string') return refuse(url);
    const protocol = protocols.find((name) => name === url.protocol);
    return protocol ? ok({ ...url, protocol }) : refuse(`"${text}" is not one of ${protocols.join(', ')}`);
  });
  return z.union([z.pipe(short, full), full]);
};

/** A server for clients. One without encryption must be confirmed, and only people see it. */
const clientServer = <Name extends Protocol>(protocols: readonly [Name, ...Name[]]) =>
  server(protocols).check(
    z.refine(({ security, insecure }) => security !== 'none' || insecure, {
      message:
        'is not encrypted, and no client is ever sent there: move it to manual, or write insecure: yes beside it to show it to people',
    }),
  );

export const providerSchema = described(
  z.lazy(() =>
    z.strictObject({
      preset: optional(z.enum(presetNames), 'A provider that ships with facteur'),
      host: optional(hostField, 'The host of a preset that needs one, such as pro1.mail.ovh.net'),
      username: optional(usernameField, 'The user name of a preset whose login is not the address'),
      autoconfig: optional(filledText, 'A Thunderbird autoconfig or ISPDB file, relative to this one'),
      name: z.optional(nameField),
      shortName: z.optional(shortNameField),
      incoming: z.optional(deferred(() => z.array(clientServer(incomingProtocols)))),
      outgoing: z.optional(deferred(() => z.array(clientServer(outgoingProtocols)))),
      manual: z.optional(
        deferred(() => z.array(server([...incomingProtocols, ...outgoingProtocols], shownUsernameField))),
      ),
      ...serviceFields,
      extended: optional(
        z.boolean(),
        'Whether autoconfig names JMAP and Exchange too; some clients then reject the whole answer',
      ),
      profile: optional(
        deferred(() =>
          z.strictObject({
            removeAfterDays: optional(
              integer.check(z.minimum(1), z.maximum(3660)),
              'Days after which a device removes the profile',
            ),
            consent: withDefault(
              z.union([z.boolean(), consentTexts()]),
              true,
              'What a person agrees to before the profile is installed: yes, no, or your text by language',
            ),
            aliases: optional(
              z.boolean(),
              'Whether the mail account has the aliases of the mailbox too, of which Apple documents nothing',
            ),
            oauth: optional(
              z.strictObject({ signIn: httpsField, token: httpsField }),
              'The OAuth2 sign-in of an Exchange server; without it, devices discover it themselves',
            ),
          }),
        ),
        'Apple profiles',
      ),
      documentation: z.optional(
        deferred(() =>
          z.array(
            z.strictObject({
              url: linkField,
              title: z.record(languageTag(), plainText(200)),
            }),
          ),
        ),
      ),
      instructions: z.optional(deferred(() => z.record(languageTag(), z.array(plainText(500))))),
    }),
  ),
  'A mail provider: its servers, its names, and what people should know',
);

const networkField = () => z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

/** A store of domains, by its name. */
const domainDirectory = () =>
  z
    .extend(z.partial(z.strictObject(storeOptions)), {
      by: withDefault(z.literal('domain'), 'domain', 'The store knows domains'),
    })
    .check(z.refine(namesOneStore, 'must name exactly one store'));

/** A store of people, which is looked up by address. */
const addressDirectory = () =>
  z
    .extend(z.partial(z.strictObject(addressStoreOptions)), {
      by: described(z.literal('address'), 'The store knows people: logins, hosts, names'),
      from: withDefault(
        z.array(networkField()),
        [],
        'Networks of the clients for which it is asked, as addresses or CIDR; all when empty',
      ),
      onFailure: withDefault(
        z.enum(['unavailable', 'domain']),
        'unavailable',
        'When the store fails: 503, or the settings of the domain',
      ),
    })
    .check(z.refine(namesOneStore, 'must name exactly one store'));

const namesOneStore = (directory: object): boolean =>
  Object.keys(directory).filter((key) => !/^(by|from|onFailure)$/.test(key)).length === 1;

const directorySchema = () => z.discriminatedUnion('by', [domainDirectory(), addressDirectory()]);

export const configSchema = z.strictObject({
  $schema: optional(anyText, 'URL of this schema, for editors'),
  url: optional(
    deferred(() =>
      z.pipe(
        z
          .url({ protocol: /^https$/, error: 'must be an https URL' })
          .check(
            z.refine(
              (text) => !URL.canParse(text) || new URL(text).href === `${new URL(text).origin}/`,
              'must be a host alone',
            ),
          ),
        z.transform((text) => new URL(text).origin),
      ),
    ),
    'The https address of the service itself; plain http is redirected there',
  ),
  names: withDefault(z.array(filledText), [], 'Further host names of the service itself'),
  proxies: withDefault(
    z.lazy(() => z.array(networkField())),
    ['127.0.0.0/8', '::1/128'],
    'Addresses or networks whose X-Forwarded-Proto and X-Forwarded-For are trusted',
  ),
  provider: optional(domainField, 'The provider for requests to the service’s own host names'),
  providers: withDefault(z.record(anyText, providerSchema), {}, 'Providers by their own domain'),
  domains: withDefault(
    z.record(anyText, entrySchema),
    {},
    'A domain, *.domain or *: the provider, what differs from it, or none',
  ),
  addresses: withDefault(
    z.record(anyText, entrySchema),
    {},
    'An address, or a pattern such as *-shared@example.org, that differs from its domain',
  ),
  directories: withDefault(
    z.lazy(() => z.array(directorySchema())),
    [],
    'Stores of more domains, asked in this order; the first that has a domain answers',
  ),
  dns: withDefault(
    z.lazy(() =>
      z.strictObject({
        host: optional(domainField, "The host name that customers' autoconfig and autodiscover point to"),
        addresses: withDefault(
          z.array(z.union([z.ipv4(), z.ipv6()])),
          [],
          'Addresses that they point to instead',
        ),
        // What Cloudflare and OVH both take.
        ttl: withDefault(
          integer.check(z.minimum(60), z.maximum(86_400)),
          3600,
          'How long resolvers keep a record, in seconds',
        ),
      }),
    ),
    { addresses: [], ttl: 3600 },
    'What facteur records prints for the service itself',
  ),
  signing: z.optional(signingSchema),
  links: z.optional(linksSchema),
  soap: withDefault(
    z.boolean(),
    false,
    'Whether Autodiscover also answers SOAP, for client libraries of Exchange',
  ),
  pacc: withDefault(
    z.lazy(() =>
      z.strictObject({
        smtp: withDefault(z.boolean(), true, 'Whether to write smtp (draft -02) beside submit (draft -03)'),
      }),
    ),
    { smtp: true },
    'What PACC says',
  ),
  cache: withDefault(
    z.lazy(() =>
      z.strictObject({
        limit: z.optional(integer.check(z.minimum(1), z.maximum(10_000_000))),
        addresses: z.optional(integer.check(z.minimum(1), z.maximum(10_000_000))),
        foundSeconds: z.optional(number.check(z.minimum(0))),
        unknownSeconds: z.optional(number.check(z.minimum(0))),
        staleSeconds: z.optional(number.check(z.minimum(0))),
      }),
    ),
    {},
    'How long the answers of stores are cached',
  ),
  brand: brandSchema,
  internal: z.optional(internalSchema),
  tls: tlsSchema,
  limits: limitsSchema,
  log: withDefault(z.enum(['errors', 'requests']), 'errors', 'What is logged; never an address or a domain'),
});

/** As an operator writes it. */
export type ProviderDocument = z.input<typeof providerSchema>;
export type ConfigDocument = z.input<typeof configSchema>;

/** As it was read. */
export type Provider = z.output<typeof providerSchema>;
export type ConfigValues = z.output<typeof configSchema>;
