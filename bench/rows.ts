/** The rows of the benchmark: server, request, and the baseline of the ratio. */

import type { RenderRequest } from '../src/cli/render/requests.ts';
import { renderRequests } from '../src/cli/render/requests.ts';
import { parseAddress } from '../src/model/address.ts';
import { domainOf, domainsAsked, domainsStored } from './million.ts';

export type ServerName =
  | 'bare'
  | 'hono'
  | 'facteur'
  | 'million'
  | 'signed-p256'
  | 'signed-rsa'
  | 'cluster'
  | 'workerd';

export interface Row {
  readonly name: string;
  readonly server: ServerName;
  readonly request: RenderRequest;
  /** The number of domains whose addresses are used in turn. */
  readonly domains: number;
  /** The minimum ratio to the bare server, or the minimum of requests per second. */
  readonly goal?: { readonly ratio: number } | { readonly perSecond: number };
}

function asked(dialect: string, mailbox = 'jo@example.org'): RenderRequest {
  const address = parseAddress(mailbox);
  const request = renderRequests[dialect];
  if (!address.ok || !request) throw new Error(`there is no dialect ${dialect}, or ${mailbox} is no address`);
  return request({ address: address.value, domain: address.value.domain });
}

const get = asked('autoconfig');
const post = asked('autodiscover');
const one = { domains: 1 } as const;

export const rows: readonly Row[] = [
  { name: 'bare node:http, GET', server: 'bare', request: get, ...one },
  { name: 'Hono, GET', server: 'hono', request: get, ...one },
  { name: 'autoconfig', server: 'facteur', request: get, ...one, goal: { ratio: 0.85 } },
  { name: 'profile', server: 'facteur', request: asked('mobileconfig'), ...one, goal: { ratio: 0.6 } },
  { name: 'PACC', server: 'facteur', request: asked('pacc'), ...one },
  { name: 'MTA-STS', server: 'facteur', request: asked('mta-sts'), ...one },
  { name: 'Autodiscover JSON', server: 'facteur', request: asked('autodiscover-json'), ...one },
  { name: 'the page', server: 'facteur', request: asked('setup'), ...one },
  {
    name: 'autoconfig, 100,000 of 1,000,000 domains in SQLite',
    server: 'million',
    request: asked('autoconfig', `jo@${domainOf(0)}`),
    domains: domainsAsked,
  },
  {
    name: 'profile, signed by ECDSA P-256',
    server: 'signed-p256',
    request: asked('mobileconfig'),
    ...one,
    goal: { perSecond: 2000 },
  },
  {
    name: 'profile, signed by RSA 2048',
    server: 'signed-rsa',
    request: asked('mobileconfig'),
    ...one,
    goal: { perSecond: 800 },
  },
  { name: 'autoconfig, two processes', server: 'cluster', request: get, ...one },
  { name: 'autoconfig, workerd', server: 'workerd', request: get, ...one },
  { name: 'bare node:http, POST', server: 'bare', request: post, ...one },
  { name: 'Hono, POST', server: 'hono', request: post, ...one },
  { name: 'Autodiscover POX', server: 'facteur', request: post, ...one, goal: { ratio: 0.55 } },
  { name: 'Autodiscover SOAP', server: 'facteur', request: asked('autodiscover-soap'), ...one },
];

/** The baseline: the bare server's row for the same method. */
export const baseOf = ({ request }: Row): number =>
  rows.findIndex((row) => row.server === 'bare' && row.request.method === request.method);

/** @returns the paths to request in turn, spread evenly over the stored domains */
export function pathsOf({ request: { path, search = '' }, domains }: Row): readonly string[] {
  const whole = path + (search && `?${search}`);
  if (domains === 1) return [whole];
  const step = domainsStored / domains;
  return Array.from({ length: domains }, (_, at) => whole.replace(domainOf(0), domainOf(at * step)));
}
