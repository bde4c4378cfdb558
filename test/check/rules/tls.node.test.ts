/** Findings for certificates, and their impact on clients. */

import { describe, expect, test } from 'vitest';
import type { CertificateFlaw, Tls } from '../../../src/check/net.ts';
import { certificateCovers, noTlsFinding, tlsFindings, tlsSummary } from '../../../src/check/rules/tls.ts';

const now = new Date('2026-11-24T12:00:00Z');

const tls = (flaw?: CertificateFlaw, changes: Partial<Tls['certificate']> = {}, detail?: string): Tls => ({
  protocol: 'TLSv1.3',
  ...(flaw ? { flaw } : {}),
  ...(detail ? { detail } : {}),
  certificate: {
    subject: 'imap.example.net',
    issuer: 'Test CA',
    names: ['imap.example.net'],
    validFrom: '2026-11-01T00:00:00.000Z',
    validTo: '2027-01-30T00:00:00.000Z',
    ...changes,
  },
});

const found = (shown: Tls, use: Parameters<typeof tlsFindings>[3] = 'mail') =>
  tlsFindings('imap.example.net:993', 'imap.example.net', shown, use, now);

test('a valid certificate gives no finding, only a summary', () => {
  expect(found(tls())).toEqual([]);
  expect(tlsSummary(tls())).toBe('TLSv1.3, certificate from Test CA until 2027-01-30');
});

describe('expiry', () => {
  test.each([
    ['2026-12-08T12:00:00.000Z', undefined],
    ['2026-12-08T11:59:59.000Z', 'Its certificate expires in 13 days, on 2026-12-08.'],
    ['2026-11-25T13:00:00.000Z', 'Its certificate expires tomorrow, on 2026-11-25.'],
    ['2026-11-24T13:00:00.000Z', 'Its certificate expires today, on 2026-11-24.'],
  ])('on %s', (validTo, what) => {
    const expected = what ? [expect.objectContaining({ severity: 'warning', what })] : [];
    expect(found(tls(undefined, { validTo }))).toEqual(expected);
  });
});

describe('a flaw', () => {
  test.each<[string, Tls, RegExp]>([
    [
      'expired',
      tls('expired', { validTo: '2026-10-01T00:00:00.000Z' }),
      /^Its certificate expired on 2026-10-01\. Thunderbird, Outlook/,
    ],
    ['expired in the chain', tls('expired'), /^A certificate in its chain has expired, but not its own\./],
    [
      'not valid yet',
      tls('not-yet-valid', { validFrom: '2026-12-01T00:00:00.000Z' }),
      /valid only from 2026-12-01/,
    ],
    ['another name', tls('wrong-name', { names: ['other.example'] }), /is for other\.example\./],
    ['no names at all', tls('wrong-name', { names: [] }), /is for imap\.example\.net\./],
    ['self-signed', tls('self-signed'), /self-signed/],
    [
      'self-signed, and another name',
      tls('self-signed', { names: ['localhost'] }),
      /self-signed\. It is not for imap\.example\.net either, but for localhost\./,
    ],
    [
      'a missing intermediate certificate',
      tls('unknown-issuer', {}, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
      /does not send the intermediate certificate \(Test CA\)\. Windows and Apple/,
    ],
    [
      'an unknown root',
      tls('unknown-issuer', {}, 'SELF_SIGNED_CERT_IN_CHAIN'),
      /comes from Test CA, which clients do not trust/,
    ],
    ['anything else', tls('other', {}, 'CERT_REVOKED'), /is not valid \(CERT_REVOKED\)/],
  ])('%s', (_, shown, what) => {
    expect(found(shown)).toEqual([
      expect.objectContaining({ severity: 'wrong', what: expect.stringMatching(what) }),
    ]);
  });

  test('has another impact on configuration hosts, and a smaller one on the web site', () => {
    expect(found(tls('self-signed'), 'configuration')[0]?.what).toContain('All clients ignore it');
    // EmailProvider.java does not verify names.
    const { what } = found(tls('wrong-name'), 'configuration')[0] ?? {};
    expect(what).toContain('All clients except FairEmail');
    expect(found(tls('self-signed'), 'web-site')[0]).toMatchObject({
      severity: 'warning',
      what: expect.stringContaining('Outlook tries this host before'),
    });
  });
});

test.each([
  // OpenSSL's error texts, as Node passes them on.
  ['unsupported protocol', true],
  ['tlsv1 alert protocol version', true],
  ['no protocols available', true],
  ['wrong version number', false],
  ['sslv3 alert handshake failure', false],
])('no TLS: %s', (detail, tooOld) => {
  const { what } = noTlsFinding('imap.example.net:993', { reason: 'tls', detail });
  expect(what.includes('before 1.2')).toBe(tooOld);
});

test.each([
  ['imap.example.net', ['imap.example.net'], true],
  ['imap.example.net', ['*.example.net'], true],
  ['a.imap.example.net', ['*.example.net'], false],
  ['example.net', ['*.example.net'], false],
  ['imap.example.net', ['example.net'], false],
])('%s and a certificate for %s: %s', (host, names, covered) => {
  expect(certificateCovers(names, host)).toBe(covered);
});
