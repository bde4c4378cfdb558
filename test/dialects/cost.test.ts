/** The cost of answers that is charged to the client's network, in units of an ordinary answer (src/model/cost.ts). */

import { expect, test } from 'vitest';
import type { Config, Signer } from '../../src/index.ts';
import { facteur } from '../../src/index.ts';
import { costs } from '../../src/model/cost.ts';
import { configOf, documents, now, poxRequest, soapRequest } from '../support/world.ts';

const example = configOf({ ...documents.example, soap: true });

/** @returns all that was charged for one request */
async function charged(
  url: string,
  init: RequestInit = {},
  config: Config = example,
): Promise<readonly number[]> {
  const all: number[] = [];
  const app = facteur(config, { now: () => now, charge: (_env, cost) => void all.push(cost) });
  await app.request(url, init);
  return all;
}

const profile = 'https://facteur.example.net/profile.mobileconfig';
const mailboxes = (count: number): string =>
  Array.from({ length: count }, (_, at) => `emailaddress=jo${at}%40example.org`).join('&');

test.each<[answer: string, url: string, init: RequestInit, ...cost: number[]]>([
  ['autoconfig', 'https://autoconfig.example.org/mail/config-v1.1.xml?emailaddress=jo%40example.org', {}],
  [
    'Autodiscover',
    'https://autodiscover.example.org/autodiscover/autodiscover.xml',
    { method: 'POST', body: poxRequest('jo@example.org'), headers: { 'content-type': 'text/xml' } },
  ],
  ['a profile', `${profile}?${mailboxes(1)}`, {}],
  ['a profile of the same mailbox twice', `${profile}?${mailboxes(1)}&emailaddress=JO0@example.org`, {}],
  [
    'a profile of two mailboxes',
    `${profile}?${mailboxes(2)}`,
    {},
    costs.severalMailboxes + 2 * costs.mailboxOfSeveral,
  ],
  [
    'a profile of ten mailboxes',
    `${profile}?${mailboxes(10)}`,
    {},
    costs.severalMailboxes + 10 * costs.mailboxOfSeveral,
  ],
  [
    'the page with an address',
    'https://facteur.example.net/',
    {
      method: 'POST',
      body: 'emailaddress=jo%40example.org',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
    costs.pageWithAddress,
  ],
  ['Autodiscover over SOAP, 1 user with 1 setting', ...soap(1, 1)],
  ['Autodiscover over SOAP, 3 users with 2 settings', ...soap(3, 2)],
])('%s', async (_, url, init, ...cost) => {
  expect(await charged(url, init)).toEqual(cost);
});

function soap(users: number, settings: number): [url: string, init: RequestInit, cost: number] {
  const names = ['UserDisplayName', 'UserDN'].slice(0, settings);
  const addresses = Array.from({ length: users }, (_, at) => `jo${at}@example.org`);
  const init = {
    method: 'POST',
    body: soapRequest('User', addresses, names),
    headers: { 'content-type': 'text/xml' },
  };
  const cost = costs.soap + users * (costs.soapSubject + settings * costs.soapSetting);
  return ['https://autodiscover.example.org/autodiscover/autodiscover.svc', init, cost];
}

const signer: Signer = {
  sign: async (content) => content,
  notAfter: now,
  expiresFirst: 'the certificate',
  warnings: [],
};

test.each<[signature: string, signer: Signer | 'missing', mailboxes: number, ...cost: number[]]>([
  ['a key of known cost', { ...signer, cost: costs.ecdsaSignature }, 1, costs.ecdsaSignature],
  ['a key of unknown cost', signer, 1, costs.rsa2048Signature],
  ['a missing key', 'missing', 1],
  [
    'a key, for two mailboxes',
    { ...signer, cost: costs.ecdsaSignature },
    2,
    costs.severalMailboxes + 2 * costs.mailboxOfSeveral + costs.ecdsaSignature,
  ],
])('a profile signed by %s', async (_, signing, count, ...cost) => {
  const url = `${profile}?${mailboxes(count)}`;
  expect(await charged(url, {}, { ...example, signer: signing })).toEqual(cost);
});
