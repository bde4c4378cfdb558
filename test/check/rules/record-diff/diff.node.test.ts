/** Differences between wanted and live records. */

import { describe, expect, test } from 'vitest';
import { probeRecords } from '../../../../src/check/probes/records.ts';
import { recordDiff, recordQuestions } from '../../../../src/check/rules/record-diff/diff.ts';
import type { NamedRecord } from '../../../../src/check/rules/record-diff/zone-lines.ts';
import { account, imap, pop3, smtp } from '../../../support/account.ts';
import { type NetworkFixture, network, srv } from '../../../support/check-network.ts';
import { setOf } from '../../../support/records.ts';

const alias: NamedRecord = { name: 'autoconfig.example.org', type: 'CNAME', target: 'facteur.example.net' };
const imaps: NamedRecord = {
  name: '_imaps._tcp.example.org',
  type: 'SRV',
  priority: 0,
  weight: 1,
  port: 993,
  target: 'imap.example.net',
};
const none: NamedRecord = { ...imaps, name: '_imap._tcp.example.org', weight: 0, port: 0, target: '.' };
const mailconf: NamedRecord = {
  name: 'example.org',
  type: 'TXT',
  text: 'mailconf=https://facteur.example.net/',
};
const digest: NamedRecord = {
  name: '_ua-auto-config.example.org',
  type: 'TXT',
  text: 'v=UAAC1; a=sha256; d=new=',
};
const address = (text: string, type: 'A' | 'AAAA' = 'A'): NamedRecord => ({
  name: 'autoconfig.example.org',
  type,
  address: text,
});

async function diff(wanted: readonly NamedRecord[], dns: NonNullable<NetworkFixture['dns']>) {
  const { net } = network({ dns });
  return recordDiff(wanted, await probeRecords(recordQuestions(wanted), net));
}

type Case = [
  title: string,
  wanted: readonly NamedRecord[],
  dns: NonNullable<NetworkFixture['dns']>,
  differences: unknown[],
];

describe('no difference', () => {
  test.each<[string, readonly NamedRecord[], NonNullable<NetworkFixture['dns']>]>([
    ['a CNAME', [alias], { 'CNAME autoconfig.example.org': ['facteur.example.net'] }],
    [
      'the addresses of the target instead of a CNAME',
      [alias],
      { 'A autoconfig.example.org': ['192.0.2.1'], 'A facteur.example.net': ['192.0.2.1', '192.0.2.2'] },
    ],
    [
      'a CNAME of a host with the wanted addresses',
      [address('192.0.2.1')],
      { 'CNAME autoconfig.example.org': ['other.example.net'], 'A autoconfig.example.org': ['192.0.2.1'] },
    ],
    [
      'an IPv6 address in another spelling',
      [address('2001:DB8:0::1', 'AAAA')],
      { 'AAAA autoconfig.example.org': ['2001:db8::1'] },
    ],
    ['a service', [imaps], { 'SRV _imaps._tcp.example.org': [srv('imap.example.net', 993)] }],
    [
      'a service that is not offered',
      [none],
      { 'SRV _imap._tcp.example.org': [{ priority: 0, weight: 0, port: 0, target: '' }] },
    ],
    ['a TXT record among others', [mailconf], { 'TXT example.org': ['v=spf1 -all', mailconf.text] }],
    [
      'a digest beside the previous one',
      [digest],
      { 'TXT _ua-auto-config.example.org': ['v=UAAC1; a=sha256; d=old=', digest.text] },
    ],
  ])('%s', async (_, wanted, dns) => {
    expect(await diff(wanted, dns)).toEqual([]);
  });
});

