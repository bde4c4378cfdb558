/**
 * Warnings about an autoconfig file: everything that is left out or changed produces one. Warnings are data; only this
 * file turns them into sentences for the operator.
 */

import type { BodyFlaw } from '../../model/refusal.ts';
import { parseUsername } from '../../model/username.ts';

export type Warning = Reason & {
  /** As XPath below `clientConfig`: `emailProvider/incomingServer[2]/authentication`, `emailProvider/@id`. */
  readonly path: string;
};

/** Records a warning. */
export type Warn = (warning: Warning) => void;

/** Why an element is left out, with its content. */
export type ElementLeftOut =
  | { readonly kind: 'not-kept'; readonly element: NotKept }
  | { readonly kind: 'element-unknown' }
  | { readonly kind: 'repeated' }
  | { readonly kind: 'domain-unfit'; readonly domain: string }
  | { readonly kind: 'link-unfit'; readonly url: string | undefined }
  | { readonly kind: 'url-unfit'; readonly url: string }
  | { readonly kind: 'endpoints-incomplete' }
  | { readonly kind: 'text-unfit'; readonly flaw: TextFlaw }
  | { readonly kind: 'language-unfit'; readonly language: string }
  | { readonly kind: 'authentication-unknown'; readonly method: string }
  | ServerLeftOut;

export type ServerLeftOut =
  | { readonly kind: 'type-unknown'; readonly type: string | undefined }
  | { readonly kind: 'part-missing'; readonly part: SectionPart }
  | { readonly kind: 'host-unfit'; readonly host: string }
  | { readonly kind: 'port-unfit'; readonly port: string }
  | { readonly kind: 'socketType-unknown'; readonly socketType: string }
  | { readonly kind: 'authentication-missing'; readonly methods: readonly string[] }
  | { readonly kind: 'username-unfit'; readonly username: string };

/** Why a value is changed or used for another purpose than in the file. */
type Changed =
  | { readonly kind: 'plaintext' }
  | { readonly kind: 'username-not-fillable'; readonly username: string }
  | { readonly kind: 'nothing-for-clients'; readonly missing: readonly ServerSection[] }
  | { readonly kind: 'username-missing'; readonly taken: string }
  | { readonly kind: 'id-unfit'; readonly id: string | undefined; readonly taken: string }
  | { readonly kind: 'name-unfit'; readonly name: string | undefined; readonly taken: string }
  | { readonly kind: 'title-missing'; readonly taken: string }
  | { readonly kind: 'language-missing'; readonly taken: string };

/** Why an attribute or a text is left out. */
type DetailLeftOut = { readonly kind: 'attribute-unknown' } | { readonly kind: 'text-unknown' };

type Reason = ElementLeftOut | Changed | DetailLeftOut;

export type ServerSection = 'incomingServer' | 'outgoingServer';
type SectionPart = 'hostname' | 'port' | 'socketType' | 'issuer' | 'url' | 'loginPage';
export type TextFlaw = 'empty' | 'too-long' | 'placeholder' | 'control-character';

/** Elements of the format that facteur does not support, with a description. */
const notKept = {
  addThisServer: 'an option of old clients',
  authentication: 'an authentication method other than that of mail',
  chatServer: 'a chat server',
  clientID: 'an OAuth2 client id',
  clientSecret: 'an OAuth2 client secret',
  clientConfigUpdate: 'the URL of a newer file',
  fileShare: 'file storage',
  inputField: 'an input field for the user',
  loginPageInfo: 'the form fields of a webmail page',
  password: 'a password, which must not be in such a file',
  pop3: 'options of POP3',
  restriction: 'a restriction, such as to the network of the provider',
  useGlobalPreferredServer: 'an option of old clients',
  username: 'a user name that not every client accepts',
  userinput: 'an input field for the user',
  videoConference: 'a video conference server',
} as const;
type NotKept = keyof typeof notKept;

export const isNotKept = (element: string): element is NotKept => Object.hasOwn(notKept, element);

