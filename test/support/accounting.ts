/**
 * Completeness check of an imported autoconfig file: every element and attribute must be in the result or be named
 * in a warning. It has its own parser and names, so that it finds what src/ drops in silence.
 */

import { type Element, elements, parse } from '../../src/check/parsers/dom.ts';
import type { AutoconfigFile } from '../../src/providers/ispdb/file.ts';
import type { Warning } from '../../src/providers/ispdb/warning.ts';

export interface Books {
  /** Paths of all elements, `clientConfig` itself as `.`, and of all attributes. */
  readonly present: readonly string[];
  readonly taken: readonly string[];
  readonly warned: readonly string[];
  /** Neither taken nor warned of. */
  readonly lost: readonly string[];
  /** Values of the result that are not in the file. */
  readonly invented: readonly string[];
}

/** What a warning accounts for at its path. */
const accountsFor = {
  'not-kept': 'all in it',
  'element-unknown': 'all in it',
  'attribute-unknown': 'all in it',
  repeated: 'all in it',
  'domain-unfit': 'all in it',
  'link-unfit': 'all in it',
  'url-unfit': 'all in it',
  'endpoints-incomplete': 'all in it',
  'text-unfit': 'all in it',
  'language-unfit': 'all in it',
  'authentication-unknown': 'all in it',
  'authentication-missing': 'all in it',
  'type-unknown': 'all in it',
  'part-missing': 'all in it',
  'host-unfit': 'all in it',
  'port-unfit': 'all in it',
  'socketType-unknown': 'all in it',
  'username-unfit': 'all in it',
  'id-unfit': 'all in it',
  'name-unfit': 'all in it',
  // These are taken over, if not as the file meant it.
  plaintext: 'nothing',
  'username-not-fillable': 'nothing',
  'nothing-for-clients': 'nothing',
  'username-missing': 'nothing',
  'title-missing': 'nothing',
  'language-missing': 'nothing',
  'text-unknown': 'nothing',
} as const satisfies Record<Warning['kind'], 'all in it' | 'nothing'>;

/** @param xml without byte order mark, as strict as another parser wants it */
export function booksOf(xml: string, file: AutoconfigFile): Books {
  const root = placed(parse(xml), '.');
  const warnedPaths = file.warnings
    .filter(({ kind }) => accountsFor[kind] === 'all in it')
    .map(({ path }) => path);
  const isWarned = (path: string): boolean =>
    warnedPaths.some((warned) => path === warned || path.startsWith(`${warned}/`));
  const found = searched(root, file, isWarned);
  const present = everything(root);
  const warned = present.filter(isWarned);
  const taken = present.filter((path) => found.taken.has(path) && !isWarned(path));
  const lost = present.filter((path) => !isWarned(path) && !found.taken.has(path));
  return { present, taken, warned, lost, invented: found.invented };
}

interface Placed {
  readonly path: string;
  readonly name: string;
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Placed[];
}

function placed(element: Element, path: string): Placed {
  const children = elements(element);
  const attributes = [...element.attributes].filter(({ nodeName }) => !nodeName.startsWith('xmlns'));
  return {
    path,
    name: element.localName ?? '',
    text: (element.textContent ?? '').trim().split(/\s+/).join(' '),
    attributes: Object.fromEntries(attributes.map(({ localName, value }) => [localName, value])),
    children: children.map((child, at) => {
      const alike = (one: Element) => one.localName === child.localName;
      const nth = children.slice(0, at + 1).filter(alike).length;
      const step = children.filter(alike).length > 1 ? `${child.localName}[${nth}]` : `${child.localName}`;
      return placed(child, path === '.' ? step : `${path}/${step}`);
    }),
  };
}

const attributeOf = ({ path }: Placed, name: string): string =>
  path === '.' ? `@${name}` : `${path}/@${name}`;

const everything = (of: Placed): string[] => [
  of.path,
  ...Object.keys(of.attributes).map((name) => attributeOf(of, name)),
  ...of.children.flatMap(everything),
];

