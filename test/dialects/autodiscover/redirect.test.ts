/** When Autodiscover redirects a client, and when not because the redirect would loop. */

import { expect, test } from 'vitest';
import { withoutRedirectLoop } from '../../../src/dialects/autodiscover/redirect.ts';
import { parseHost } from '../../../src/http/host.ts';
import type { AutodiscoverElsewhere } from '../../../src/model/account.ts';
import { parseAddress } from '../../../src/model/address.ts';
import { account } from '../../support/account.ts';
import { configOf, documents } from '../../support/world.ts';

const service = { ...configOf(documents.exchange), origin: 'https://facteur.example.net:8443' };
const jo = parseAddress('Jo@example.org');

function sentOn(autodiscover: AutodiscoverElsewhere): boolean {
  const address = jo.ok ? jo.value : undefined;
  const host = parseHost('autodiscover.example.org');
  return withoutRedirectLoop(account({ autodiscover }), address, host, service).autodiscover !== undefined;
}

test.each<[why: string, url: string, on: boolean]>([
  ['another server', 'https://autodiscover.hosted.example/a.xml', true],
  ['the service, at its port', 'https://facteur.example.net:8443/a.xml', false],
  ['the host that was asked', 'https://AUTODISCOVER.example.org/a.xml', false],
  ['another port of it', 'https://autodiscover.example.org:8443/a.xml', true],
  ['a further own name', 'https://autodiscover.example.net/a.xml', false],
])('to the URL of %s: %s, %s', (_, url, on) => {
  expect(sentOn({ to: 'url', url })).toBe(on);
});

test.each<[why: string, address: string, on: boolean]>([
  ['another domain', '%EMAILLOCALPART%@tenant.example', true],
  ['another mailbox', 'shared@example.org', true],
  ['the one that was asked about', '%EMAILLOCALPART%@example.org', false],
  ['it in another case', 'JO@EXAMPLE.org', false],
])('to the address of %s: %s, %s', (_, address, on) => {
  expect(sentOn({ to: 'address', address })).toBe(on);
});

test('an account that leads nowhere stays what it is', () => {
  const here = account();
  expect(withoutRedirectLoop(here, undefined, parseHost('example.org'), service)).toBe(here);
});