/** @returns what was left out or changed and why; the caller writes the path and a colon before it */
export function describeWarning(warning: Warning): string {
  switch (warning.kind) {
    case 'not-kept':
      return `left out, not supported yet: ${notKept[warning.element]}`;
    case 'element-unknown':
      return 'left out: unknown element';
    case 'attribute-unknown':
      return 'left out: unknown attribute, or unknown value';
    case 'text-unknown':
      return 'text left out: only elements are allowed here';
    case 'repeated':
      return 'left out: duplicate';
    case 'domain-unfit':
      return `left out: ${quoted(warning.domain)} is not a domain name`;
    case 'link-unfit':
      return warning.url === undefined
        ? 'left out: it has no URL'
        : `left out: ${quoted(warning.url)} is not an http or https URL without placeholders`;
    case 'url-unfit':
      return `left out: ${quoted(warning.url)} is not an https URL`;
    case 'endpoints-incomplete':
      return 'left out: clients need scope, authURL and tokenURL together, with https URLs';
    case 'text-unfit':
      return `left out: the text ${textFlaws[warning.flaw]}`;
    case 'language-unfit':
      return `left out: ${quoted(warning.language)} is not a language tag`;
    case 'authentication-unknown':
      return `left out: unknown authentication ${quoted(warning.method)}`;
    case 'type-unknown':
      return warning.type === undefined
        ? 'left out: it has no type'
        : `left out: unknown type ${quoted(warning.type)}`;
    case 'part-missing':
      return `left out: it has no ${warning.part}`;
    case 'host-unfit':
      return `left out: ${quoted(warning.host)} is not a host name`;
    case 'port-unfit':
      return `left out: ${quoted(warning.port)} is not a port`;
    case 'socketType-unknown':
      return `left out: unknown socketType ${quoted(warning.socketType)}`;
    case 'authentication-missing':
      return warning.methods.length === 0
        ? 'left out: it has no authentication'
        : `left out: only unknown authentication: ${warning.methods.map(quoted).join(', ')}`;
    case 'username-unfit':
      return `left out: ${quoted(warning.username)} is not a user name that every client accepts`;
    case 'plaintext':
      return 'not encrypted: moved to manual, shown on the page only';
    case 'username-not-fillable':
      return `clients cannot fill in ${quoted(warning.username)}: moved to manual, shown on the page only${meantInstead(warning.username)}`;
    case 'nothing-for-clients':
      return `no ${warning.missing.join(' and no ')} for clients: all servers moved to manual, shown on the page only`;
    case 'username-missing':
      return `has no user name: using ${warning.taken}`;
    case 'id-unfit':
      return `${warning.id === undefined ? 'is missing' : `${quoted(warning.id)} is not a host name`}: using the id ${warning.taken}`;
    case 'name-unfit':
      return `${warning.name === undefined ? 'is missing' : `${quoted(warning.name)} is too long or not plain text`}: using ${quoted(warning.taken)}`;
    case 'title-missing':
      return `has no title: using ${quoted(warning.taken)}`;
    case 'language-missing':
      return `has no language: using "${warning.taken}"`;
  }
}

const textFlaws: Readonly<Record<TextFlaw, string>> = {
  empty: 'is empty',
  'too-long': 'is too long',
  placeholder: 'contains a placeholder, which is allowed in host and user name only',
  'control-character': 'contains a control character',
};

/** Why a file cannot be read at all. */
export type FileFlaw =
  | { readonly reason: 'too-long'; readonly limitCharacters: number }
  | { readonly reason: 'xml'; readonly flaw: BodyFlaw }
  | { readonly reason: 'provider-missing' }
  | { readonly reason: 'id-missing' };

/** @returns the reason; the caller writes the file name before it */
export function describeFileFlaw(flaw: FileFlaw): string {
  switch (flaw.reason) {
    case 'too-long':
      return `has more than ${flaw.limitCharacters} characters`;
    case 'xml':
      return xmlFlaws[flaw.flaw];
    case 'provider-missing':
      return 'has no emailProvider';
    case 'id-missing':
      return 'has no id and no domain to use as id';
  }
}

const xmlFlaws: Readonly<Record<BodyFlaw, string>> = {
  'cut-short': 'is cut short',
  encoding: 'has an unsupported encoding',
  doctype: 'has a DOCTYPE, which is not allowed',
  'too-much-markup': 'has more markup than is allowed',
  'not-well-formed': 'is not well-formed XML',
  'unexpected-root': 'is not an autoconfig file: its root element is not clientConfig',
};

/** Quotes input from the file for one line of a terminal. */
function quoted(text: string): string {
  const line = text.replace(/[\p{C}\s]+/gu, ' ');
  return `"${line.length > 80 ? `${[...line].slice(0, 80).join('')}…` : line}"`;
}

function meantInstead(text: string): string {
  const username = parseUsername(text);
  return !username.ok && username.refusal.flaw === 'placeholder'
    ? `; did you mean ${username.refusal.meant}?`
    : '';
}
