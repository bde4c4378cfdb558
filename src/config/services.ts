/** Services beside mail in the document: URLs, short forms, and the few that need more than a URL. */

import * as z from 'zod/mini';
import { hostField, portField, urlField, usernameField } from '../directory/fields.ts';
import { anyText, deferred, integer, optional, parsed, withDefault } from '../directory/schema-builders.ts';
import type { AutodiscoverElsewhere, LdapAddressBook, ManageSieve, OAuth2 } from '../model/account.ts';
import { parseAddress, parseDomain } from '../model/address.ts';
import { ok, type Result, refuse } from '../model/result.ts';

/** As the URL parser writes it: clients compare, and XML could not carry everything that it takes. */
export const httpsField = deferred(() => urlField(/^https$/, 'must be an https URL'));

/** A service alone, or with a user name that differs from that of mail. */
const withLogin = <Field extends z.ZodMiniType<unknown, unknown>>(field: Field, what: string) =>
  optional(
    deferred(() =>
      z.union([
        z.pipe(
          field,
          z.transform((url): { url: z.output<Field>; username?: string | undefined } => ({ url })),
        ),
        z.strictObject({ url: field, username: z.optional(usernameField) }),
      ]),
    ),
    what,
  );

const endpoint = (what: string) => withLogin(httpsField, what);

/** The local part may be the asked one; the domain is another one, or a client would go round in circles. */
const autodiscoverField = deferred(() =>
  parsed(anyText, (text): Result<AutodiscoverElsewhere, string> => {
    if (/^https:/i.test(text) && URL.canParse(text)) {
      const url = new URL(text);
      // Mustang follows to nothing else, and Outlook asks there and nowhere else.
      if (url.pathname.toLowerCase().endsWith('.xml')) return ok({ to: 'url', url: url.href });
    }
    if (parseAddress(text.replaceAll('%EMAILLOCALPART%', 'someone')).ok)
      return ok({ to: 'address', address: text });
    return refuse(
      `"${text}" is neither an https URL that ends in .xml nor an address such as %EMAILLOCALPART%@example.net`,
    );
  }),
);

