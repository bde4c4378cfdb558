/** Advice for the operator, one per problem, with records to paste into a zone. */

import { parseUsername, usernameComplaint } from '../model/username.ts';
import type { Flaw, Problem } from './attempt.ts';
import { certificateMessages } from './messages.ts';
import type { Advice, Settings } from './report.ts';

export interface AdviceContext {
  readonly domain: string;
  /** The host name of facteur, if known. */
  readonly target: string | undefined;
  /** What the first successful client found: the content for SRV records. */
  readonly settings: Settings | undefined;
}

/** Placeholder in records while the name of facteur is unknown; a reserved name (RFC 2606). */
export const placeholderTarget = 'facteur.example';

const configHostLabels = ['autoconfig', 'autodiscover', 'ua-auto-config'];

/** Whether a host exists only for mail clients. */
export const isConfigHost = (host: string, domain: string): boolean =>
  configHostLabels.some((label) => host === `${label}.${domain}`);

/** @returns the advice for a problem; undefined where nothing has to change, such as for one of many optional URLs */
export function adviceFor(problem: Problem, context: AdviceContext): Advice | undefined {
  const { domain } = context;
  switch (problem.kind) {
    case 'no-name': {
      const label = configHostLabels.find((one) => problem.host === `${one}.${domain}`);
      return label === undefined ? undefined : pointToFacteur(problem.host, context);
    }
    case 'no-connection':
      return isConfigHost(problem.host, domain)
        ? {
            text: `${problem.host}: ${problem.why}. Start the server there, or delete its record.`,
          }
        : undefined;
    case 'certificate':
      return isConfigHost(problem.host, domain) || problem.host === context.target
        ? {
            text: `${problem.host}: ${certificateMessages[problem.flaw]}${problem.names.length > 0 ? ` (it names ${problem.names.join(', ')})` : ''}. Get a certificate for ${problem.host}.`,
          }
        : undefined;
    case 'http-status':
      return isConfigHost(new URL(problem.url).hostname, domain)
        ? {
            text: `${problem.url} answers ${problem.status}. If this is facteur, it does not serve ${domain}: add the domain to its configuration. If it is another server, point the record to facteur.`,
          }
        : undefined;
    case 'unauthorized':
      return { text: `${problem.url} asks for a password (401). Make it answer 404 instead.` };
    case 'refused':
      return { text: `${problem.url}: ${problem.why}. Let facteur answer there, or answer 404.` };
    case 'misled':
      return {
        text: `${problem.url} must not answer 200 without settings (${problem.why}). Answer 404, or the settings.`,
      };
    case 'redirect':
      return {
        text: `${problem.url} redirects to ${problem.to}, and ${problem.why}. Answer without this redirect.`,
      };
    case 'own-script':
      return { text: `Tell the users of this domain to type ${problem.address}.` };
    case 'no-digest':
    case 'wrong-digest':
      return {
        text: `${problem.kind === 'no-digest' ? 'Publish' : 'Replace'} the digest of the document at ua-auto-config.${domain}.`,
        records: [`${problem.name}. 3600 IN TXT "v=UAAC1; a=sha256; d=${problem.digest}"`],
      };
    case 'bad-srv':
      return { text: `${problem.name}: ${problem.why}. Point it to a real server, or delete the record.` };
    case 'no-srv':
      return srvRecordAdvice(problem.names, context);
    default:
      return problem satisfies never;
  }
}

/** @returns advice that improves settings that clients already find */
export function adviceForFlaw(flaw: Flaw, context: AdviceContext): Advice | undefined {
  switch (flaw.kind) {
    case 'plain-http':
      return {
        text: `The settings come over plain http. Serve https://autoconfig.${context.domain} with a certificate for that name.`,
      };
    case 'asks-user':
      return pointToFacteur(`autodiscover.${context.domain}`, context);
    case 'username':
      return { text: `${flaw.url}: ${usernameAdvice(flaw.username)}` };
    case 'login':
      return {
        text: `${flaw.url}: the user name ${flaw.meant} is right, and ${flaw.username || 'none'} is what this client makes of it. People type it there, unless the server accepts the address, by %EMAILADDRESS%.`,
      };
    case 'unencrypted':
      return { text: `Enable TLS on ${flaw.host}, and publish its TLS port instead of port ${flaw.port}.` };
    case 'blocked':
      return undefined;
    default:
      return flaw satisfies never;
  }
}

function usernameAdvice(username: string): string {
  const read = parseUsername(username);
  return !read.ok && read.refusal.flaw === 'placeholder'
    ? `the user name ${usernameComplaint(read.refusal)}`
    : 'set the user name to %EMAILADDRESS% or %EMAILLOCALPART%, with nothing around it.';
}

export function pointToFacteur(host: string, { target }: Pick<AdviceContext, 'target'>) {
  return {
    text: target
      ? `Point ${host} to facteur.`
      : `Point ${host} to facteur: replace ${placeholderTarget} with its name.`,
    records: [`${host}. 3600 IN CNAME ${target ?? placeholderTarget}.`],
  } satisfies Advice;
}

function srvRecordAdvice(names: readonly string[], { domain, settings }: AdviceContext): Advice | undefined {
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
