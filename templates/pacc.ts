/**
 * PACC, draft-ietf-mailmaint-pacc-03: the services of a domain as JSON. It can express only implicit TLS at the
 * standard port and a login with the whole address; everything else is left out.
 *
 * The digest of the bytes is published in DNS, so the order of the keys is fixed: it is the order in this file.
 */

import type {
  Account,
  Authentication,
  Encryption,
  Protocol,
  Server,
  ServiceWithLogin,
} from '../src/model/account.ts';

/** RFC 8314 §7.3: the only ports in the draft. */
const port = { imap: 993, pop3: 995, smtp: 465 } as const satisfies Record<Protocol, number>;

const login = {
  password: 'password',
  'password-encrypted': 'password',
  oauth2: 'oauth-public',
} as const satisfies Record<Authentication, 'password' | 'oauth-public'>;

interface Host {
  readonly host: string;
}
interface Url {
  readonly url: string;
}

/** Keys with the value undefined are not written. */
interface PaccDocument {
  readonly authentication: {
    readonly 'oauth-public': { readonly issuer: string } | undefined;
    readonly password: boolean;
  };
  readonly info: {
    readonly help: { readonly documentation: string } | undefined;
    readonly provider: { readonly name: string; readonly shortName: string };
  };
  readonly protocols: {
    readonly caldav: Url | undefined;
    readonly carddav: Url | undefined;
    readonly imap: Host | undefined;
    readonly jmap: Url | undefined;
    readonly pop3: Host | undefined;
    readonly smtp: Host | undefined;
    readonly submit: Host | undefined;
  };
}

export interface PaccOptions {
  /** Whether to add `smtp`, the name in -02, which Stalwart still writes, next to `submit`, the name in -03. */
  readonly smtp: boolean;
}

/** @returns the document; undefined if it cannot express both an incoming and an outgoing server, or JMAP */
export function pacc(account: Account, { smtp }: PaccOptions): PaccDocument | undefined {
  const submit = account.outgoing.find(isExpressible);
  const incoming = submit ? account.incoming.filter(isExpressible) : [];
  const imap = incoming.find(({ protocol }) => protocol === 'imap');
  const pop3 = incoming.find(({ protocol }) => protocol === 'pop3');
  const outgoing = incoming.length > 0 ? submit : undefined;
  const jmap = byAddress(account, 'jmap') ? webUrl(account.jmap) : undefined;
  if (!outgoing && !jmap) return undefined;
  const servers = [imap, pop3, outgoing].filter((server) => server !== undefined);
  const authentication = loginsOf(account, servers);
  if (!authentication.password && !authentication['oauth-public']) return undefined;
  return {
    authentication,
    info: {
      help: helpOf(account),
      // The draft allows only single spaces as white space.
      provider: { name: oneLine(account.name), shortName: oneLine(account.shortName) },
    },
    protocols: {
      caldav: byAddress(account, 'caldav') ? davUrl(account.caldav) : undefined,
      carddav: byAddress(account, 'carddav') ? davUrl(account.carddav) : undefined,
      imap: hostOf(imap),
      jmap,
      pop3: hostOf(pop3),
      smtp: smtp ? hostOf(outgoing) : undefined,
      submit: hostOf(outgoing),
    },
  };
}

/** The format has no user name: a client logs in with the address. */
const isExpressible = (of: Server<Protocol, Encryption>): boolean =>
  of.security === 'tls' && of.port === port[of.protocol] && of.username === '%EMAILADDRESS%';

const byAddress = ({ usernames, incoming }: Account, service: ServiceWithLogin): boolean =>
  (usernames?.[service] ?? incoming[0]?.username ?? '%EMAILADDRESS%') === '%EMAILADDRESS%';

const hostOf = (server: Server | undefined): Host | undefined => server && { host: server.host };

/** Authentication applies to all servers, so it contains only what every server accepts. */
function loginsOf({ oauth2 }: Account, servers: readonly Server[]): PaccDocument['authentication'] {
  const taken = (way: 'password' | 'oauth-public'): boolean =>
    servers.every(({ authentication }) => authentication.some((method) => login[method] === way));
  return {
    // draft-ietf-mailmaint-oauth-public-06: clients register themselves, so the issuer needs open registration.
    'oauth-public': oauth2?.openRegistration && taken('oauth-public') ? { issuer: oauth2.issuer } : undefined,
    password: taken('password'),
  };
}

function helpOf({ documentation }: Account): { readonly documentation: string } | undefined {
  const help = documentation.find(({ url }) => webUrl(url) !== undefined);
  return help && { documentation: help.url };
}

/** Only https at the default port, without placeholders, which clients do not fill. */
const webUrl = (text: string | undefined): Url | undefined =>
  text !== undefined && /^https:\/\/[^/:@]+(?:\/|$)/.test(text) && !/%EMAIL[A-Z]+%/.test(text)
    ? { url: text }
    : undefined;

/** A URL without a path would make clients look up the path in DNS again. */
const davUrl = (text: string | undefined): Url | undefined =>
  text !== undefined && new URL(text).pathname !== '/' ? webUrl(text) : undefined;

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
