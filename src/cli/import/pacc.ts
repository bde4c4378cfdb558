/** Imports PACC documents (draft-ietf-mailmaint-pacc-03): host names of services with implicit TLS at standard ports. */

import { registrableDomain } from '../../check/registrable-domain.ts';
import { nameField, shortNameField } from '../../directory/fields.ts';
import type { Authentication } from '../../model/account.ts';
import { type Domain, parseDomain } from '../../model/address.ts';
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
import { jsonPath, textOf } from './json-path.ts';
import { type NamedServer, serversOf } from './named-server.ts';

/** Draft -02 has `smtp` where -03 has `submit`. */
const mail = [
  ['imap', 'imap'],
  ['pop3', 'pop3'],
  ['submit', 'smtp'],
  ['smtp', 'smtp'],
] as const;
const web = ['caldav', 'carddav', 'jmap'] as const;

/**
 * @param value the JSON
 * @param domain the domain that publishes it, if known
 * @param where the file or URL
 */
export function importPacc(
  value: unknown,
  domain: Domain | undefined,
  where: string,
): Result<ImportedConfig, string> {
  const lost: Loss[] = [];
  const lose: ReportLoss = (place, what) => lost.push({ where: place, what });
  const { at, unread } = jsonPath(value);

  const ways = loginsOf(at('authentication.password'), textOf(at('authentication.oauth-public.issuer')));
  if (!ways) return refuse('names no way to log in');
  const servers = serversOf(serversIn(at, ways), lose);
  const services = soundServices(servicesIn(at, ways), lose, (name) => `protocols.${name}`);
  const id = domain ?? domainOf(servers.incoming[0]?.host ?? servers.outgoing[0]?.host);
  if (!id) return refuse('names no mail server');

  const called = namesIn(textOf(at('info.provider.name')), textOf(at('info.provider.shortName')), id, lose);
  const help = textOf(at('info.help.documentation'));
  for (const path of unread()) lose(path, 'left out: facteur has no setting for it');
  return ok({
    id,
    provider: {
      ...called,
      ...servers,
      services,
      documentation: help === undefined ? [] : [pageAt(help)],
      instructions: {},
    },
    domains: domain ? [domain] : [],
    from: [{ what: 'servers and names', where }],
    lost,
  });
}

type At = (path: string) => unknown;
type Logins = [Authentication, ...Authentication[]];

function loginsOf(password: unknown, issuer: string | undefined): Logins | undefined {
  if (issuer !== undefined) return password === true ? ['oauth2', 'password'] : ['oauth2'];
  // Without the member, passwords are allowed.
  return password === false ? undefined : ['password'];
}

function serversIn(at: At, authentication: Logins): readonly NamedServer[] {
  const found = mail.flatMap(([name, protocol]) => {
    const host = textOf(at(`protocols.${name}.host`));
    return host === undefined
      ? []
      : [
          {
            protocol,
            host,
            port: undefined,
            security: 'tls',
            authentication,
            where: `protocols.${name}`,
          } as const,
        ];
  });
  // A server under both of its names counts once.
  return found.filter(
    (one, index) =>
      found.findIndex(({ protocol, host }) => protocol === one.protocol && host === one.host) === index,
  );
}

function servicesIn(at: At, logins: Logins): Services {
  const issuer = textOf(at('authentication.oauth-public.issuer'));
  const urls = web.flatMap((name) => {
    const url = textOf(at(`protocols.${name}.url`));
    return url === undefined ? [] : [[name, url] as const];
  });
  return {
    ...Object.fromEntries(urls),
    // draft-ietf-mailmaint-oauth-public-06: only an issuer where any client may register itself is named.
    ...(issuer !== undefined && logins.includes('oauth2')
      ? { oauth2: { issuer, openRegistration: true } }
      : {}),
  };
}

function namesIn(name: string | undefined, shortName: string | undefined, id: Domain, lose: ReportLoss) {
  const whole = nameField.safeParse(name);
  const short = shortNameField.safeParse(shortName);
  const instead = names(whole.success ? whole.data : id);
  if (!whole.success) lose('info.provider.name', `is missing or invalid: "${instead.name}" is used instead`);
  if (!short.success) {
    lose('info.provider.shortName', `is missing or invalid: "${instead.shortName}" is used instead`);
  }
  return {
    name: instead.name,
    shortName: short.success ? short.data : instead.shortName,
  };
}

function domainOf(host: string | undefined): Domain | undefined {
  const domain = parseDomain(registrableDomain(host ?? ''));
  return domain.ok ? domain.value : undefined;
}
