/** What an operator should change, trouble by trouble, with records that can be pasted into a zone. */

import type { Flaw, Trouble } from './attempt.ts';
import { certificateSaid } from './messages.ts';
import type { Advice, Settings } from './report.ts';

export interface Situation {
  readonly domain: string;
  /** The name that facteur answers under, if anybody said. */
  readonly target: string | undefined;
  /** What any client has found by then: what SRV records would have to say. */
  readonly settings: Settings | undefined;
}

/** Stands in records until somebody says what it is; nobody's name (RFC 2606). */
export const unknownTarget = 'facteur.example';

const labels = ['autoconfig', 'autodiscover', 'ua-auto-config'];

/** Whether a host is one of those that are there for mail clients alone. */
export const isConfigHost = (host: string, domain: string): boolean =>
  labels.some((label) => host === `${label}.${domain}`);

/** @returns the advice for a trouble; nothing where it is as it should be, as with a path that is one of many */
export function adviceFor(trouble: Trouble, situation: Situation): Advice | undefined {
  const { domain } = situation;
  switch (trouble.kind) {
    case 'no-name': {
      const label = labels.find((one) => trouble.host === `${one}.${domain}`);
      return label === undefined ? undefined : pointing(trouble.host, situation);
    }
    case 'no-connection':
      return isConfigHost(trouble.host, domain)
        ? {
            text: `${trouble.host}: ${trouble.why}. Start what should answer there, or take its record away.`,
          }
        : undefined;
    case 'certificate':
      return isConfigHost(trouble.host, domain) || trouble.host === situation.target
        ? {
            text: `${trouble.host}: ${certificateSaid[trouble.flaw]}${trouble.names.length > 0 ? ` (it names ${trouble.names.join(', ')})` : ''}. Get one for ${trouble.host}.`,
          }
        : undefined;
    case 'not-there':
      return isConfigHost(new URL(trouble.url).hostname, domain)
        ? {
            text: `${trouble.url} answers ${trouble.status}. If this is facteur, it does not serve ${domain}: name the domain in its configuration. If it is another server, point the record to facteur.`,
          }
        : undefined;
    case 'wants-password':
      return { text: `${trouble.url} asks for a password (401). Make it answer 404 instead.` };
    case 'refused':
      return { text: `${trouble.url}: ${trouble.why}. Have facteur answer there, or nobody: 404.` };
    case 'misled':
      return {
        text: `${trouble.url} must not answer 200 with something else (${trouble.why}). Make it answer 404, or with settings.`,
      };
    case 'redirect':
      return {
        text: `${trouble.url} redirects to ${trouble.to}, and ${trouble.why}. Answer there directly.`,
      };
    case 'no-digest':
    case 'wrong-digest':
      return {
        text: `${trouble.kind === 'no-digest' ? 'Publish' : 'Replace'} the digest of the document at ua-auto-config.${domain}.`,
        records: [`${trouble.name}. 3600 IN TXT "v=UAAC1; a=sha256; d=${trouble.digest}"`],
      };
    case 'bad-srv':
      return { text: `${trouble.name}: ${trouble.why}. Give it a real server, or take the record away.` };
    case 'no-srv':
      return records(trouble.names, situation);
    default:
      return trouble satisfies never;
  }
}

/** @returns what would make settings better that are found already */
export function adviceForFlaw(flaw: Flaw, situation: Situation): Advice | undefined {
  switch (flaw.kind) {
    case 'over-http':
      return {
        text: `The settings come over plain http. Answer https://autoconfig.${situation.domain} with a certificate for that name.`,
      };
    case 'asks-the-person':
      return pointing(`autodiscover.${situation.domain}`, situation);
    case 'username':
      return {
        text: `${flaw.url}: write the user name as %EMAILADDRESS% or %EMAILLOCALPART%, and nothing around it.`,
      };
    case 'unencrypted':
      return { text: `Offer ${flaw.host} with TLS, and publish that in place of port ${flaw.port}.` };
    case 'hindered':
      return undefined;
    default:
      return flaw satisfies never;
  }
}

export function pointing(host: string, { target }: Pick<Situation, 'target'>) {
  return {
    text: target
      ? `Point ${host} to facteur.`
      : `Point ${host} to facteur: put its name in place of ${unknownTarget}.`,
    records: [`${host}. 3600 IN CNAME ${target ?? unknownTarget}.`],
  } satisfies Advice;
}

function records(names: readonly string[], { domain, settings }: Situation): Advice | undefined {
  if (!settings) return undefined;
  const lines = [settings.incoming, { ...settings.outgoing, protocol: 'smtp' as const }]
    .filter(({ security }) => security !== 'none')
    .map(({ protocol, security, port, host }) => {
      const service = protocol === 'smtp' ? 'submission' : protocol;
      return `_${service}${security === 'tls' ? 's' : ''}._tcp.${domain}. 3600 IN SRV 0 1 ${port} ${host}.`;
    });
  return {
    text: `Publish the mail servers in DNS${names.length > 0 ? `; missing: ${names.join(', ')}` : ''}.`,
    records: lines,
  };
}
