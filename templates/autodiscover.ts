/**
 * Microsoft Autodiscover, the POX dialect: what the Outlook and the MobileSync schema answer, and their error frame.
 * MS-OXDSCLI 2.2.4, MS-ASCMD 2.2.2.1. The namespaces are `http://`, whatever Microsoft's rewritten pages say.
 */

import type { XmlElement } from '../src/format/xml.ts';
import type { Account, Authentication, Encryption, Protocol, Server } from '../src/model/account.ts';

const frameNamespace = 'http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006';
const mobileSyncNamespace =
  'http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006';
const outlookNamespace = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';

const type = { imap: 'IMAP', pop3: 'POP3', smtp: 'SMTP' } as const satisfies Record<Protocol, string>;

/** `TLS` means STARTTLS: Outlook, told it of port 993, waits for a greeting in the clear for ever. */
const encryption = { tls: 'SSL', starttls: 'TLS' } as const satisfies Record<Encryption, string>;

/** SPA is Microsoft's NTLM; what is sent inside TLS is the plain password. */
const expressible = {
  password: true,
  'password-encrypted': false,
  oauth2: false,
} as const satisfies Record<Authentication, boolean>;

/**
 * The ports on which Thunderbird and FairEmail take an encrypted service for STARTTLS; on all others they begin
 * with TLS, so STARTTLS redirect cannot be said.
 */
export const starttlsPorts: readonly number[] = [143, 110, 587, 25];

/** What to call the one who asks; absent when a client asks by GET and so names nobody. */
export interface AutodiscoverUser {
  readonly address: string;
  readonly loginName: (server: Server) => string;
}

/** @returns the answer with each service that this schema can say, or nothing when there is none */
export function autodiscover(account: Account, user: AutodiscoverUser | undefined): XmlElement | undefined {
  const action = redirectAction(account, user) ?? settings(account, user);
  return (
    action && {
      Autodiscover: {
        '@xmlns': frameNamespace,
        Response: {
          '@xmlns': outlookNamespace,
          User: user && { DisplayName: user.address, AutoDiscoverSMTPAddress: user.address },
          // FairEmail reads Protocol only after these two, spelled like this.
          Account: { AccountType: 'email', ...action },
        },
      },
    }
  );
}

/**
 * MS-OXDSCLI 2.2.4.1.1.2: where Exchange answers by itself, nobody is told anything else. Delta Chat follows every
 * RedirectUrl that it sees, so none is ever empty.
 */
function redirectAction(
  { autodiscover: redirect }: Account,
  user: AutodiscoverUser | undefined,
): XmlElement | undefined {
  switch (redirect?.to) {
    case 'url':
      return { Action: 'redirectUrl', RedirectUrl: redirect.url };
    case 'address':
      // Whoever named nobody cannot be sent to another name.
      return user && { Action: 'redirectAddr', RedirectAddr: redirect.address };
    default:
      return undefined;
  }
}

function settings(account: Account, user: AutodiscoverUser | undefined): XmlElement | undefined {
  // Thunderbird makes Exchange of whatever it has read before EXCH, and prefers IMAP when that comes after it
  // (ExchangeAutoDiscover.sys.mjs readAutoDiscoverXML).
  const protocols = [...exchange(account, user), ...mail(account, user)];
  return protocols.length > 0 ? { Action: 'settings', Protocol: protocols } : undefined;
}

/** Nothing when mail cannot be both read and sent: half an answer ends a client's search. */
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
 * evolution-ews and GNOME Online Accounts read ASUrl, Thunderbird and KDE's EWS EwsUrl. How the server wants people to
 * prove who they are is not known here, so there is no AuthPackage; nor is there an OABUrl, for which some versions of
 * evolution-ews wait in vain.
 */
function exchange({ ews }: Account, user: AutodiscoverUser | undefined): readonly XmlElement[] {
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
    },
  ];
}

/** MS-ASCMD 2.2.3.191: the only thing that Exchange ActiveSync clients ask for. */
export function mobileSync({ activesync }: Account, user: AutodiscoverUser): XmlElement | undefined {
  if (activesync === undefined) return undefined;
  return {
    Autodiscover: {
      '@xmlns': frameNamespace,
      Response: {
        '@xmlns': mobileSyncNamespace,
        Culture: 'en:us',
        User: { DisplayName: user.address, EMailAddress: user.address },
        Action: {
          Settings: { Server: { Type: 'MobileSync', Url: activesync, Name: activesync } },
        },
      },
    },
  };
}

/** In the order of MS-OXDSCLI. Whatever has a bad default is said: SPA is on when absent. */
function protocol(of: Server<Protocol, Encryption>, user: AutodiscoverUser | undefined): XmlElement {
  return {
    Type: type[of.protocol],
    TTL: 24,
    Server: of.host,
    Port: of.port,
    // Absent, Outlook takes the local part and Thunderbird the address; an empty element breaks both.
    LoginName: user?.loginName(of),
    DomainRequired: 'off',
    SPA: 'off',
    // On for STARTTLS too: Thunderbird and Delta Chat go on in the clear when it is off. Lower case, or
    // SnappyMail and EmailEngine take it for off.
    SSL: 'on',
    Encryption: encryption[of.security],
    AuthRequired: 'on',
    UsePOPAuth: of.protocol === 'smtp' ? 'on' : undefined,
    SMTPLast: of.protocol === 'smtp' ? 'off' : undefined,
  };
}

function isExpressible(of: Server<Protocol, Encryption>): boolean {
  const portFits = (of.security === 'starttls') === starttlsPorts.includes(of.port);
  return portFits && of.authentication.some((method) => expressible[method]);
}

/** What the error frame may say of a request, by code: MS-OXDSCLI 2.2.4.1.1.2.5 and the POX error reference. */
export const errorMessages = {
  600: 'Invalid Request',
  601: 'Requested schema version not supported',
} as const;

/**
 * @param time a time of day as `HH:MM:SS` and seven decimals, or a placeholder for it
 * @returns the frame in which clients of every schema look for an error
 */
export function errorFrame(code: keyof typeof errorMessages, time: string): XmlElement {
  return {
    Autodiscover: {
      '@xmlns': frameNamespace,
      Response: {
        Error: {
          '@Time': time,
          // It names the server that answered; all servers of this kind are the same one.
          '@Id': '1',
          ErrorCode: code,
          Message: errorMessages[code],
          DebugData: {},
        },
      },
    },
  };
}
