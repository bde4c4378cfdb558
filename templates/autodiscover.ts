/**
 * Microsoft Autodiscover, the POX dialect: responses of the Outlook and the MobileSync schema, and their error frame.
 * MS-OXDSCLI 2.2.4, MS-ASCMD 2.2.2.1. The namespaces begin with `http://`; Microsoft's rewritten pages print https.
 */

import type { XmlElement } from '../src/format/xml.ts';
import type { Account, Authentication, Encryption, Protocol, Server } from '../src/model/account.ts';

const frameNamespace = 'http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006';
const mobileSyncNamespace =
  'http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006';
const outlookNamespace = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';

const type = { imap: 'IMAP', pop3: 'POP3', smtp: 'SMTP' } as const satisfies Record<Protocol, string>;

/** `TLS` means STARTTLS: with it on port 993, Outlook waits forever for a plaintext greeting. */
const encryption = { tls: 'SSL', starttls: 'TLS' } as const satisfies Record<Encryption, string>;

/** SPA is NTLM, so only a plain password inside TLS can be expressed. */
const expressible = {
  password: true,
  'password-encrypted': false,
  oauth2: false,
} as const satisfies Record<Authentication, boolean>;

/**
 * Ports on which Thunderbird and FairEmail use STARTTLS for an encrypted service. On other ports they use implicit
 * TLS, so STARTTLS there cannot be expressed.
 */
export const starttlsPorts: readonly number[] = [143, 110, 587, 25];

/** The user of the response; absent for a GET, which contains no address. */
interface AutodiscoverUser {
  readonly address: string;
  readonly loginName: (server: Server) => string;
}

/** @returns the response with the services that this schema can express; undefined without any */
export function autodiscover(account: Account, user: AutodiscoverUser | undefined): XmlElement | undefined {
  const action = redirectAction(account, user) ?? settings(account, user);
  return (
    action && {
      Autodiscover: {
        '@xmlns': frameNamespace,
        Response: {
          '@xmlns': outlookNamespace,
          User: user && { DisplayName: user.address, AutoDiscoverSMTPAddress: user.address },
          // FairEmail reads Protocol only after these two elements with this spelling.
          Account: { AccountType: 'email', ...action },
        },
      },
    }
  );
}

/**
 * MS-OXDSCLI 2.2.4.1.1.2: with an Exchange server elsewhere, the redirect is the whole response. Delta Chat follows
 * every RedirectUrl element, so it must not be empty.
 */
function redirectAction(
  { autodiscover: redirect }: Account,
  user: AutodiscoverUser | undefined,
): XmlElement | undefined {
  switch (redirect?.to) {
    case 'url':
      return { Action: 'redirectUrl', RedirectUrl: redirect.url };
    case 'address':
      // Without an address there is no local part to redirect.
      return user && { Action: 'redirectAddr', RedirectAddr: redirect.address };
    default:
      return undefined;
  }
}

function settings(account: Account, user: AutodiscoverUser | undefined): XmlElement | undefined {
  // Thunderbird turns protocols before EXCH into Exchange, and prefers IMAP if it comes after EXCH
  // (ExchangeAutoDiscover.sys.mjs readAutoDiscoverXML).
  const protocols = [...exchange(account, user), ...mail(account, user)];
  return protocols.length > 0 ? { Action: 'settings', Protocol: protocols } : undefined;
}

/** Empty without both directions: a client ends its search at the first response, even an incomplete one. */
function mail(account: Account, user: AutodiscoverUser | undefined): readonly XmlElement[] {
  const outgoing = account.outgoing.find(isExpressible);
  // One Protocol of each Type: EmailEngine lets the last one win, the EWS libraries throw.
  const incoming = (['imap', 'pop3'] as const).flatMap(
    (protocol) => account.incoming.find((of) => of.protocol === protocol && isExpressible(of)) ?? [],
  );
  if (!outgoing || incoming.length === 0) return [];
  return [...incoming, outgoing].map((of) => protocol(of, user));
}