describe('a difference', () => {
  const gone = { 'A autoconfig.example.org': 'broken', 'AAAA autoconfig.example.org': 'broken' } as const;
  test.each<Case>([
    ['the CNAME is missing', [alias], {}, [{ kind: 'missing', wanted: alias }]],
    [
      'the CNAME has another target',
      [alias],
      { 'CNAME autoconfig.example.org': ['old.example.com'] },
      [{ kind: 'wrong', wanted: alias, live: { ...alias, target: 'old.example.com' } }],
    ],
    [
      'addresses that are not those of the target',
      [alias],
      { 'A autoconfig.example.org': ['192.0.2.9', '192.0.2.1'], 'A facteur.example.net': ['192.0.2.1'] },
      [
        { kind: 'wrong', wanted: alias, live: address('192.0.2.9') },
        { kind: 'extra', live: address('192.0.2.1') },
      ],
    ],
    [
      'the DNS lookup fails',
      [alias],
      { 'CNAME autoconfig.example.org': 'broken', ...gone },
      [{ kind: 'unknown', wanted: alias, failure: 'broken' }],
    ],
    [
      'one address is missing, one is extra',
      [address('192.0.2.1'), address('2001:db8::1', 'AAAA')],
      { 'A autoconfig.example.org': ['192.0.2.1'], 'AAAA autoconfig.example.org': ['2001:db8::9'] },
      [{ kind: 'wrong', wanted: address('2001:db8::1', 'AAAA'), live: address('2001:db8::9', 'AAAA') }],
    ],
    [
      'a CNAME instead of addresses',
      [address('192.0.2.1')],
      { 'CNAME autoconfig.example.org': ['old.example.com'], 'A autoconfig.example.org': ['192.0.2.9'] },
      [{ kind: 'wrong', wanted: address('192.0.2.1'), live: { ...alias, target: 'old.example.com' } }],
    ],
    [
      'a service at another port, and an extra one',
      [imaps],
      { 'SRV _imaps._tcp.example.org': [srv('imap.example.net', 143), srv('imap2.example.net', 993)] },
      [
        { kind: 'wrong', wanted: imaps, live: { ...imaps, port: 143 } },
        { kind: 'extra', live: { ...imaps, target: 'imap2.example.net' } },
      ],
    ],
    [
      'a service that should not be offered',
      [none],
      { 'SRV _imap._tcp.example.org': [srv('imap.example.net', 143)] },
      [{ kind: 'wrong', wanted: none, live: { ...imaps, name: none.name, port: 143 } }],
    ],
    [
      'only other TXT records',
      [mailconf],
      { 'TXT example.org': ['v=spf1 -all'] },
      [{ kind: 'missing', wanted: mailconf }],
    ],
    [
      'a TXT record of the same kind',
      [mailconf],
      { 'TXT example.org': ['v=spf1 -all', 'mailconf=https://old.example.com/'] },
      [{ kind: 'wrong', wanted: mailconf, live: { ...mailconf, text: 'mailconf=https://old.example.com/' } }],
    ],
    [
      'DNS does not answer for a service',
      [imaps],
      { 'SRV _imaps._tcp.example.org': 'timeout' },
      [{ kind: 'unknown', wanted: imaps, failure: 'timeout' }],
    ],
  ])('%s', async (_, wanted, dns, differences) => {
    expect(await diff(wanted, dns)).toEqual(differences);
  });

  test('a question without an answer is "unknown", not "missing"', () => {
    expect(recordDiff([imaps], [])).toEqual([{ kind: 'unknown', wanted: imaps, failure: 'timeout' }]);
  });
});

test('each question is asked once', async () => {
  const { records } = await setOf(account({ incoming: [imap(), pop3()], outgoing: [smtp()] }));
  const questions = recordQuestions(records).map(({ name, type }) => `${type} ${name}`);
  expect(new Set(questions).size).toBe(questions.length);
  expect(questions).toContain('A facteur.example.net');
});

test('all records that facteur prints are missing in an empty zone', async () => {
  const { records } = await setOf(account());
  const differences = await diff(records, {});
  expect(differences).toEqual(records.map((wanted) => ({ kind: 'missing', wanted })));
});
