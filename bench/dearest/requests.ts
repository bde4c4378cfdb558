/** The start of the search: requests of each route as real clients send them, and at their limits. */

import { type RenderRequest, renderRequests } from '../../src/cli/render/requests.ts';
import { parseAddress } from '../../src/model/address.ts';
import type { WireRequest } from './client.ts';

export interface Seed {
  readonly name: string;
  readonly request: WireRequest;
}

const mailbox = parseAddress('jo@example.org');
if (!mailbox.ok) throw new Error('this is an address');
const asked = { address: mailbox.value, domain: mailbox.value.domain };

const wire = ({ method, host, path, search = '', body = '' }: RenderRequest): WireRequest => ({
  ...{ method, path, search, host, body },
  headers: method === 'POST' ? [['Content-Type', 'text/xml']] : [],
});

/** What everything is measured against. */
export const ordinary: Seed = { name: 'autodiscover', request: wireOf('autodiscover') };

function wireOf(name: string): WireRequest {
  const render = renderRequests[name];
  if (!render) throw new Error(`there is no request ${name}`);
  return wire(render(asked));
}

const users = (count: number, length: number): string =>
  Array.from(
    { length: count },
    (_, at) => `<User><Mailbox>${`jo${at}`.padEnd(length, 'x')}@example.org</Mailbox></User>`,
  ).join('');

function soapFor(count: number, length: number): WireRequest {
  const one = wireOf('autodiscover-soap');
  return { ...one, body: one.body.replace(/<User>.*<\/User>/, users(count, length)) };
}

const addresses = (count: number): string =>
  Array.from({ length: count }, (_, at) => `emailaddress=jo${at}@example.org`).join('&');

/** @param links a token that opens, and a forged one */
export function seedsOf(links: { readonly token: string; readonly forged: string }): readonly Seed[] {
  const page = wireOf('setup');
  const profile = wireOf('mobileconfig');
  const link = (token: string): WireRequest => ({
    ...{ method: 'GET', path: `/l/${token}`, search: '', host: 'facteur.example.net', headers: [], body: '' },
  });
  return [
    ...Object.keys(renderRequests).map((name) => ({ name, request: wireOf(name) })),
    { name: 'SOAP, 10 users', request: soapFor(10, 0) },
    { name: 'SOAP, 100 users', request: soapFor(100, 64) },
    { name: 'profile, 10 mailboxes', request: { ...profile, search: addresses(10) } },
    { name: 'profile, posted', request: { ...profile, method: 'POST', search: '', body: addresses(2) } },
    { name: 'page without address', request: { ...page, method: 'GET', body: '' } },
    { name: 'page, malformed address', request: { ...page, body: 'emailaddress=jo' } },
    { name: 'page, unknown domain', request: { ...page, body: 'emailaddress=jo@nowhere.test' } },
    { name: 'link', request: link(links.token) },
    { name: 'link, forged', request: link(links.forged) },
    { name: 'no such path', request: { ...page, method: 'GET', path: '/nowhere', body: '' } },
  ];
}