/**
 * evolution-ews and GNOME Online Accounts read ASUrl, Thunderbird and KDE's EWS EwsUrl. The server's
 * authentication is unknown here, so there is no AuthPackage. GNOME Online Accounts up to 3.50 accepts an answer only with
 * OABUrl beside ASUrl; only the operator knows that URL.
 */
function exchange({ ews, oab }: Account, user: AutodiscoverUser | undefined): readonly XmlElement[] {
  if (ews === undefined) return [];
  const { hostname } = new URL(ews);
  return [
    {
      Type: 'EXCH',
      Server: hostname,
      LoginName: user?.address,
      SSL: 'on',
      ASUrl: ews,
      EwsUrl: ews,
      OABUrl: oab,
    },
  ];
}

/** MS-ASCMD 2.2.3.191: the only schema of Exchange ActiveSync clients. */
export function mobileSync(account: Account, user: AutodiscoverUser): XmlElement | undefined {
  const action = mobileSyncAction(account);
  return (
    action && {
      Autodiscover: {
        '@xmlns': frameNamespace,
        Response: {
          '@xmlns': mobileSyncNamespace,
          Culture: 'en:us',
          User: { DisplayName: user.address, EMailAddress: user.address },
          Action: action,
        },
      },
    }
  );
}

/**
 * A configured end-point comes first. MS-ASCMD 2.2.3.147: a redirect is to an address; this schema has no element for a
 * redirect to a URL.
 */
function mobileSyncAction({ activesync, autodiscover: redirect }: Account): XmlElement | undefined {
  if (activesync !== undefined) {
    return { Settings: { Server: { Type: 'MobileSync', Url: activesync, Name: activesync } } };
  }
  return redirect?.to === 'address' ? { Redirect: redirect.address } : undefined;
}

/** In the order of MS-OXDSCLI. Elements with an unwanted default are explicit: SPA is on when absent. */
function protocol(of: Server<Protocol, Encryption>, user: AutodiscoverUser | undefined): XmlElement {
  return {
    Type: type[of.protocol],
    TTL: 24,
    Server: of.host,
    Port: of.port,
    // If absent, Outlook uses the local part and Thunderbird the address; an empty element breaks both.
    LoginName: user?.loginName(of),
    DomainRequired: 'off',
    SPA: 'off',
    // On for STARTTLS too: with off, Thunderbird and Delta Chat connect without encryption. Lower case, because
    // SnappyMail and EmailEngine read other spellings as off.
    SSL: 'on',
    Encryption: encryption[of.security],
    AuthRequired: 'on',
    UsePOPAuth: of.protocol === 'smtp' ? 'on' : undefined,
    SMTPLast: of.protocol === 'smtp' ? 'off' : undefined,
  };
}

const isExpressible = (of: Server<Protocol, Encryption>): boolean => inexpressible(of) === undefined;

/** @returns why this schema cannot express a server; undefined if it can */
export function inexpressible({
  security,
  port,
  authentication,
}: Pick<Server, 'security' | 'port' | 'authentication'>): Inexpressible | undefined {
  if (!authentication.some((method) => expressible[method])) return 'authentication';
  return (security === 'starttls') === starttlsPorts.includes(port) ? undefined : 'port';
}
export type Inexpressible = 'authentication' | 'port';

/** Messages of the error frame, by code: MS-OXDSCLI 2.2.4.1.1.2.5 and the POX error reference. */
export const errorMessages = {
  600: 'Invalid Request',
  601: 'Requested schema version not supported',
} as const;

/**
 * @param time a time of day as `HH:MM:SS` with seven decimals, or a placeholder
 * @returns the error frame, which is the same for every schema
 */
export function errorFrame(code: keyof typeof errorMessages, time: string): XmlElement {
  return {
    Autodiscover: {
      '@xmlns': frameNamespace,
      Response: {
        Error: {
          '@Time': time,
          // Identifies the answering server; all facteur servers share one id.
          '@Id': '1',
          ErrorCode: code,
          Message: errorMessages[code],
          DebugData: {},
        },
      },
    },
  };
}
