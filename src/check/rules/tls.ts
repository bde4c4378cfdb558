/**
 * What a TLS peer has shown, judged as mail clients judge it: name, chain, dates and version. Whom a flaw costs depends
 * on who asks: for a configuration nobody is asked, for mail a person may be.
 */

import type { CertificateFlaw, ConnectFailure, Tls } from '../net.ts';
import type { Finding } from '../report.ts';

/**
 * `configuration` is asked by clients in passing, `mail` by the same again and again; `web-site` is the domain itself,
 * where somebody may ask for Autodiscover.
 */
export type TlsUse = 'configuration' | 'mail' | 'web-site';

const daysOfWarning = 14;
const dayMilliseconds = 24 * 60 * 60 * 1000;

/** @returns what is wrong with it; nothing when it is as it should be */
export function tlsFindings(
  about: string,
  host: string,
  tls: Tls,
  use: TlsUse,
  now: Date,
): readonly Finding[] {
  if (tls.flaw !== undefined) {
    const severity = use === 'web-site' ? 'warning' : 'wrong';
    return [{ about, severity, ...flawed(tls, tls.flaw, host, use, now) }];
  }
  const left = Date.parse(tls.certificate.validTo) - now.getTime();
  if (!(left < daysOfWarning * dayMilliseconds)) return [];
  const days = Math.max(0, Math.floor(left / dayMilliseconds));
  return [
    {
      about,
      severity: 'warning',
      what: `Its certificate expires ${days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`}, on ${tls.certificate.validTo.slice(0, 10)}.`,
      advice: 'Renew it, and see why that does not happen by itself.',
    },
  ];
}

/** @returns one of its sentences that says that it is well */
export const tlsSaid = ({ protocol, certificate }: Tls): string =>
  `${protocol}, certificate of ${certificate.issuer || 'an issuer without a name'} until ${certificate.validTo.slice(0, 10)}`;

/** Peers that speak no TLS, or none that is still allowed (RFC 8997 did away with all below 1.2). */
export function noTlsFinding(about: string, failure: ConnectFailure & { readonly reason: 'tls' }): Finding {
  const tooOld = /version|unsupported protocol|no protocols/.test(failure.detail);
  return tooOld && !/wrong version/.test(failure.detail)
    ? {
        about,
        severity: 'wrong',
        what: 'It speaks only versions of TLS before 1.2, which today’s clients refuse.',
        advice: 'Allow TLS 1.2 and 1.3, and nothing before (RFC 8997).',
      }
    : {
        about,
        severity: 'wrong',
        what: `No TLS comes about: ${failure.detail}.`,
        advice: 'See which versions and ciphers it allows, and whether it has a certificate at all.',
      };
}

type Said = Pick<Finding, 'what' | 'advice'>;

function flawed(tls: Tls, flaw: CertificateFlaw, host: string, use: TlsUse, now: Date): Said {
  const { certificate } = tls;
  const names = certificate.names.length > 0 ? certificate.names.join(', ') : certificate.subject;
  const besides =
    flaw !== 'wrong-name' && certificate.names.length > 0 && !covers(certificate.names, host)
      ? ` It is not for ${host} either, but for ${names}.`
      : '';
  const said = (what: string, advice: string): Said => ({
    what: `${what}${besides} ${cost(flaw, tls.detail, use)}`,
    advice,
  });
  switch (flaw) {
    case 'expired':
      return Date.parse(certificate.validTo) > now.getTime()
        ? said(
            'A certificate in its chain has expired, though its own has not.',
            'Send the chain that its issuer gives out today.',
          )
        : said(`Its certificate expired on ${certificate.validTo.slice(0, 10)}.`, 'Renew it.');
    case 'not-yet-valid':
      return said(
        `Its certificate is valid from ${certificate.validFrom.slice(0, 10)} on.`,
        'See to the clocks of this machine and of the issuer.',
      );
    case 'wrong-name':
      return said(`Its certificate is for ${names || 'no name'}.`, `Get one that names ${host}.`);
    case 'self-signed':
      return said(
        'Its certificate is signed by itself.',
        'Get one from an authority that clients know: they cost nothing.',
      );
    case 'unknown-issuer':
      return incomplete(tls.detail)
        ? said(
            `It does not send the certificate between its own and the root (of ${certificate.issuer}).`,
            'Send the whole chain: the file that is often called fullchain.',
          )
        : said(
            `Its certificate comes from ${certificate.issuer || 'an issuer without a name'}, which nobody knows.`,
            'Get one from an authority that clients know, or trust this one with --ca if all your clients do.',
          );
    case 'other':
      return said(`Its certificate is not valid (${tls.detail ?? 'no reason given'}).`, 'Get another one.');
    default:
      return flaw satisfies never;
  }
}

/** OpenSSL's word for a leaf that came alone. */
const incomplete = (detail: string | undefined): boolean => detail === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';

/** FairEmail verifies no name unless told to (EmailProvider.java); all others read no configuration behind a bad one. */
function cost(flaw: CertificateFlaw, detail: string | undefined, use: TlsUse): string {
  if (flaw === 'unknown-issuer' && incomplete(detail)) {
    return 'Clients on Windows and by Apple may fetch it by themselves; Thunderbird, Android and all that use OpenSSL or GnuTLS fail.';
  }
  return use === 'configuration' && flaw === 'wrong-name'
    ? 'All clients but FairEmail take nothing from it, and Outlook may show its users a warning.'
    : costs[use];
}

const costs = {
  configuration: 'No client takes anything from it, and Outlook may show its users a warning.',
  mail: 'Thunderbird, Outlook and Apple Mail warn their users and ask for an exception; most others do not connect.',
  'web-site': 'Outlook asks here before autodiscover, and may show its users a warning.',
} as const satisfies Record<TlsUse, string>;

/** RFC 6125 §6.4.3: an asterisk stands for one whole label, the first. */
export const covers = (names: readonly string[], host: string): boolean =>
  names.some((name) =>
    name.startsWith('*.')
      ? host.includes('.') && host.slice(host.indexOf('.') + 1) === name.slice(2)
      : name === host,
  );
