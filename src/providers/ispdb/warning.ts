/**
 * What an autoconfig file holds that was not taken over as it stands: nothing of a file goes missing without one
 * of these. They are data, and worded here alone, for the operator who brought the file.
 */

import type { BodyFlaw } from '../../model/refusal.ts';

export type Warning = Reason & {
  /** As XPath below `clientConfig`: `emailProvider/incomingServer[2]/authentication`, `emailProvider/@id`. */
  readonly path: string;
};

/** Takes note of one. */
export type Warn = (warning: Warning) => void;

/** Why an element is left out, with all that is in it. */
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

/** Why something is taken over in another form, or for another purpose, than the file meant. */
export type Changed =
  | { readonly kind: 'plaintext' }
  | { readonly kind: 'username-not-fillable'; readonly username: string }
  | { readonly kind: 'nothing-for-clients'; readonly missing: readonly ServerSection[] }
  | { readonly kind: 'username-missing'; readonly taken: string }
  | { readonly kind: 'id-unfit'; readonly id: string | undefined; readonly taken: string }
  | { readonly kind: 'name-unfit'; readonly name: string | undefined; readonly taken: string }
  | { readonly kind: 'title-missing'; readonly taken: string }
  | { readonly kind: 'language-missing'; readonly taken: string };

/** Why something that is no element is left out. */
export type DetailLeftOut = { readonly kind: 'attribute-unknown' } | { readonly kind: 'text-unknown' };

type Reason = ElementLeftOut | Changed | DetailLeftOut;

export type ServerSection = 'incomingServer' | 'outgoingServer';
export type SectionPart = 'hostname' | 'port' | 'socketType' | 'issuer' | 'url' | 'loginPage';
export type TextFlaw = 'empty' | 'too-long' | 'placeholder' | 'control-character';

/** What a version of the format knows and facteur does not keep, by element. */
const notKept = {
  addThisServer: 'an option of old clients',
  authentication: 'another way to log in than that of mail',
  chatServer: 'a chat server',
  clientID: 'the name by which clients call themselves at an issuer',
  clientSecret: 'what clients share with an issuer',
  clientConfigUpdate: 'the address of a newer file',
  fileShare: 'a place for files',
  inputField: 'a question that a client would have to ask',
  loginPageInfo: 'the fields of a page of webmail',
  password: 'a password, which belongs into no file of this kind',
  pop3: 'options of POP3',
  restriction: 'a restriction, such as to the network of the provider',
  useGlobalPreferredServer: 'an option of old clients',
  username: 'another user name than that of mail',
  userinput: 'a question that a client would have to ask',
  videoConference: 'a server for video conferences',
} as const;
export type NotKept = keyof typeof notKept;

export const isNotKept = (element: string): element is NotKept => Object.hasOwn(notKept, element);

/** @returns what happened to the place and why, without the path: a sentence that goes on after it and a colon */
export function warningInWords(warning: Warning): string {
  switch (warning.kind) {
    case 'not-kept':
      return `left out, for it is not kept yet: ${notKept[warning.element]}`;
    case 'element-unknown':
      return 'left out: no version of the format has such an element here';
    case 'attribute-unknown':
      return 'left out: no version of the format has such an attribute here, or such a value of it';
    case 'text-unknown':
      return 'its own text is left out: only elements belong here';
    case 'repeated':
      return 'left out: it stands here a second time';
    case 'domain-unfit':
      return `left out: ${quoted(warning.domain)} is no domain name`;
    case 'link-unfit':
      return warning.url === undefined
        ? 'left out: it has no URL'
        : `left out: ${quoted(warning.url)} is no http or https URL without placeholders`;
    case 'url-unfit':
      return `left out: ${quoted(warning.url)} is no https URL`;
    case 'endpoints-incomplete':
      return 'left out: clients need scope, authURL and tokenURL, all three, and the URLs to be https';
    case 'text-unfit':
      return `left out: the text ${textFlaws[warning.flaw]}`;
    case 'language-unfit':
      return `left out: ${quoted(warning.language)} is no language tag`;
    case 'authentication-unknown':
      return `left out: authentication by ${quoted(warning.method)} is not known here`;
    case 'type-unknown':
      return warning.type === undefined
        ? 'left out: it has no type'
        : `left out: servers of type ${quoted(warning.type)} are not known here`;
    case 'part-missing':
      return `left out: it has no ${warning.part}`;
    case 'host-unfit':
      return `left out: ${quoted(warning.host)} is no host name`;
    case 'port-unfit':
      return `left out: ${quoted(warning.port)} is no port`;
    case 'socketType-unknown':
      return `left out: socketType ${quoted(warning.socketType)} is not known`;
    case 'authentication-missing':
      return warning.methods.length === 0
        ? 'left out: it has no authentication'
        : `left out: no authentication that is known here, only ${warning.methods.map(quoted).join(', ')}`;
    case 'username-unfit':
      return `left out: ${quoted(warning.username)} cannot be a user name for every client`;
    case 'plaintext':
      return 'not encrypted: shown to people only, in manual';
    case 'username-not-fillable':
      return `no client can fill in ${quoted(warning.username)}: shown to people only, in manual`;
    case 'nothing-for-clients':
      return `no ${warning.missing.join(' and no ')} that clients may be sent to: everything is for people only, in manual`;
    case 'username-missing':
      return `has no user name: taken to be ${warning.taken}`;
    case 'id-unfit':
      return `${warning.id === undefined ? 'is missing' : `${quoted(warning.id)} is no host name`}: ${warning.taken} is the id instead`;
    case 'name-unfit':
      return `${warning.name === undefined ? 'is missing' : `${quoted(warning.name)} is too long or no plain text`}: ${quoted(warning.taken)} stands in for it`;
    case 'title-missing':
      return `has no title: ${quoted(warning.taken)} stands in for it`;
    case 'language-missing':
      return `has no language: taken to be "${warning.taken}"`;
  }
}

const textFlaws: Readonly<Record<TextFlaw, string>> = {
  empty: 'is empty',
  'too-long': 'is too long',
  placeholder: 'holds a placeholder, which belongs into host or user name only',
  'control-character': 'holds a control character',
};

/** Why a file is no provider at all. */
export type FileFlaw =
  | { readonly reason: 'too-long'; readonly limitCharacters: number }
  | { readonly reason: 'xml'; readonly flaw: BodyFlaw }
  | { readonly reason: 'provider-missing' }
  | { readonly reason: 'id-missing' };

/** @returns a sentence that goes on after the name of the file and a colon */
export function fileFlawInWords(flaw: FileFlaw): string {
  switch (flaw.reason) {
    case 'too-long':
      return `has more than ${flaw.limitCharacters} characters`;
    case 'xml':
      return xmlFlaws[flaw.flaw];
    case 'provider-missing':
      return 'has no emailProvider';
    case 'id-missing':
      return 'has neither an id nor a domain to name the provider by';
  }
}

const xmlFlaws: Readonly<Record<BodyFlaw, string>> = {
  'cut-short': 'is cut short',
  encoding: 'is in no encoding that is read here',
  doctype: 'has a DOCTYPE, which is not read',
  'not-well-formed': 'is no well-formed XML',
  'unexpected-root': 'is no autoconfig file: its root element is not clientConfig',
};

/** What came out of a file, fit for a terminal and for one line. */
function quoted(text: string): string {
  const line = text.replace(/[\p{C}\s]+/gu, ' ');
  return `"${line.length > 80 ? `${[...line].slice(0, 80).join('')}…` : line}"`;
}
