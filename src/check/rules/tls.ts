/**
 * Evaluates TLS as mail clients do: name, chain, dates and version. The impact depends on the use: for configuration
 * clients ignore a bad certificate silently, for mail some ask the user.
 */

import type { CertificateFlaw, ConnectFailure, Tls } from '../net.ts';
import type { Finding } from '../report.ts';

/**
 * `configuration`: a host for clients' lookups. `mail`: a mail server. `web-site`: the domain itself, where clients may
 * request Autodiscover.
 */
type TlsUse = 'configuration' | 'mail' | 'web-site';

const warningDays = 14;
const dayMilliseconds = 24 * 60 * 60 * 1000;

/** @returns the flaws; empty if there are none */
export function tlsFindings(
  about: string,
  host: string,
  tls: Tls,
  use: TlsUse,
  now: Date,
): readonly Finding[] {
  if (tls.flaw !== undefined) {
    const severity = use === 'web-site' ? 'warning' : 'wrong';
    return [{ about, severity, ...flawMessage(tls, tls.flaw, host, use, now) }];
  }
  const left = Date.parse(tls.certificate.validTo) - now.getTime();
  if (!(left < warningDays * dayMilliseconds)) return [];
  const days = Math.max(0, Math.floor(left / dayMilliseconds));
  return [
    {
      about,
      severity: 'warning',
      what: `Its certificate expires ${days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`}, on ${tls.certificate.validTo.slice(0, 10)}.`,
      advice: 'Renew it, and check why automatic renewal does not work.',
    },
  ];
}

/** @returns version, issuer and expiry in a few words */
export const tlsSummary = ({ protocol, certificate }: Tls): string =>
  `${protocol}, certificate from ${certificate.issuer || 'an unnamed issuer'} until ${certificate.validTo.slice(0, 10)}`;

/** For a peer without TLS, or only with versions below 1.2, which RFC 8997 removed. */
export function noTlsFinding(about: string, failure: ConnectFailure & { readonly reason: 'tls' }): Finding {
  const tooOld = /version|unsupported protocol|no protocols/.test(failure.detail);
  return tooOld && !/wrong version/.test(failure.detail)
    ? {
        about,
        severity: 'wrong',
        what: 'It supports only TLS versions before 1.2, which current clients reject.',
        advice: 'Enable TLS 1.2 and 1.3, and disable older versions (RFC 8997).',
      }
    : {
        about,
        severity: 'wrong',
        what: `The TLS handshake fails: ${failure.detail}.`,
        advice: 'Check which TLS versions and ciphers it allows, and whether it has a certificate.',
      };
}

type FlawMessage = Pick<Finding, 'what' | 'advice'>;

function flawMessage(tls: Tls, flaw: CertificateFlaw, host: string, use: TlsUse, now: Date): FlawMessage {
  const { certificate } = tls;
  const names = certificate.names.length > 0 ? certificate.names.join(', ') : certificate.subject;
  const otherName =
    flaw !== 'wrong-name' && certificate.names.length > 0 && !certificateCovers(certificate.names, host)
      ? ` It is not for ${host} either, but for ${names}.`
      : '';
  const message = (what: string, advice: string): FlawMessage => ({
    what: `${what}${otherName} ${clientImpact(flaw, tls.detail, use)}`,
    advice,
  });
  switch (flaw) {
    case 'expired':
      return Date.parse(certificate.validTo) > now.getTime()
        ? message(
            'A certificate in its chain has expired, but not its own.',
            'Install the current chain of its issuer.',
          )
        : message(`Its certificate expired on ${certificate.validTo.slice(0, 10)}.`, 'Renew it.');
    case 'not-yet-valid':
      return message(
        `Its certificate is valid only from ${certificate.validFrom.slice(0, 10)}.`,
        'Check the clocks of this machine and of the issuer.',
      );
    case 'wrong-name':
      return message(`Its certificate is for ${names || 'no name'}.`, `Get a certificate for ${host}.`);
    case 'self-signed':
      return message(
        'Its certificate is self-signed.',
        'Get a certificate from an authority that clients trust; they are free.',
      );
    case 'unknown-issuer':
      return isChainIncomplete(tls.detail)
        ? message(
            `It does not send the intermediate certificate (${certificate.issuer}).`,
            'Send the whole chain; the file is often called fullchain.',
          )
        : message(
            `Its certificate comes from ${certificate.issuer || 'an unnamed issuer'}, which clients do not trust.`,
            'Get a certificate from an authority that clients trust, or pass this one with --ca if all your clients trust it.',
          );
    case 'other':
      return message(
        `Its certificate is not valid (${tls.detail ?? 'no reason given'}).`,
        'Replace the certificate.',
      );
    default:
      return flaw satisfies never;
  }
}

/** OpenSSL's error code for a missing intermediate certificate. */
const isChainIncomplete = (detail: string | undefined): boolean =>
  detail === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';

/** FairEmail does not verify names by default (EmailProvider.java); all other clients reject a bad certificate. */
function clientImpact(flaw: CertificateFlaw, detail: string | undefined, use: TlsUse): string {
  if (flaw === 'unknown-issuer' && isChainIncomplete(detail)) {
    return 'Windows and Apple clients may download it; Thunderbird, Android and all clients with OpenSSL or GnuTLS fail.';
  }
  return use === 'configuration' && flaw === 'wrong-name'
    ? 'All clients except FairEmail ignore it, and Outlook may show a warning.'
    : clientImpacts[use];
}

const clientImpacts = {
  configuration: 'All clients ignore it, and Outlook may show a warning.',
  mail: 'Thunderbird, Outlook and Apple Mail show a warning and ask for an exception; most others do not connect.',
  'web-site': 'Outlook tries this host before autodiscover and may show a warning.',
} as const satisfies Record<TlsUse, string>;

/** RFC 6125 §6.4.3: a wildcard covers exactly one label, the first. */
export const certificateCovers = (names: readonly string[], host: string): boolean =>
  names.some((name) =>
    name.startsWith('*.')
      ? host.includes('.') && host.slice(host.indexOf('.') + 1) === name.slice(2)
      : name === host,
  );
