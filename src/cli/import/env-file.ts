/**
 * Imports the environment of an autodiscover-email-settings (its settings.js): a file of variables, the list in a
 * docker-compose.yml, or systemd's Environment= lines. Messages contain names of variables only, because such files
 * often hold other secrets.
 */

import { registrableDomain } from '../../check/registrable-domain.ts';
import { nameField } from '../../directory/fields.ts';
import type { Protocol, Security } from '../../model/account.ts';
import { parseDomain } from '../../model/address.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import {
  type ImportedConfig,
  type Loss,
  names,
  pageAt,
  type ReportLoss,
  type Services,
  soundServices,
} from './imported-provider.ts';
import { type NamedServer, securityByPort, serversOf } from './named-server.ts';

const line = /^\s*(?:export\s+|-\s*|Environment=)?(["']?)([A-Z][A-Z0-9_]*)\s*=(.*)$/;

/** @returns the variables that a text sets, without those in comments */
export function variablesIn(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const one of text.split(/\r?\n/)) {
    const [, quote = '', name, rest = ''] = line.exec(one) ?? [];
    if (name === undefined) continue;
    const value = quote === '' ? rest.replace(/\s+#.*$/, '') : rest.replace(new RegExp(`${quote}\\s*$`), '');
    found.set(name, value.trim().replace(/^(["'])(.*)\1$/, '$2'));
  }
  return found;
}

/** The values that people write, also some that the project does not understand. */
const sockets = new Map<string, Security>([
  ['ssl', 'tls'],
  ['starttls', 'starttls'],
  ['plain', 'none'],
]);

const servers: readonly (readonly [prefix: string, protocol: Protocol])[] = [
  ['IMAP', 'imap'],
  ['POP', 'pop3'],
  ['SMTP', 'smtp'],
];

/** Variables of the project that have no equivalent here. */
const notKept: Readonly<Record<string, string>> = {
  MOBILESYNC_NAME: 'a name for ActiveSync, which no client shows',
  LDAP_USER_FIELD: 'how a client searches is its own business',
  LDAP_USER_BASE: 'how a client searches is its own business',
  LDAP_SEARCH: 'how a client searches is its own business',
  PROFILE_IDENTIFIER: 'profiles are called by provider and address; one that is installed stays beside ours',
  PROFILE_UUID: 'UUIDs are made of provider and address',
  MAIL_UUID: 'UUIDs are made of provider and address',
  LDAP_UUID: 'UUIDs are made of provider and address',
};

export function importEnvironment(
  variables: ReadonlyMap<string, string>,
  where: string,
): Result<ImportedConfig, string> {
  const lost: Loss[] = [];
  const lose: ReportLoss = (place, what) => lost.push({ where: place, what });
  const read = new Set<string>();
  const value = (name: string): string | undefined => {
    read.add(name);
    return variables.get(name) || undefined;
  };
  const host = value('IMAP_HOST') ?? value('POP_HOST') ?? value('SMTP_HOST');
  const id = parseDomain(value('DOMAIN') ?? (host === undefined ? '' : registrableDomain(host)));
  if (!id.ok) return refuse('names neither a DOMAIN nor a host');
  const name = nameField.safeParse(value('COMPANY_NAME'));
  if (!name.success) lose('COMPANY_NAME', `is missing or invalid: ${id.value} is used instead`);
  const support = value('SUPPORT_URL');
  const provider = {
    ...names(name.success ? name.data : id.value),
    ...serversOf(
      servers.flatMap(([prefix, protocol]) => serverOf(prefix, protocol, value, lose) ?? []),
      lose,
    ),
    services: soundServices(servicesOf(value, lose), lose, (kind) => placeOf[kind] ?? kind),
    documentation: support === undefined ? [] : [pageAt(support)],
    instructions: {},
  };
  for (const one of variables.keys()) {
    if (read.has(one)) continue;
    lose(one, Object.hasOwn(notKept, one) ? `left out: ${notKept[one]}` : 'left out: it is not known here');
  }
  const domains = value('DOMAIN') === undefined ? [] : [id.value];
  return ok({ id: id.value, provider, domains, from: [{ what: 'servers and names', where }], lost });
}

type Value = (name: string) => string | undefined;

function serverOf(
  prefix: string,
  protocol: Protocol,
  value: Value,
  lose: ReportLoss,
): NamedServer | undefined {
  const [host, digits, socket] = ['HOST', 'PORT', 'SOCKET'].map((part) => value(`${prefix}_${part}`));
  if (host === undefined) return undefined;
  const port = digits === undefined ? undefined : Number(digits);
  const security = securityOf(socket, port);
  if (security) return { protocol, host, port, security, where: `${prefix}_HOST` };
  lose(`${prefix}_SOCKET`, `left out, and the server with it: it is none of SSL, TLS, STARTTLS, plain`);
  return undefined;
}

function securityOf(socket: string | undefined, port: number | undefined): Security | undefined {
  // Some mean implicit TLS by TLS, and some STARTTLS; the port is what the server has.
  if (socket === undefined || /^tls$/i.test(socket)) return securityByPort(port);
  return sockets.get(socket.toLowerCase());
}

const placeOf: Readonly<Record<string, string>> = { activesync: 'MOBILESYNC_URL', ldap: 'LDAP_HOST' };

function servicesOf(value: Value, lose: ReportLoss): Services {
  const activesync = value('MOBILESYNC_URL');
  const [host, port = '636', socket = 'SSL', base = ''] = ['HOST', 'PORT', 'SOCKET', 'BASE'].map((part) =>
    value(`LDAP_${part}`),
  );
  const encrypted = /^(ssl|tls)$/i.test(socket) && port !== '389';
  if (host !== undefined && !encrypted) {
    lose('LDAP_HOST', 'left out: only address books with implicit TLS can be configured');
  }
  return {
    ...(activesync === undefined ? {} : { activesync }),
    ...(host === undefined || !encrypted ? {} : { ldap: `ldaps://${host}:${port}/${encodeURI(base)}` }),
  };
}
