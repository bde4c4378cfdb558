/** The check compares the login of each client with the one that autoconfig means, also where a source has no word for it. */

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { simulators } from '../../src/check/simulators/index.ts';
import { parseSubject } from '../../src/check/subject.ts';
import { network, srv } from '../support/check-network.ts';
import { replaceAll, vanilla } from '../support/parser-samples.ts';

const records = {
  'SRV _imaps._tcp.example.org': [srv('imap.example.net', 993)],
  'SRV _submissions._tcp.example.org': [srv('smtp.example.net', 465)],
};

async function reasons(username: string): Promise<Readonly<Record<string, string>>> {
  const subject = parseSubject('jo@example.org');
  if (!subject.ok) throw new Error('no subject');
  const body = replaceAll('%EMAILADDRESS%', username)(vanilla);
  const { net } = network({
    dns: records,
    http: { 'GET https://autoconfig.example.org/mail/config-v1.1.xml': { body } },
  });
  const report = await check('jo@example.org', subject.value, net, {
    simulators: simulators.filter(({ id }) => ['kmail', 'mailspring', 'srv'].includes(id)),
    target: undefined,
    md5: (text) => createHash('md5').update(text).digest('hex'),
    nowMilliseconds: () => 0,
  });
  return Object.fromEntries(
    report.clients.map(({ client, verdict, why }) => [client.id, `${verdict}: ${why}`]),
  );
}

test('the address is the right login everywhere', async () => {
  const found = await reasons('%EMAILADDRESS%');
  expect(Object.values(found).map((why) => why.split(':')[0])).toEqual(['works', 'works', 'works']);
});

test('another one is not that of SRV records, which have no word for it', async () => {
  const found = await reasons(String.raw`EXAMPLE\%EMAILLOCALPART%`);
  expect(found['kmail']).toMatch(/^works/);
  const instead = String.raw`but it logs in as jo@example.org instead of EXAMPLE\jo`;
  expect(found['srv']).toContain(`degraded: Finds imap.example.net:993, smtp.example.net:465, ${instead}`);
  expect(found['mailspring']).toContain(instead);
});
