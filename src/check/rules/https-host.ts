/** TLS of the https hosts that clients use; the simulators evaluate the answers. */

import { connectFailureMessage } from '../messages.ts';
import type { ConnectFailure, HttpResponse, Net, Timed } from '../net.ts';
import type { Finding } from '../report.ts';
import { noTlsFinding, tlsFindings, tlsSummary } from './tls.ts';

interface HttpsHost {
  readonly name: string;
  /** Whether clients need it. The domain itself usually is a web site and does not have to listen. */
  readonly needed: boolean;
}

interface HttpsProbe {
  readonly host: HttpsHost;
  readonly response: Timed<HttpResponse, ConnectFailure>;
}

const limitMilliseconds = 10_000;

export async function probeHttpsHost(host: HttpsHost, net: Net): Promise<HttpsProbe> {
  const url = `https://${host.name}/`;
  const request = { url, method: 'HEAD', headers: {}, limitMilliseconds } as const;
  return { host, response: await net.fetch(request) };
}

/** Whether clients accept its certificate. */
export const hasValidCertificate = ({ response }: HttpsProbe): boolean =>
  response.ok && response.value.tls !== undefined;

export function httpsHostFindings({ host, response }: HttpsProbe, now: Date): readonly Finding[] {
  const about = `https://${host.name}`;
  const use = host.needed ? 'configuration' : 'web-site';
  if (response.ok) {
    const { tls } = response.value;
    // A facteur behind `--server http://…` has no TLS yet.
    if (tls === undefined) return [];
    const findings = tlsFindings(about, host.name, tls, use, now);
    return findings.length > 0 ? findings : [{ about, severity: 'ok', what: `${tlsSummary(tls)}.` }];
  }
  const { refusal } = response;
  if (refusal.reason === 'certificate' && refusal.tls) {
    return tlsFindings(about, host.name, refusal.tls, use, now);
  }
  // The DNS rules report hosts that do not exist.
  if ('host' in refusal || !host.needed) return [];
  return refusal.reason === 'tls'
    ? [noTlsFinding(about, refusal)]
    : [
        {
          about,
          severity: 'wrong',
          what: `The TLS connection fails: ${connectFailureMessage(refusal)}.`,
          advice: `Make ${host.name} answer on port 443.`,
        },
      ];
}
