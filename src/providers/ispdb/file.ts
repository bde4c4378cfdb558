/**
 * Reads an autoconfig file (Thunderbird's format, as in the ISPDB) into a provider document. Versions 1.0, 1.1 and 1.2
 * are parsed the same way, as draft-ietf-mailmaint-autoconfig-06 requires.
 *
 * Everything that the model does not support is left out with a warning.
 */

import { readXmlWithAttributes } from '../../format/xml.ts';
import {
  type Encryption,
  type IncomingProtocol,
  incomingProtocols,
  type OutgoingProtocol,
  outgoingProtocols,
} from '../../model/account.ts';
import { type Domain, parseDomain } from '../../model/address.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import { attributePath, firstOf, leafText, readChildren, type Section, sectionOf } from './section.ts';
import { readServer, type ServerDocument } from './server.ts';
import { type MailLogin, readServices, type ServicesDocument, serviceElements } from './services.ts';
import {
  type DocumentationDocument,
  readDocumentation,
  readEnabling,
  readName,
  readShortName,
} from './texts.ts';
import type { FileFlaw, ServerSection, Warn, Warning } from './warning.ts';

export interface AutoconfigFile {
  /** `people-only`: no usable incoming or no usable outgoing server, so all servers go into `manual`. */
  readonly kind: 'provider' | 'people-only';
  readonly id: Domain;
  readonly document: FileDocument;
  /** The mail domains in the file. */
  readonly domains: readonly Domain[];
  /** Domains marked as hosts of MX records; they are not mail domains. */
  readonly mxDomains: readonly Domain[];
  readonly warnings: readonly Warning[];
}

/** The content of a file as a complete `ProviderDocument`. */
export interface FileDocument extends ServicesDocument {
  name: string;
  shortName: string;
  incoming: ServerDocument<IncomingProtocol, Encryption>[];
  outgoing: ServerDocument<OutgoingProtocol, Encryption>[];
  manual: ServerDocument[];
  documentation: DocumentationDocument[];
  instructions: Record<string, string[]>;
}

/** The longest files of the ISPDB have some 10,000 characters. */
const limitCharacters = 256 * 1024;

/** @param text of the file; a byte order mark and white space before the first tag are ignored */
export function readAutoconfigFile(text: string): Result<AutoconfigFile, FileFlaw> {
  if (text.length > limitCharacters) return refuse({ reason: 'too-long', limitCharacters });
  const root = readXmlWithAttributes(text.trim());
  if (!root.ok) return refuse({ reason: 'xml', flaw: root.refusal });
  if (root.value.name !== 'clientConfig') return refuse({ reason: 'xml', flaw: 'unexpected-root' });
  const warnings: Warning[] = [];
  const file = readRoot(sectionOf(root.value), (warning) => warnings.push(warning));
  return file.ok ? ok({ ...file.value, warnings }) : file;
}

/** Elements that may be inside of `emailProvider` or next to it. */
type OuterElement = 'enable' | (typeof serviceElements)[number];

type FileWithoutWarnings = Omit<AutoconfigFile, 'warnings'>;

function readRoot(root: Section, warn: Warn): Result<FileWithoutWarnings, FileFlaw> {
  // googlemail.com.xml and web.de.xml have `enable` next to the provider, other files inside.
  const part = readChildren(root, ['emailProvider', 'enable', ...serviceElements], ['version'], warn);
  const provider = firstOf(part('emailProvider'), warn);
  if (!provider) return refuse({ reason: 'provider-missing' });
  return readProvider(provider, part, warn);
}

