/** The https hosts that clients ask, as far as TLS goes; what they answer is the clients' to judge. */

import { failureSaid } from '../messages.ts';
import type { ConnectFailure, HttpResponse, Net, Timed } from '../net.ts';
import type { Finding } from '../report.ts';
import { noTlsFinding, tlsFindings, tlsSaid } from './tls.ts';

export interface WebHost {
  readonly name: string;
  /** Whether clients come to nothing without it: the domain itself is usually a web site, and need not listen. */
  readonly needed: boolean;
}

export interface WebSeen {
  readonly host: WebHost;
  readonly answer: Timed<HttpResponse, ConnectFailure>;
}

const limitMilliseconds = 10_000;

export async function lookAtWebHost(host: WebHost, net: Net): Promise<WebSeen> {
  const url = `https://${host.name}/`;
  const request = { url, method: 'HEAD', headers: {}, limitMilliseconds } as const;
  return { host, answer: await net.fetch(request) };
}

/** Whether a client would take it as it is. */
export const isSound = ({ answer }: WebSeen): boolean => answer.ok && answer.value.tls !== undefined;

export function webFindings({ host, answer }: WebSeen, now: Date): readonly Finding[] {
  const about = `https://${host.name}`;
  const use = host.needed ? 'configuration' : 'web-site';
  if (answer.ok) {
    const { tls } = answer.value;
    // A facteur that is asked without TLS, before it is in its place.
    if (tls === undefined) return [];
    const findings = tlsFindings(about, host.name, tls, use, now);
    return findings.length > 0 ? findings : [{ about, severity: 'ok', what: `${tlsSaid(tls)}.` }];
  }
  const { refusal } = answer;
  if (refusal.reason === 'certificate' && refusal.tls) {
    return tlsFindings(about, host.name, refusal.tls, use, now);
  }
  // That there is no such host is for DNS to say.
  if ('host' in refusal || !host.needed) return [];
  return refusal.reason === 'tls'
    ? [noTlsFinding(about, refusal)]
    : [
        {
          about,
          severity: 'wrong',
          what: `Asked for its certificate: ${failureSaid(refusal)}.`,
          advice: `Let ${host.name} answer on port 443.`,
        },
      ];
}
