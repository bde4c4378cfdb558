/**
 * A small autoconfig file and its result; each row of the tables in this folder is one change that occurs in real
 * files.
 */

import {
  type AutoconfigFile,
  type FileDocument,
  readAutoconfigFile,
} from '../../../../src/providers/ispdb/file.ts';
import type { Warning } from '../../../../src/providers/ispdb/warning.ts';

/** A server section, part by part; each is XML. */
export interface Server {
  readonly attributes?: string;
  readonly hostname?: string;
  readonly port?: string;
  readonly socketType?: string;
  readonly authentication?: string;
  readonly username?: string;
  readonly more?: string;
}

export const element = (name: string, text: string | undefined): string =>
  text === '' || text === undefined ? '' : `<${name}>${text}</${name}>`;

export const section = (name: string, server: Required<Server>): string =>
  `<${name} ${server.attributes}>
      ${element('hostname', server.hostname)}
      ${element('port', server.port)}
      ${element('socketType', server.socketType)}
      ${server.authentication}
      ${element('username', server.username)}
      ${server.more}
    </${name}>`;

export const cleartext = '<authentication>password-cleartext</authentication>';
export const login = { authentication: cleartext, username: '%EMAILADDRESS%', more: '' };
export const encrypted = { socketType: 'SSL', ...login };

export const incoming = (changes: Server = {}): string =>
  section('incomingServer', {
    attributes: 'type="imap"',
    hostname: 'imap.example.net',
    port: '993',
    ...encrypted,
    ...changes,
  });

export const outgoing = (changes: Server = {}): string =>
  section('outgoingServer', {
    attributes: 'type="smtp"',
    hostname: 'smtp.example.net',
    port: '465',
    ...encrypted,
    ...changes,
  });

/** The file, part by part. */
export const plain = {
  root: 'version="1.1"',
  id: 'id="example.net"',
  domains: '<domain>example.net</domain>',
  names: '<displayName>Example Mail</displayName><displayShortName>Example</displayShortName>',
  incoming: incoming(),
  outgoing: outgoing(),
  more: '',
  beside: '',
};
export type Parts = Partial<typeof plain>;

export function xmlOf(changes: Parts = {}): string {
  const parts = { ...plain, ...changes };
  return `<clientConfig ${parts.root}>
  <emailProvider ${parts.id}>
    ${parts.domains}
    ${parts.names}
    ${parts.incoming}
    ${parts.outgoing}
    ${parts.more}
  </emailProvider>
  ${parts.beside}
</clientConfig>`;
}

export function fileOf(xml: string): AutoconfigFile {
  const file = readAutoconfigFile(xml);
  if (file.ok) return file.value;
  throw new Error(JSON.stringify(file.refusal));
}

export const imap: FileDocument['incoming'][number] = {
  protocol: 'imap',
  host: 'imap.example.net',
  port: 993,
  security: 'tls',
  authentication: ['password'],
  username: '%EMAILADDRESS%',
};
export const smtp: FileDocument['outgoing'][number] = {
  ...imap,
  protocol: 'smtp',
  host: 'smtp.example.net',
  port: 465,
};

export interface Row {
  /** The variant, and the file where it occurs. */
  readonly why: string;
  readonly parts: Parts;
  /** The difference from the basic file. */
  readonly kind?: AutoconfigFile['kind'];
  readonly id?: string;
  readonly domains?: readonly string[];
  readonly mxDomains?: readonly string[];
  readonly document?: Partial<FileDocument>;
  readonly warnings?: readonly Warning[];
}

export const provider = 'emailProvider';
export const server = `${provider}/incomingServer`;
export const help = 'https://example.net/help';

export const method = (...methods: string[]): string =>
  methods.map((name) => `<authentication>${name}</authentication>`).join('');