function readProvider(
  section: Section,
  outer: (name: OuterElement) => readonly Section[],
  warn: Warn,
): Result<FileWithoutWarnings, FileFlaw> {
  const part = readChildren(
    section,
    [
      'domain',
      'displayName',
      'displayShortName',
      'incomingServer',
      'outgoingServer',
      'documentation',
      'instruction',
      'enable',
      'enableURL',
      ...serviceElements,
    ],
    ['id'],
    warn,
  );
  const { domains, mxDomains } = readDomains(part('domain'), warn);
  const id = readId(section, domains[0], warn);
  if (!id) return refuse({ reason: 'id-missing' });
  const name = readName(part('displayName'), section.path, id, warn);
  const shortName = readShortName(part('displayShortName'), section.path, name, warn);
  const { kind, ...servers } = readServers(
    part('incomingServer'),
    part('outgoingServer'),
    section.path,
    warn,
  );
  const links = [...part('documentation'), ...part('instruction')].flatMap(
    (link) => readDocumentation(link, warn) ?? [],
  );
  const enabling = [...part('enable'), ...part('enableURL'), ...outer('enable')].map((enable) =>
    readEnabling(enable, warn),
  );
  const instructions: Record<string, string[]> = {};
  for (const { language, text } of enabling.flatMap((enable) => enable.instructions)) {
    instructions[language] = [...(instructions[language] ?? []), text];
  }
  const documentation = [...links, ...enabling.flatMap(({ link }) => link ?? [])];
  const services = readServices(
    (element) => [...outer(element), ...part(element)],
    servers.incoming[0] ?? defaultLogin,
    warn,
  );
  const document: FileDocument = { name, shortName, ...servers, ...services, documentation, instructions };
  return ok({ kind, id, document, domains, mxDomains });
}

/** @param fallback the id if the file's own is not a domain name, such as a sentence */
function readId(section: Section, fallback: Domain | undefined, warn: Warn): Domain | undefined {
  const id = section.attributes.get('id');
  const domain = parseDomain(id?.trim() ?? '');
  if (domain.ok) return domain.value;
  if (fallback) warn({ kind: 'id-unfit', id, taken: fallback, path: attributePath(section, 'id') });
  return fallback;
}

function readDomains(
  sections: readonly Section[],
  warn: Warn,
): { readonly domains: readonly Domain[]; readonly mxDomains: readonly Domain[] } {
  const domains = new Set<Domain>();
  const mxDomains = new Set<Domain>();
  for (const section of sections) {
    const { path } = section;
    const text = leafText(section, ['purpose'], warn);
    const domain = parseDomain(text);
    if (!domain.ok) {
      warn({ kind: 'domain-unfit', domain: text, path });
      continue;
    }
    const purpose = section.attributes.get('purpose');
    // An unknown value counts as absent (draft, "XML validation").
    if (purpose !== undefined && purpose !== 'mx') {
      warn({ kind: 'attribute-unknown', path: attributePath(section, 'purpose') });
    }
    const target = purpose === 'mx' ? mxDomains : domains;
    if (target.has(domain.value)) warn({ kind: 'repeated', path });
    target.add(domain.value);
  }
  return { domains: [...domains], mxDomains: [...mxDomains] };
}

/** The default of a provider document. */
const defaultLogin: MailLogin = { username: '%EMAILADDRESS%', authentication: ['password'] };

type Servers = Pick<AutoconfigFile, 'kind'> & Pick<FileDocument, 'incoming' | 'outgoing' | 'manual'>;

/** Clients need both directions: without an incoming and an outgoing server for clients, all servers go into `manual`. */
function readServers(
  incomingSections: readonly Section[],
  outgoingSections: readonly Section[],
  path: string,
  warn: Warn,
): Servers {
  const incoming = incomingSections.flatMap((section) => readServer(section, incomingProtocols, warn) ?? []);
  const outgoing = outgoingSections.flatMap((section) => readServer(section, outgoingProtocols, warn) ?? []);
  const forIncoming = incoming.flatMap((one) => (one.for === 'clients' ? [one.server] : []));
  const forOutgoing = outgoing.flatMap((one) => (one.for === 'clients' ? [one.server] : []));
  const all = [...incoming, ...outgoing];
  if (forIncoming.length > 0 && forOutgoing.length > 0) {
    const manual = all.flatMap((one) => (one.for === 'people' ? [one.server] : []));
    return { kind: 'provider', incoming: forIncoming, outgoing: forOutgoing, manual };
  }
  const missing: ServerSection[] = [
    ...(forIncoming.length === 0 ? (['incomingServer'] as const) : []),
    ...(forOutgoing.length === 0 ? (['outgoingServer'] as const) : []),
  ];
  warn({ kind: 'nothing-for-clients', missing, path });
  return { kind: 'people-only', incoming: [], outgoing: [], manual: all.map(({ server }) => server) };
}
