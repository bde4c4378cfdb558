/**
 * Reads the other services of an autoconfig file: calendars, address books, filters, webmail, OAuth2. Their elements
 * are next to `emailProvider`, and in files of some servers inside of it.
 */

import { serviceFields } from '../../config/services.ts';
import type { Authentication } from '../../model/account.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import { parseUsername } from '../../model/username.ts';
import { firstOf, leafText, readChildren, readOrLeaveOut, type Section } from './section.ts';
import { authenticationWords, socketTypes } from './server.ts';
import type { ElementLeftOut, Warn } from './warning.ts';

export interface ServicesDocument {
  oauth2?: OAuth2Document;
  webmail?: string;
  caldav?: ServiceDocument;
  carddav?: ServiceDocument;
  managesieve?: ServiceDocument;
}

/** A URL alone, or with a user name that differs from that of mail. */
type ServiceDocument = string | { url: string; username: string };

interface OAuth2Document {
  issuer: string;
  authorization?: string;
  token?: string;
  scope?: string;
}

/** The draft has `addressbook` in its table, and `addressBook` in its sample, like version 1.1. */
export const serviceElements = [
  'addressBook',
  'addressbook',
  'calendar',
  'oAuth2',
  'setupServer',
  'webMail',
] as const;
type Part = (name: (typeof serviceElements)[number]) => readonly Section[];

/** The login of the incoming server, which services share that name no other user name. */
export interface MailLogin {
  readonly username: string;
  readonly authentication: readonly Authentication[];
}

/** @param part returns the sections of a name */
export function readServices(part: Part, login: MailLogin, warn: Warn): ServicesDocument {
  const addressBooks = [...part('addressbook'), ...part('addressBook')];
  const oauth2 = firstUsable(part('oAuth2'), readOAuth2, warn);
  const webmail = firstUsable(part('webMail'), readWebmail, warn);
  const caldav = firstUsable(part('calendar'), urlService('caldav', login), warn);
  const carddav = firstUsable(addressBooks, urlService('carddav', login), warn);
  const managesieve = firstUsable(part('setupServer'), manageSieve(login), warn);
  return {
    ...(oauth2 && { oauth2 }),
    ...(webmail !== undefined && { webmail }),
    ...(caldav !== undefined && { caldav }),
    ...(carddav !== undefined && { carddav }),
    ...(managesieve !== undefined && { managesieve }),
  };
}

type Read<Value> = (section: Section, warn: Warn) => Result<Value, ElementLeftOut>;

/** The model has one service of each kind: the first usable section counts, the others produce warnings. */
function firstUsable<Value>(sections: readonly Section[], read: Read<Value>, warn: Warn): Value | undefined {
  let first: Value | undefined;
  for (const section of sections) {
    const value = readOrLeaveOut(section, warn, (inside) => {
      const one = read(section, inside);
      return one.ok && first !== undefined ? refuse({ kind: 'repeated' } as const) : one;
    });
    first ??= value;
  }
  return first;
}

const leafOf = (sections: readonly Section[], warn: Warn): string => {
  const first = firstOf(sections, warn);
  return first === undefined ? '' : leafText(first, [], warn);
};

/** The draft's sample and the ISPDB have the issuer as a host name; facteur needs its URL to find the metadata. */
const readOAuth2: Read<OAuth2Document> = (section, warn) => {
  const part = readChildren(section, ['issuer', 'scope', 'authURL', 'tokenURL'], [], warn);
  const name = leafOf(part('issuer'), warn);
  if (name === '') return refuse({ kind: 'part-missing', part: 'issuer' });
  const issuer = /^https?:/i.test(name) ? name : `https://${name}`;
  if (!serviceFields.oauth2.safeParse({ issuer }).success) return refuse({ kind: 'url-unfit', url: name });
  const scope = leafOf(part('scope'), warn);
  const authorization = leafOf(part('authURL'), warn);
  const token = leafOf(part('tokenURL'), warn);
  const whole = { issuer, authorization, token, scope };
  if (serviceFields.oauth2.safeParse(whole).success) return ok(whole);
  for (const name of ['scope', 'authURL', 'tokenURL'] as const) {
    const [first] = part(name);
    if (first) warn({ kind: 'endpoints-incomplete', path: first.path });
  }
  return ok({ issuer });
};

