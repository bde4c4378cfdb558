/**
 * Writes a provider as a file of the ISPDB (github.com/thunderbird/autoconfig), version 1.1, with the steps for people
 * under `enable`. Clients read it as they read our answers, so it has no server without encryption.
 */

import { emailProvider, otherServices, servicesWithOwnLogin } from '../../../templates/autoconfig.ts';
import { serverUrl } from '../../config/server-url.ts';
import { writeXml } from '../../format/xml.ts';
import type { Account } from '../../model/account.ts';
import type { Loss } from '../import/imported-provider.ts';

interface IspdbFile {
  readonly xml: string;
  /** Settings of the provider that the format cannot express. */
  readonly lost: readonly Loss[];
}

/** @returns undefined for a provider without both an incoming and an outgoing server */
export function ispdbFile(account: Account, domains: readonly string[]): IspdbFile | undefined {
  const { incoming, outgoing, instructions } = account;
  if (incoming.length === 0 || outgoing.length === 0) return undefined;
  const sentences = Object.entries(instructions).flatMap(([lang, texts]) =>
    texts.map((text) => ({ '@lang': lang, '#text': text })),
  );
  const xml = writeXml({
    clientConfig: {
      '@version': '1.1',
      ...servicesWithOwnLogin(account),
      emailProvider: {
        ...emailProvider({ ...account, extended: false }, domains),
        enable: sentences.length === 0 ? undefined : { instruction: sentences },
      },
      ...otherServices(account),
    },
  });
  return { xml, lost: lossesOf(account) };
}

/** In the order of the model. */
const wordless = ['activesync', 'ews', 'autodiscover', 'jmap', 'ldap', 'mtaSts', 'tlsReports'] as const;

function lossesOf(account: Account): readonly Loss[] {
  const lost = (where: string, what: string): Loss => ({ where: `${account.id} ${where}`, what });
  return [
    ...account.manual.map((server) =>
      lost('manual', `left out: ${serverUrl(server)}, which is for people only`),
    ),
    ...wordless
      .filter((name) => account[name] !== undefined)
      .map((name) => lost(name, 'left out: the ISPDB cannot express it')),
    ...(account.oauth2 && !account.oauth2.endpoints
      ? [lost('oauth2', 'left out: the ISPDB needs its end-points and scope')]
      : []),
    ...(account.oauth2?.openRegistration
      ? [lost('oauth2.openRegistration', 'left out: the ISPDB cannot express it')]
      : []),
  ];
}
