/** What an operator writes of services beside mail: URLs, short forms, and the few that need more than a URL. */

import * as z from 'zod';
import { hostField, portField } from '../directory/fields.ts';
import type { AutodiscoverElsewhere, LdapAddressBook, ManageSieve } from '../model/account.ts';
import { parseAddress, parseDomain } from '../model/address.ts';

/** As the URL parser writes it: clients compare, and XML could not carry everything that it takes. */
const httpsField = z
  .url({ protocol: /^https$/, error: 'must be an https URL' })
  .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), 'holds a control character')
  .transform((text) => (URL.canParse(text) ? new URL(text).href : text));

const endpoint = (what: string) => httpsField.optional().describe(what);

/** The local part may be the asked one; the domain is another one, or a client would go round in circles. */
const autodiscoverField = z.string().transform((text, context): AutodiscoverElsewhere => {
  if (/^https:/i.test(text) && URL.canParse(text)) {
    const url = new URL(text);
    // Mustang follows to nothing else, and Outlook asks there and nowhere else.
    if (url.pathname.toLowerCase().endsWith('.xml')) return { to: 'url', url: url.href };
  }
  if (parseAddress(text.replaceAll('%EMAILLOCALPART%', 'someone')).ok)
    return { to: 'address', address: text };
  context.addIssue({
    code: 'custom',
    message: `"${text}" is neither an https URL that ends in .xml nor an address such as %EMAILLOCALPART%@example.net`,
  });
  return z.NEVER;
});

const oauth2Field = z
  .strictObject({
    issuer: z
      .url({ protocol: /^https$/, error: 'must be an https URL' })
      .refine((text) => !/[?#]/.test(text), 'has a query or a fragment, which no issuer has (RFC 8414 §2)'),
    authorization: httpsField.optional(),
    token: httpsField.optional(),
    scope: z
      .string()
      .regex(
        /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/,
        'is no list of scopes (RFC 6749 §3.3)',
      )
      .optional(),
    openRegistration: z
      .boolean()
      .default(false)
      .describe('Whether any client may register itself there (RFC 7591)'),
  })
  .transform(({ issuer, authorization, token, scope, openRegistration }, context) => {
    const missing = Object.entries({ authorization, token, scope }).filter(
      ([, value]) => value === undefined,
    );
    if (authorization !== undefined && token !== undefined && scope !== undefined) {
      return { issuer, endpoints: { authorization, token, scope }, openRegistration };
    }
    if (missing.length < 3) {
      const message = `needs ${missing.map(([key]) => key).join(' and ')} too: a client that is told a part is set up wrong`;
      context.addIssue({ code: 'custom', message });
    }
    return { issuer, endpoints: undefined, openRegistration };
  });

/** RFC 5804 §1.6 and §5.1: one port, STARTTLS; implicit TLS where the operator has it. */
const managesieveField = z.string().transform((text, context): ManageSieve => {
  const [, scheme = '', host = '', port = '4190'] =
    /^(sieve\+starttls|sieves):\/\/([^/:?#@\s]+)(?::(\d{1,5}))?\/?$/i.exec(text) ?? [];
  const name = hostField.safeParse(host);
  const number = portField.safeParse(Number(port));
  if (name.success && number.success) {
    const security = scheme.toLowerCase() === 'sieves' ? 'tls' : 'starttls';
    return { host: name.data, port: number.data, security };
  }
  context.addIssue({
    code: 'custom',
    message: `"${text}" is not sieve+starttls://host or sieves://host:port`,
  });
  return z.NEVER;
});

/** RFC 4516; the search itself is the client's business. */
const ldapField = z.string().transform((text, context): LdapAddressBook => {
  const [, host = '', port = '636', base = ''] =
    /^ldaps:\/\/([^/:?#@\s]+)(?::(\d{1,5}))?(?:\/([^?#]*))?$/i.exec(text) ?? [];
  const name = hostField.safeParse(host);
  const number = portField.safeParse(Number(port));
  const dn = decoded(base);
  if (name.success && number.success && dn !== undefined) {
    return { host: name.data, port: number.data, base: dn };
  }
  context.addIssue({ code: 'custom', message: `"${text}" is not ldaps://host/ou=people,dc=example,dc=org` });
  return z.NEVER;
});

function decoded(text: string): string | undefined {
  try {
    const plain = decodeURIComponent(text);
    return /[\p{Cc}\p{Cs}\ufffe\uffff%]/u.test(plain) ? undefined : plain;
  } catch {
    return undefined;
  }
}

/** RFC 8461 §4.1: a wildcard stands for the leftmost label and for nothing else. */
const mxField = z.string().transform((text, context) => {
  const star = text.startsWith('*.') ? '*.' : '';
  const domain = parseDomain(text.slice(star.length));
  if (domain.ok) return star + domain.value;
  context.addIssue({ code: 'custom', message: `"${text}" is neither a host name nor *. and a domain` });
  return z.NEVER;
});

const mtaStsField = z
  .strictObject({
    mode: z.enum(['enforce', 'testing', 'none']).default('testing'),
    mx: z.array(mxField).default([]).describe('The mail exchangers that other servers may deliver to'),
    maxAgeSeconds: z.int().min(0).max(31_557_600).default(604_800).describe('How long others remember it'),
  })
  .refine(({ mode, mx }) => mode === 'none' || mx.length > 0, {
    path: ['mx'],
    message: 'names no mail exchanger: nobody could deliver mail',
  });

/** The keys of a provider that say what it offers beside mail servers. */
export const serviceFields = {
  activesync: endpoint('The Exchange ActiveSync end-point'),
  ews: endpoint('The Exchange Web Services end-point'),
  autodiscover: autodiscoverField
    .optional()
    .describe(
      'Where Autodiscover is answered by Exchange itself: an https URL, or an address to ask about instead',
    ),
  oauth2: oauth2Field.optional().describe('The issuer of tokens, for servers whose authentication is oauth2'),
  caldav: endpoint('Where calendars begin'),
  carddav: endpoint('Where address books begin'),
  jmap: endpoint('The JMAP session resource'),
  webmail: endpoint('Where mail is read in a browser'),
  managesieve: managesieveField.optional().describe('sieve+starttls://host or sieves://host:port'),
  ldap: ldapField.optional().describe('An address book: ldaps://host/base'),
  mtaSts: mtaStsField.optional().describe('What other mail servers must find when they deliver (RFC 8461)'),
  tlsReports: z
    .url({ protocol: /^(mailto|https)$/, error: 'must be a mailto: or https URL' })
    // RFC 8460 §3: these end a rua value.
    .refine((text) => !/[,;!\s\p{Cc}\p{Cs}]/u.test(text), 'holds a character that must be percent-encoded')
    .optional()
    .describe('Where others report failures of TLS (RFC 8460)'),
};