const oauth2Field = deferred(() =>
  parsed(
    z.strictObject({
      issuer: z
        .url({ protocol: /^https$/, error: 'must be an https URL' })
        .check(
          z.refine(
            (text) => !/[?#]/.test(text),
            'has a query or a fragment, which no issuer has (RFC 8414 §2)',
          ),
        ),
      authorization: z.optional(httpsField),
      token: z.optional(httpsField),
      scope: z.optional(
        z
          .string()
          .check(
            z.regex(
              /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/,
              'is no list of scopes (RFC 6749 §3.3)',
            ),
          ),
      ),
      openRegistration: withDefault(
        z.boolean(),
        false,
        'Whether any client may register itself there (RFC 7591)',
      ),
    }),
    ({ issuer, authorization, token, scope, openRegistration }): Result<OAuth2, string> => {
      const missing = Object.entries({ authorization, token, scope }).filter(
        ([, value]) => value === undefined,
      );
      if (authorization !== undefined && token !== undefined && scope !== undefined) {
        return ok({ issuer, endpoints: { authorization, token, scope }, openRegistration });
      }
      if (missing.length === 3) return ok({ issuer, endpoints: undefined, openRegistration });
      return refuse(
        `needs ${missing.map(([key]) => key).join(' and ')} too: a client that is told a part is set up wrong`,
      );
    },
  ),
);

/** RFC 5804 §1.6 and §5.1: one port, STARTTLS; implicit TLS where the operator has it. */
const managesieveField = deferred(() =>
  parsed(anyText, (text): Result<ManageSieve, string> => {
    const [, scheme = '', host = '', port = '4190'] =
      /^(sieve\+starttls|sieves):\/\/([^/:?#@\s]+)(?::(\d{1,5}))?\/?$/i.exec(text) ?? [];
    const name = hostField.safeParse(host);
    const number = portField.safeParse(Number(port));
    if (name.success && number.success) {
      const security = scheme.toLowerCase() === 'sieves' ? 'tls' : 'starttls';
      return ok({ host: name.data, port: number.data, security });
    }
    return refuse(`"${text}" is not sieve+starttls://host or sieves://host:port`);
  }),
);

/** RFC 4516; the search itself is the client's business. */
const ldapField = deferred(() =>
  parsed(anyText, (text): Result<LdapAddressBook, string> => {
    const [, host = '', port = '636', base = ''] =
      /^ldaps:\/\/([^/:?#@\s]+)(?::(\d{1,5}))?(?:\/([^?#]*))?$/i.exec(text) ?? [];
    const name = hostField.safeParse(host);
    const number = portField.safeParse(Number(port));
    const dn = decoded(base);
    if (name.success && number.success && dn !== undefined) {
      return ok({ host: name.data, port: number.data, base: dn });
    }
    return refuse(`"${text}" is not ldaps://host/ou=people,dc=example,dc=org`);
  }),
);

function decoded(text: string): string | undefined {
  try {
    const plain = decodeURIComponent(text);
    return /[\p{Cc}\p{Cs}\ufffe\uffff%]/u.test(plain) ? undefined : plain;
  } catch {
    return undefined;
  }
}

/** RFC 8461 §4.1: a wildcard matches the leftmost label only. */
const mxField = deferred(() =>
  parsed(anyText, (text) => {
    const star = text.startsWith('*.') ? '*.' : '';
    const domain = parseDomain(text.slice(star.length));
    return domain.ok
      ? ok(star + domain.value)
      : refuse(`"${text}" is neither a host name nor *. and a domain`);
  }),
);

const mtaStsField = deferred(() =>
  z
    .strictObject({
      mode: z._default(z.enum(['enforce', 'testing', 'none']), 'testing'),
      mx: withDefault(z.array(mxField), [], 'The mail exchangers that other servers may deliver to'),
      maxAgeSeconds: withDefault(
        integer.check(z.minimum(0), z.maximum(31_557_600)),
        604_800,
        'How long others remember it',
      ),
    })
    .check(
      z.refine(({ mode, mx }) => mode === 'none' || mx.length > 0, {
        path: ['mx'],
        message: 'names no mail exchanger, so no server could deliver mail',
      }),
    ),
);

/** The keys of a provider that say what it offers beside mail servers. */
export const serviceFields = {
  activesync: endpoint('The Exchange ActiveSync end-point'),
  ews: endpoint('The Exchange Web Services end-point'),
  oab: optional(httpsField, 'The offline address book of Exchange, for GNOME up to 3.50'),
  autodiscover: optional(
    autodiscoverField,
    'Where Autodiscover is answered by Exchange itself: an https URL, or an address to ask about instead',
  ),
  oauth2: optional(oauth2Field, 'The issuer of tokens, for servers whose authentication is oauth2'),
  caldav: endpoint('Where calendars begin'),
  carddav: endpoint('Where address books begin'),
  jmap: endpoint('The JMAP session resource'),
  webmail: optional(httpsField, 'Where mail is read in a browser'),
  managesieve: withLogin(managesieveField, 'sieve+starttls://host or sieves://host:port'),
  ldap: optional(ldapField, 'An address book: ldaps://host/base'),
  mtaSts: optional(mtaStsField, 'What other mail servers must find when they deliver (RFC 8461)'),
  tlsReports: optional(
    deferred(() =>
      z
        .url({ protocol: /^(mailto|https)$/, error: 'must be a mailto: or https URL' })
        // RFC 8460 §3: these end a rua value.
        .check(
          z.refine(
            (text) => !/[,;!\s\p{Cc}\p{Cs}]/u.test(text),
            'holds a character that must be percent-encoded',
          ),
        ),
    ),
    'Where others report failures of TLS (RFC 8460)',
  ),
};
