/** The imported provider as a configuration document, and as YAML with all losses in a comment. */

import { stringify } from 'yaml';
import { type ConfigDocument, type ProviderDocument, readConfig } from '../../config/index.ts';
import { serverUrl } from '../../config/server-url.ts';
import type { Protocol, Security } from '../../model/account.ts';
import type { ServerDocument } from '../../providers/ispdb/server.ts';
import { schemaKeysAt } from '../shared/schema-keys.ts';
import { printable } from '../shared/stdio.ts';
import type { ImportedConfig, Loss, Origin } from './imported-provider.ts';

export function configDocument({ id, provider, domains }: ImportedConfig): ConfigDocument {
  return {
    providers: { [id]: providerDocument(provider) },
    ...(domains.length === 0 ? {} : { domains: Object.fromEntries(domains.map((domain) => [domain, id])) }),
  };
}

/** @returns the errors that keep a server from starting with it */
export function documentFlaws(document: ConfigDocument): readonly string[] {
  const config = readConfig(document, schemaKeysAt);
  return config.ok ? [] : config.refusal.map(({ path, message }) => `${path}: ${message}`);
}

/** As short as the configuration allows. */
function providerDocument(provider: ImportedConfig['provider']): ProviderDocument {
  const { name, shortName, incoming, outgoing, manual, services, documentation, instructions } = provider;
  return {
    name,
    ...(shortName === name ? {} : { shortName }),
    ...(incoming.length === 0 ? {} : { incoming: incoming.map(shortest) }),
    ...(outgoing.length === 0 ? {} : { outgoing: outgoing.map(shortest) }),
    ...(manual.length === 0 ? {} : { manual: manual.map(shortest) }),
    ...services,
    ...(documentation.length === 0 ? {} : { documentation }),
    ...(Object.keys(instructions).length === 0 ? {} : { instructions }),
  };
}

function shortest<OfProtocol extends Protocol, WithSecurity extends Security>(
  server: ServerDocument<OfProtocol, WithSecurity>,
): string | ServerDocument<OfProtocol, WithSecurity> {
  const { authentication, username } = server;
  const usual = authentication.length === 1 && authentication[0] === 'password';
  return usual && username === '%EMAILADDRESS%' ? serverUrl(server) : server;
}

/** @param source as given on the command line */
export function yamlOf(source: string, imported: ImportedConfig, document: ConfigDocument): string {
  const { from, lost, domains } = imported;
  const comments = [
    `What facteur import made of ${source}.`,
    '',
    ...from.map(originLine),
    ...(domains.length === 0 ? ['', 'It names no domain: write yours under domains.'] : []),
    ...(lost.length === 0 ? [] : ['', 'Lost:', ...lost.map((one) => `  ${lossLine(one)}`)]),
  ];
  const head = comments.map((comment) => `# ${printable(comment)}`.trimEnd());
  return `${head.join('\n')}\n\n${stringify(document, { lineWidth: 0 })}`;
}

export const lossLine = ({ where, what }: Loss): string => `${where}: ${what}`;
const originLine = ({ what, where }: Origin): string => `${what}: ${where}`;
