/** The ways in which hostile requests reach facteur on Node, and the configuration of each. */

import type { ConfigDocument } from '../../../src/index.ts';
import { otherOwnHost, ownHost } from './generators/targets.ts';

export interface Way {
  readonly name: string;
  readonly transport: 'http1' | 'tls' | 'http2';
  /** Whether the service has a `url`, to which plain http is redirected. */
  readonly url: boolean;
  /** Whether the client's own address is among `proxies`, so that its X-Forwarded-* are believed. */
  readonly trusted: boolean;
  /** The proxy or runtime before facteur, which may respond by itself. */
  readonly via?: 'nginx' | 'caddy' | 'workerd';
  /** Whether profiles are signed and links sealed. */
  readonly signed: boolean;
  /** Whether the limits are those of an ordinary server. */
  readonly usualLimits: boolean;
}

const direct = (transport: Way['transport']): Way[] =>
  [true, false].flatMap((url) =>
    [true, false].map((trusted) => ({
      name: [transport, url ? 'url' : 'no-url', trusted ? 'trusted' : 'untrusted'].join('-'),
      transport,
      url,
      trusted,
      signed: trusted,
      usualLimits: false,
    })),
  );

const behind = (via: 'nginx' | 'caddy'): Way[] =>
  (['http1', 'tls', 'http2'] as const).map((transport) => ({
    name: `${via}-${transport}`,
    transport,
    url: true,
    trusted: true,
    via,
    signed: transport === 'http2',
    usualLimits: false,
  }));

export const ways: readonly Way[] = [
  ...direct('http1'),
  ...direct('tls'),
  ...direct('http2'),
  ...behind('nginx'),
  ...behind('caddy'),
  {
    name: 'usual-limits',
    transport: 'http1',
    url: true,
    trusted: false,
    signed: false,
    usualLimits: true,
  },
];

/** At the edge, there are no proxies and no limits of ours, and TLS is Cloudflare's. */
export const workerdWays: readonly Way[] = [true, false].map((url) => ({
  name: url ? 'workerd-url' : 'workerd-no-url',
  transport: 'http1',
  url,
  trusted: false,
  via: 'workerd',
  signed: url,
  usualLimits: false,
}));

export const originOf = ({ url }: Pick<Way, 'url'>): string | undefined =>
  url ? `https://${ownHost}` : undefined;

/**
 * Without the rate limit and the overload detector, which would reject most requests; with short timeouts, so that
 * stalled requests end soon.
 */
export const wideLimits = {
  perSecond: 0,
  connectionsPerNetwork: 10_000,
  headersSeconds: 2,
  requestSeconds: 3,
  idleSeconds: 4,
  delayMilliseconds: 30_000,
} satisfies ConfigDocument['limits'];

/** Offers every service, so that every dialect's code runs, for any domain. */
export function documentOf({
  url,
  trusted,
  usualLimits,
  signed,
}: Omit<Way, 'name' | 'transport'>): ConfigDocument {
  return {
    ...(url ? { url: `https://${ownHost}` } : {}),
    names: [otherOwnHost],
    soap: true,
    log: 'requests',
    provider: 'example.net',
    proxies: [trusted ? '127.0.0.1' : '192.0.2.1'],
    ...(usualLimits ? {} : { limits: wideLimits }),
    ...(signed ? { links: 'signed' } : {}),
    providers: {
      'example.net': {
        name: 'Hostile & Söhne <Mail>',
        shortName: 'Hostile "H"',
        incoming: ['imaps://imap.mail.example', 'pop3s://pop.mail.example'],
        outgoing: ['smtp+starttls://smtp.%EMAILDOMAIN%'],
        manual: ['smtp://relay.mail.example:25'],
        activesync: 'https://eas.mail.example/Microsoft-Server-ActiveSync',
        ews: 'https://ews.mail.example/EWS/Exchange.asmx',
        caldav: 'https://dav.mail.example/%EMAILDOMAIN%/',
        carddav: 'https://dav.mail.example/cards/',
        jmap: 'https://jmap.mail.example/session',
        webmail: 'https://webmail.mail.example/',
        managesieve: 'sieve+starttls://sieve.mail.example',
        ldap: 'ldaps://ldap.mail.example/ou=people,dc=example,dc=org',
        mtaSts: { mode: 'enforce', mx: ['mx1.mail.example'] },
        oauth2: {
          issuer: 'https://login.mail.example/realms/Mail',
          authorization: 'https://login.mail.example/auth',
          token: 'https://login.mail.example/token',
          scope: 'mail offline_access',
        },
        documentation: [{ url: 'https://www.mail.example/help', title: { en: 'Help' } }],
      },
      'hosted.example': {
        name: 'Hosted',
        autodiscover: 'https://autodiscover.hosted.example/Autodiscover/Autodiscover.xml',
      },
      'tenant.example': { name: 'Tenant', autodiscover: '%EMAILLOCALPART%@tenant.example' },
    },
    domains: {
      'example.org': 'example.net',
      '*.example.org': 'example.net',
      'exchange.example': 'example.net',
      'hosted.example': 'hosted.example',
      'alias.example': 'tenant.example',
      'none.example': 'none',
      '*': 'ovh.net',
    },
    addresses: { 'boss@example.org': 'hosted.example', '*-shared@example.org': 'tenant.example' },
  };
}
