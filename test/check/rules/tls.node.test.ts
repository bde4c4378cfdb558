/** Certificates as they were shown, and whom their flaws cost. */

import { describe, expect, test } from 'vitest';
import type { CertificateFlaw, Tls } from '../../../src/check/net.ts';
import { covers, noTlsFinding, tlsFindings, tlsSaid } from '../../../src/check/rules/tls.ts';

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

test('a sound certificate gives nothing to say but what it is', () => {
  expect(found(tls())).toEqual([]);
  expect(tlsSaid(tls())).toBe('TLSv1.3, certificate of Test CA until 2027-01-30');
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
    ['expired above it', tls('expired'), /^A certificate in its chain has expired, though its own has not\./],
    [
      'not valid yet',
      tls('not-yet-valid', { validFrom: '2026-12-01T00:00:00.000Z' }),
      /valid from 2026-12-01 on/,
    ],
    ['another name', tls('wrong-name', { names: ['other.example'] }), /is for other\.example\./],
    ['no names at all', tls('wrong-name', { names: [] }), /is for imap\.example\.net\./],
    ['self-signed', tls('self-signed'), /signed by itself/],
    [
      'self-signed, and another name',
      tls('self-signed', { names: ['localhost'] }),
      /signed by itself\. It is not for imap\.example\.net either, but for localhost\./,
    ],
    [
      'a leaf that came alone',
      tls('unknown-issuer', {}, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
      /does not send the certificate between its own and the root \(of Test CA\)\. Clients on Windows/,
    ],
    [
      'an unknown root',
      tls('unknown-issuer', {}, 'SELF_SIGNED_CERT_IN_CHAIN'),
      /comes from Test CA, which nobody knows/,
    ],
    ['anything else', tls('other', {}, 'CERT_REVOKED'), /is not valid \(CERT_REVOKED\)/],
  ])('%s', (_, shown, what) => {
    expect(found(shown)).toEqual([
      expect.objectContaining({ severity: 'wrong', what: expect.stringMatching(what) }),
    ]);
  });

  test('costs other clients where they only ask for settings, and fewer at the web site', () => {
    expect(found(tls('self-signed'), 'configuration')[0]?.what).toContain('No client takes anything');
    // EmailProvider.java verifies no name.
    const { what } = found(tls('wrong-name'), 'configuration')[0] ?? {};
    expect(what).toContain('All clients but FairEmail');
    expect(found(tls('self-signed'), 'web-site')[0]).toMatchObject({
      severity: 'warning',
      what: expect.stringContaining('Outlook asks here before'),
    });
  });
});

test.each([
  // OpenSSL's words, as Node passes them on.
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
  expect(covers(names, host)).toBe(covered);
});