const readWebmail: Read<string> = (section, warn) => {
  const part = readChildren(section, ['loginPage'], [], warn);
  const page = firstOf(part('loginPage'), warn);
  if (!page) return refuse({ kind: 'part-missing', part: 'loginPage' });
  readChildren(page, [], ['url'], warn);
  return validUrl(page.attributes.get('url')?.trim() ?? '');
};

const validUrl = (url: string): Result<string, ElementLeftOut> =>
  url !== '' && serviceFields.webmail.safeParse(url).success ? ok(url) : refuse({ kind: 'url-unfit', url });

const urlService =
  (type: 'caldav' | 'carddav', login: MailLogin): Read<ServiceDocument> =>
  (section, warn) => {
    const found = section.attributes.get('type')?.trim();
    if (found?.toLowerCase() !== type) return refuse({ kind: 'type-unknown', type: found });
    // Version 1.1 called it serverURL.
    const part = readChildren(section, ['url', 'serverURL', 'authentication', 'username'], ['type'], warn);
    const url = leafOf([...part('url'), ...part('serverURL')], warn);
    if (url === '') return refuse({ kind: 'part-missing', part: 'url' });
    warnIfAuthenticationDiffers(part('authentication'), login, urlWord, warn);
    const valid = validUrl(url);
    return valid.ok ? ok(withUsername(valid.value, part('username'), login, warn)) : valid;
  };

const manageSieve =
  (login: MailLogin): Read<ServiceDocument> =>
  (section, warn) => {
    const type = section.attributes.get('type')?.trim();
    if (type?.toLowerCase() !== 'managesieve') return refuse({ kind: 'type-unknown', type });
    const parts = ['hostname', 'port', 'socketType', 'authentication', 'username'] as const;
    const part = readChildren(section, parts, ['type'], warn);
    const [host, port] = [leafOf(part('hostname'), warn), leafOf(part('port'), warn)];
    const socketType = leafOf(part('socketType'), warn);
    if (host === '') return refuse({ kind: 'part-missing', part: 'hostname' });
    if (port === '') return refuse({ kind: 'part-missing', part: 'port' });
    const security = socketTypes.get(socketType.toLowerCase());
    if (security !== 'tls' && security !== 'starttls') {
      return refuse({ kind: 'socketType-unknown', socketType });
    }
    const document = `${security === 'tls' ? 'sieves' : 'sieve+starttls'}://${host}:${port}`;
    if (!serviceFields.managesieve.safeParse(document).success) return refuse({ kind: 'host-unfit', host });
    const word = (method: string): string => authenticationWords.get(method) ?? method;
    warnIfAuthenticationDiffers(part('authentication'), login, word, warn);
    return ok(withUsername(document, part('username'), login, warn));
  };

/** The names of the draft and of version 1.1 for a password over https. */
const urlWord = (method: string): string =>
  ['basic', 'http-basic', 'password', 'password-cleartext', 'password-encrypted'].includes(method)
    ? 'password'
    : method;

/** One that clients cannot fill is left out with a warning. */
function withUsername(
  url: string,
  usernames: readonly Section[],
  login: MailLogin,
  warn: Warn,
): ServiceDocument {
  const first = firstOf(usernames, warn);
  const text = first && leafText(first, [], warn);
  if (text === undefined || text === '' || text === login.username) return url;
  const username = parseUsername(text);
  if (username.ok) return username.value === login.username ? url : { url, username: username.value };
  warn({ kind: 'not-kept', element: 'username', path: first?.path ?? '' });
  return url;
}

/** All services use the authentication of mail, so another one is left out with a warning. */
function warnIfAuthenticationDiffers(
  methods: readonly Section[],
  login: MailLogin,
  word: (method: string) => string,
  warn: Warn,
): void {
  const named = methods.map((method) => word(leafText(method, ['system'], warn).toLowerCase()));
  const same = [...new Set(login.authentication.map(word))].join() === named.join();
  for (const { path } of same ? [] : methods) warn({ kind: 'not-kept', element: 'authentication', path });
}