/** Finds each value of the file in the result, and removes it there. */
function searched(
  root: Placed,
  { id, document, domains, mxDomains, warnings }: AutoconfigFile,
  isWarned: (path: string) => boolean,
): { readonly taken: ReadonlySet<string>; readonly invented: readonly string[] } {
  const taken = new Set<string>();
  const kept = (of: Placed, ...names: string[]): readonly Placed[] =>
    of.children.filter(({ name, path }) => names.includes(name) && !isWarned(path));
  const warnedOf = (kind: Warning['kind'], path: string): boolean =>
    warnings.some((warning) => warning.kind === kind && warning.path === path);
  const attribute = (of: Placed, name: string, value: string | undefined): void => {
    if (value !== undefined && of.attributes[name]?.trim() === value) taken.add(attributeOf(of, name));
  };

  const left = {
    servers: [
      ...document.incoming.map((server) => serverKey({ ...server, section: 'incomingServer' })),
      ...document.outgoing.map((server) => serverKey({ ...server, section: 'outgoingServer' })),
      ...document.manual.map((server) =>
        serverKey({ ...server, section: server.protocol === 'smtp' ? 'outgoingServer' : 'incomingServer' }),
      ),
    ],
    domains: [...domains.map((domain) => `domain ${domain}`), ...mxDomains.map((domain) => `mx ${domain}`)],
    titles: document.documentation.flatMap(({ url, title }) =>
      Object.entries(title).map(([language, text]) => `${url} ${language} ${text}`),
    ),
    links: document.documentation.map(({ url }) => url),
    instructions: Object.entries(document.instructions).flatMap(([language, texts]) =>
      texts.map((text) => `${language} ${text}`),
    ),
    services: servicesIn(document),
    names: [`displayName ${document.name}`, `displayShortName ${document.shortName}`],
  };
  const crossOff = (list: string[], item: string): boolean => {
    const at = list.indexOf(item);
    if (at !== -1) list.splice(at, 1);
    return at !== -1;
  };
  const languageOf = ({ attributes }: Placed): string => (attributes['lang'] ?? 'en').replaceAll('_', '-');

  taken.add(root.path);
  if (root.attributes['version'] !== undefined) taken.add('@version');
  const [provider] = kept(root, 'emailProvider');
  if (!provider) return { taken, invented: ['a provider'] };
  taken.add(provider.path);
  if (provider.attributes['id']?.trim().toLowerCase() === id) taken.add(attributeOf(provider, 'id'));

  for (const domain of kept(provider, 'domain')) {
    const mx = domain.attributes['purpose'] === 'mx';
    if (!crossOff(left.domains, `${mx ? 'mx' : 'domain'} ${domain.text.toLowerCase()}`)) continue;
    taken.add(domain.path);
    if (mx) taken.add(attributeOf(domain, 'purpose'));
  }

  for (const name of kept(provider, 'displayName', 'displayShortName')) {
    if (crossOff(left.names, `${name.name} ${name.text}`)) taken.add(name.path);
  }

  for (const server of kept(provider, 'incomingServer', 'outgoingServer')) {
    const parts = kept(server, 'hostname', 'port', 'socketType', 'authentication', 'username');
    const all = (wanted: string) => parts.filter(({ name }) => name === wanted).map(({ text }) => text);
    const one = (wanted: string) => all(wanted).join(' and ');
    const username = warnedOf('username-missing', server.path) ? '%EMAILADDRESS%' : one('username');
    const key = serverKey({
      section: server.name,
      protocol: server.attributes['type']?.trim().toLowerCase() ?? '',
      host: one('hostname'),
      port: Number(one('port')),
      security: securities[one('socketType').toLowerCase()] ?? '',
      authentication: all('authentication').map((method) => methods[method.toLowerCase()] ?? method),
      username,
    });
    if (!crossOff(left.servers, key)) continue;
    for (const { path } of [server, ...parts]) taken.add(path);
    taken.add(attributeOf(server, 'type'));
  }

  for (const link of kept(provider, 'documentation', 'instruction')) {
    const url = link.attributes['url']?.trim() ?? '';
    if (!crossOff(left.links, url)) continue;
    taken.add(link.path);
    attribute(link, 'url', url);
    for (const descr of kept(link, 'descr')) {
      if (!crossOff(left.titles, `${url} ${languageOf(descr)} ${descr.text}`)) continue;
      taken.add(descr.path);
      attribute(descr, 'lang', descr.attributes['lang']);
    }
    if (warnedOf('title-missing', link.path)) crossOff(left.titles, `${url} en ${new URL(url).host}`);
  }

  for (const enable of [...kept(provider, 'enable', 'enableURL'), ...kept(root, 'enable')]) {
    const old = enable.name === 'enableURL';
    const urlName = old ? 'url' : 'visiturl';
    const url = enable.attributes[urlName]?.trim() ?? '';
    if (crossOff(left.links, url)) attribute(enable, urlName, url);
    if (!old) taken.add(enable.path);
    for (const instruction of old ? [enable] : kept(enable, 'instruction')) {
      if (!crossOff(left.instructions, `${languageOf(instruction)} ${instruction.text}`)) continue;
      taken.add(instruction.path);
      attribute(instruction, 'lang', instruction.attributes['lang']);
      // The link has the sentence for its title.
      crossOff(left.titles, `${url} ${languageOf(instruction)} ${instruction.text}`);
    }
    if (warnedOf('title-missing', attributeOf(enable, urlName))) {
      crossOff(left.titles, `${url} en ${new URL(url).host}`);
    }
  }

  // There is one way to log in, that of reading mail; whatever says the same is there.
  const { username = '%EMAILADDRESS%', authentication = ['password'] } = document.incoming[0] ?? {};
  const login = (of: Placed, word: (method: string) => string, service: Service): void => {
    for (const name of kept(of, 'username'))
      if (name.text === (usernameOf(service) ?? username)) taken.add(name.path);
    const told = kept(of, 'authentication');
    if (
      told.map(({ text }) => word(text.toLowerCase())).join() !==
      [...new Set(authentication.map(word))].join()
    )
      return;
    for (const method of told) {
      taken.add(method.path);
      attribute(method, 'system', method.attributes['system']);
    }
  };
  const urlWord = (method: string) =>
    (methods[method] ?? method).replace(/^(http-)?basic$|^password-.*/, 'password');
  const urlNames = { calendar: 'caldav', addressBook: 'carddav', addressbook: 'carddav' } as const;
  for (const section of [root, provider]) {
    for (const page of kept(section, 'webMail').flatMap((of) => kept(of, 'loginPage'))) {
      if (!crossOff(left.services, `webmail ${page.attributes['url']?.trim()}`)) continue;
      for (const path of [page.path.replace(/\/loginPage.*$/, ''), page.path, attributeOf(page, 'url')])
        taken.add(path);
    }
    for (const [name, type] of Object.entries(urlNames)) {
      for (const of of kept(section, name)) {
        const [url] = [...kept(of, 'url'), ...kept(of, 'serverURL')];
        if (!crossOff(left.services, `${type} ${url?.text}`)) continue;
        for (const path of [of.path, url?.path ?? '', attributeOf(of, 'type')]) taken.add(path);
        login(of, urlWord, document[type]);
      }
    }
    for (const of of kept(section, 'setupServer')) {
      const parts = kept(of, 'hostname', 'port', 'socketType');
      if (!crossOff(left.services, `sieve ${parts.map(({ text }) => text.toLowerCase()).join(' ')}`))
        continue;
      for (const { path } of [of, ...parts]) taken.add(path);
      taken.add(attributeOf(of, 'type'));
      login(of, (method) => methods[method] ?? method, document.managesieve);
    }
    for (const of of kept(section, 'oAuth2')) {
      for (const one of kept(of, 'issuer', 'scope', 'authURL', 'tokenURL')) {
        const text = one.name === 'issuer' ? one.text.replace(/^https:\/\//, '') : one.text;
        if (!crossOff(left.services, `${one.name} ${text}`)) continue;
        for (const { path } of [of, one]) taken.add(path);
      }
    }
  }

  const replaced = (name: string): boolean =>
    warnings.some(({ kind, path }) => kind === 'name-unfit' && path.endsWith(`/${name}`));
  const names = left.names.filter((name) => !replaced(name.split(' ')[0] ?? ''));
  const invented = [
    left.servers,
    left.domains,
    left.titles,
    left.links,
    left.instructions,
    left.services,
    names,
  ].flat();
  return { taken, invented };
}

type Service = AutoconfigFile['document']['caldav'];

const urlOf = (service: Service): string | undefined => (typeof service === 'object' ? service.url : service);
const usernameOf = (service: Service): string | undefined =>
  typeof service === 'object' ? service.username : undefined;

function servicesIn({ oauth2, webmail, caldav, carddav, managesieve }: AutoconfigFile['document']): string[] {
  const [, scheme, host, port] = /^(.*):\/\/(.*):(.*)$/.exec(urlOf(managesieve) ?? '') ?? [];
  const all = {
    issuer: oauth2?.issuer.replace('https://', ''),
    scope: oauth2?.scope,
    authURL: oauth2?.authorization,
    tokenURL: oauth2?.token,
    webmail,
    caldav: urlOf(caldav),
    carddav: urlOf(carddav),
    sieve: scheme && `${host} ${port} ${scheme === 'sieves' ? 'ssl' : 'starttls'}`,
  };
  return Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]));
}

interface AnyServer {
  readonly section: string;
  readonly protocol: string;
  readonly host: string;
  readonly port: number;
  readonly security: string;
  readonly authentication: readonly string[];
  readonly username: string;
}

const serverKey = (of: AnyServer): string =>
  [
    of.section,
    of.protocol,
    of.host.toLowerCase(),
    of.port,
    of.security,
    of.authentication.join('+'),
    of.username.replace('%EMAILLOCALPART%@%EMAILDOMAIN%', '%EMAILADDRESS%'),
  ].join(' ');

const securities: Readonly<Record<string, string>> = { ssl: 'tls', starttls: 'starttls', plain: 'none' };

const methods: Readonly<Record<string, string>> = {
  'password-cleartext': 'password',
  plain: 'password',
  'password-encrypted': 'password-encrypted',
  secure: 'password-encrypted',
  oauth2: 'oauth2',
  oauth: 'oauth2',
};
