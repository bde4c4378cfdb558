/** Turns a provider of the document into the account that clients are configured with. */

import { inEnglish } from '../directory/schema-builders.ts';
import {
  type Account,
  type Encryption,
  type Protocol,
  type Security,
  type Server,
  type Services,
  servicesWithLogin,
} from '../model/account.ts';
import { ok, type Result, refuse } from '../model/result.ts';
import { presets } from '../providers/index.ts';
import { type Complaint, complaint, complaintsOf } from './complaints.ts';
import { type Provider, type ProviderDocument, providerSchema } from './schema.ts';

/**
 * @param id the provider's own domain
 * @param key the same, as the operator wrote it
 * @returns its account, or everything that is missing or contradictory
 */
export function accountOfProvider(
  id: string,
  provider: Provider,
  key: string,
): Result<Account, readonly Complaint[]> {
  const keys = ['providers', key];
  if (provider.autoconfig !== undefined) {
    return refuse([
      complaint(
        [...keys, 'autoconfig'],
        'cannot be read here: files are read on Node, from a configuration file',
      ),
    ]);
  }
  const whole = withPreset(provider, keys);
  if (!whole.ok) return whole;
  const { name, shortName = name, incoming = [], outgoing = [], manual = [], ...more } = whole.value;
  const complaints: Complaint[] = [];
  if (name === undefined)
    complaints.push(complaint([...keys, 'name'], 'is missing: what people call the provider'));
  if (shortName !== undefined && shortName.length > 20) {
    complaints.push(complaint([...keys, 'shortName'], 'is missing: the name has more than 20 characters'));
  }
  const reachable = incoming.length > 0 && outgoing.length > 0;
  // A provider may have something for people only: other servers, or instructions.
  const forPeople = [...manual, ...(more.documentation ?? []), ...Object.keys(more.instructions ?? {})];
  const exchange = more.activesync ?? more.ews ?? more.autodiscover;
  if (!reachable && forPeople.length === 0 && exchange === undefined) {
    complaints.push(
      complaint(keys, 'needs a server in incoming and one in outgoing, or an Exchange end-point'),
    );
  }
  if (name === undefined || shortName === undefined || complaints.length > 0) return refuse(complaints);
  return ok({
    id,
    name,
    shortName,
    incoming: encrypted(incoming).toSorted(byPreference),
    outgoing: encrypted(outgoing).toSorted(byPreference),
    manual: [
      ...unencrypted(incoming),
      ...unencrypted(outgoing),
      ...manual.map((of) => server(of, of.security)),
    ],
    ...servicesOf(more),
    extended: more.extended,
    profile: more.profile,
    documentation: more.documentation ?? [],
    instructions: more.instructions ?? {},
  });
}

/** What the operator wrote overrides the preset. */
function withPreset(provider: Provider, keys: readonly string[]): Result<Provider, readonly Complaint[]> {
  if (provider.preset === undefined) {
    const misplaced = (['host', 'username'] as const).filter((key) => provider[key] !== undefined);
    return misplaced.length === 0
      ? ok(provider)
      : refuse(misplaced.map((key) => complaint([...keys, key], 'is only for a preset')));
  }
  const preset = presets[provider.preset];
  if (preset.needsHost && provider.host === undefined) {
    return refuse([
      complaint([...keys, 'host'], `is missing: the preset's own host, such as ${preset.example}`),
    ]);
  }
  if (preset.needsUsername && provider.username === undefined) {
    return refuse([
      complaint(
        [...keys, 'username'],
        'is missing: at this provider the login is not the address; write %EMAILLOCALPART% if the part before the @ is the same, or override incoming and outgoing',
      ),
    ]);
  }
  const document: ProviderDocument = preset.needsHost ? preset.on(provider.host ?? '') : preset.document;
  const parsed = providerSchema.safeParse(document, inEnglish);
  if (!parsed.success) return refuse(complaintsOf(parsed.error.issues, () => [], keys));
  return ok({ ...withUsername(parsed.data, provider.username), ...provider });
}

/** The preset with the operator's user name in the place of its own. */
function withUsername(preset: Provider, username: string | undefined): Provider {
  if (username === undefined) return preset;
  const named = <Of extends Server>(servers: readonly Of[] | undefined): Of[] | undefined =>
    servers?.map((of) => ({ ...of, username }));
  return {
    ...preset,
    incoming: named(preset.incoming),
    outgoing: named(preset.outgoing),
    manual: named(preset.manual),
  };
}

/** What the document says of services, without its other keys. */
function servicesOf(provider: Provider): Services {
  const { activesync, ews, oab, autodiscover, oauth2, caldav, carddav, jmap, webmail } = provider;
  const { managesieve, ldap, mtaSts, tlsReports } = provider;
  const own = servicesWithLogin.flatMap((name) => {
    const username = provider[name]?.username;
    return username === undefined ? [] : [[name, username] as const];
  });
  return {
    activesync: activesync?.url,
    ews: ews?.url,
    oab,
    autodiscover,
    oauth2,
    jmap: jmap?.url,
    webmail,
    managesieve: managesieve?.url,
    ...(own.length > 0 ? { usernames: Object.fromEntries(own) } : {}),
    caldav: caldav?.url,
    carddav: carddav?.url,
    ldap,
    mtaSts,
    tlsReports,
  };
}

/** The servers that clients may use. */
const encrypted = <Name extends Protocol>(servers: readonly Server<Name>[]): Server<Name, Encryption>[] =>
  servers.flatMap((of) => (of.security === 'none' ? [] : [server(of, of.security)]));

/** Servers without encryption, listed on purpose, that only people are shown. */
const unencrypted = (servers: readonly Server[]): Server[] =>
  servers.flatMap((of) => (of.security === 'none' ? [server(of, of.security)] : []));

/** The server without the other keys of the document. */
function server<Name extends Protocol, Kind extends Security>(
  of: Server<Name>,
  security: Kind,
): Server<Name, Kind> {
  const { protocol, host, port, authentication, username } = of;
  return { protocol, host, port, security, authentication, username };
}

/**
 * FairEmail, Geary and SnappyMail refuse a file whose first incoming server is not IMAP; implicit TLS comes before
 * STARTTLS (RFC 8314 §3).
 */
const preference = (server: Server): number =>
  (server.protocol === 'pop3' ? 2 : 0) + (server.security === 'starttls' ? 1 : 0);
const byPreference = (a: Server, b: Server): number => preference(a) - preference(b);
