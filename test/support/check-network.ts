/** A simulated network: fixed answers of DNS and web servers, and the queries they got. Delays are only simulated. */

import type {
  CertificateFlaw,
  ConnectFailure,
  DnsFailure,
  HttpRequest,
  HttpResponse,
  Net,
  Records,
  SrvRecord,
} from '../../src/check/net.ts';
import { ok, refuse } from '../../src/model/result.ts';

export interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly location?: string;
  readonly body?: string;
  readonly flaw?: CertificateFlaw;
  readonly after?: number;
}

export interface NetworkFixture {
  /** By type and name: `MX example.org`. */
  readonly dns?: { readonly [question: string]: readonly unknown[] | DnsFailure };
  /** By method and URL without its query: `GET https://autoconfig.example.org/mail/config-v1.1.xml`. */
  readonly http?: { readonly [request: string]: Answer | ConnectFailure['reason'] };
}

export interface Network {
  readonly net: Net;
  /** In the order of arrival, with query strings. */
  readonly queries: string[];
  readonly requests: HttpRequest[];
}

/** Hosts without a URL in the fixture do not exist; the others answer 404 for any other URL. */
export function network({ dns = {}, http = {} }: NetworkFixture): Network {
  const queries: string[] = [];
  const requests: HttpRequest[] = [];
  const hosts = new Set(Object.keys(http).map((request) => hostOf(request.split(' ')[1] ?? '')));
  const resolve: Net['resolve'] = async (name, type) => {
    queries.push(`${type} ${name}`);
    const found = dns[`${type} ${name}`] ?? 'no-name';
    return { ...(typeof found === 'string' ? refuse(found) : ok(recordsOf(type, found))), milliseconds: 1 };
  };
  return {
    queries,
    requests,
    net: {
      resolve,
      async fetch(request) {
        const { url, method, limitMilliseconds, ignoreCertificateName } = request;
        queries.push(`${method} ${url}`);
        requests.push(request);
        const host = hostOf(url);
        const answer =
          http[`${method} ${url.split('?')[0]}`] ?? (hosts.has(host) ? { status: 404 } : 'no-name');
        if (typeof answer === 'string') return { ...refuse(failure(answer, host)), milliseconds: 1 };
        const { after = 1, flaw } = answer;
        if (after > limitMilliseconds) {
          return { ...refuse({ reason: 'timeout' } as const), milliseconds: limitMilliseconds };
        }
        if (flaw && url.startsWith('https:') && !(ignoreCertificateName && flaw === 'wrong-name')) {
          return { ...refuse({ reason: 'certificate', flaw } as const), milliseconds: after };
        }
        return { ...ok(responseOf(answer)), milliseconds: after };
      },
      connect: async () => ({ ...refuse({ reason: 'refused' } as const), milliseconds: 1 }),
    },
  };
}

const hostOf = (url: string): string => new URL(url).hostname;

function failure(reason: ConnectFailure['reason'], host: string): ConnectFailure {
  if (reason === 'no-name' || reason === 'no-records' || reason === 'broken') return { reason, host };
  if (reason === 'tls') return { reason, detail: 'wrong version number' };
  if (reason === 'certificate') return { reason, flaw: 'other' };
  return { reason };
}

function responseOf({
  status = 200,
  type = 'text/xml; charset=utf-8',
  location,
  body = '',
}: Answer): HttpResponse {
  const headers = new Map([['content-type', type], ...(location ? [['location', location] as const] : [])]);
  return { status, headers, body: new TextEncoder().encode(body) };
}

/** Fixtures contain records in the form of `Records`; this is not verified. */
function recordsOf<Type extends keyof Records>(_type: Type, found: readonly unknown[]): Records[Type] {
  return found as Records[Type];
}

export const mx = (exchange: string, priority = 10): Records['MX'][number] => ({ exchange, priority });
export const srv = (target: string, port: number, priority = 0): SrvRecord => ({
  target,
  port,
  priority,
  weight: 1,
});
