/**
 * PACC, draft-ietf-mailmaint-pacc-03: what a client may use, as JSON. It says little: services behind implicit TLS
 * at the standard port, by host name, for whoever logs in with the whole address. What it cannot say is left out.
 *
 * A digest of the bytes stands in DNS, so the keys have an order: the one they are written in here.
 */

import type { Account, Authentication, Encryption, Protocol, Server } from '../src/model/account.ts';

/** RFC 8314 §7.3: the only ports that the draft knows. */
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

/** A key whose value is undefined is not written. */
export interface PaccDocument {
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
  /** Whether `smtp`, the word of -02, which Stalwart writes still, stands beside `submit`, the word of -03. */
  readonly smtp: boolean;
}

/** @returns the document, or nothing when mail cannot be both read and sent by what it can say */
export function pacc(account: Account, { smtp }: PaccOptions): PaccDocument | undefined {
  const submit = account.outgoing.find(canBeSaid);
  const incoming = submit ? account.incoming.filter(canBeSaid) : [];
  const imap = incoming.find(({ protocol }) => protocol === 'imap');
  const pop3 = incoming.find(({ protocol }) => protocol === 'pop3');
  const outgoing = incoming.length > 0 ? submit : undefined;
  const jmap = webUrl(account.jmap);
  if (!outgoing && !jmap) return undefined;
  const servers = [imap, pop3, outgoing].filter((server) => server !== undefined);
  const authentication = loginsOf(account, servers);
  if (!authentication.password && !authentication['oauth-public']) return undefined;
  return {
    authentication,
    info: {
      help: helpOf(account),
      // The draft wants no white space but single spaces.
      provider: { name: oneLine(account.name), shortName: oneLine(account.shortName) },
    },
    protocols: {
      caldav: davUrl(account.caldav),
      carddav: davUrl(account.carddav),
      imap: hostOf(imap),
      jmap,
      pop3: hostOf(pop3),
      smtp: smtp ? hostOf(outgoing) : undefined,
      submit: hostOf(outgoing),
    },
  };
}

/** There is no word for a user name, so a client logs in with the address. */
const canBeSaid = (of: Server<Protocol, Encryption>): boolean =>
  of.security === 'tls' && of.port === port[of.protocol] && of.username === '%EMAILADDRESS%';

const hostOf = (server: Server | undefined): Host | undefined => server && { host: server.host };

/** A way to log in is one that every server takes. */
function loginsOf({ oauth2 }: Account, servers: readonly Server[]): PaccDocument['authentication'] {
  const taken = (way: 'password' | 'oauth-public'): boolean =>
    servers.every(({ authentication }) => authentication.some((method) => login[method] === way));
  return {
    // draft-ietf-mailmaint-oauth-public-06: clients register themselves, so an issuer where none can is no use.
    'oauth-public': oauth2?.openRegistration && taken('oauth-public') ? { issuer: oauth2.issuer } : undefined,
    password: taken('password'),
  };
}

function helpOf({ documentation }: Account): { readonly documentation: string } | undefined {
  const help = documentation.find(({ url }) => webUrl(url) !== undefined);
  return help && { documentation: help.url };
}

/** https at its own port, and nothing for a client to fill in: it would not. */
const webUrl = (text: string | undefined): Url | undefined =>
  text !== undefined && /^https:\/\/[^/:@]+(?:\/|$)/.test(text) && !/%EMAIL[A-Z]+%/.test(text)
    ? { url: text }
    : undefined;

/** A bare host would have clients look for the path in DNS again. */
const davUrl = (text: string | undefined): Url | undefined =>
  text !== undefined && new URL(text).pathname !== '/' ? webUrl(text) : undefined;

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
