/**
 * Reads `incomingServer` and `outgoingServer` of an autoconfig file into the model.
 * draft-ietf-mailmaint-autoconfig-06; Thunderbird still reads the spellings of version 1.0 (readFromXML.sys.mjs).
 */

import { hostField, portField, shownUsernameField } from '../../directory/fields.ts';
import type { Authentication, Encryption, Protocol, Security } from '../../model/account.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import { parseUsername } from '../../model/username.ts';
import { firstOf, leafText, readChildren, readOrLeaveOut, type Section } from './section.ts';
import type { ServerLeftOut, Warn } from './warning.ts';

/** A server as in a configuration, with all fields. */
export interface ServerDocument<
  OfProtocol extends Protocol = Protocol,
  WithSecurity extends Security = Security,
> {
  protocol: OfProtocol;
  host: string;
  port: number;
  security: WithSecurity;
  authentication: [Authentication, ...Authentication[]];
  username: string;
}

/** A server for clients, or only for the page: if it is not encrypted, or clients cannot fill in its user name. */
type ClassifiedServer<OfProtocol extends Protocol> =
  | { readonly for: 'clients'; readonly server: ServerDocument<OfProtocol, Encryption> }
  | { readonly for: 'people'; readonly server: ServerDocument<OfProtocol> };

export const socketTypes: ReadonlyMap<string, Security> = new Map([
  ['ssl', 'tls'],
  ['starttls', 'starttls'],
  ['plain', 'none'],
]);

export const authenticationWords: ReadonlyMap<string, Authentication> = new Map([
  ['password-cleartext', 'password'],
  ['plain', 'password'],
  ['password-encrypted', 'password-encrypted'],
  ['secure', 'password-encrypted'],
  ['oauth2', 'oauth2'],
  // The draft's list for TCP has this spelling, the rest of the draft has OAuth2.
  ['oauth', 'oauth2'],
]);

/** The default of a provider document. */
const defaultUsername = '%EMAILADDRESS%';

/** @returns the server, or undefined after a warning */
export function readServer<OfProtocol extends Protocol>(
  section: Section,
  protocols: readonly OfProtocol[],
  warn: Warn,
): ClassifiedServer<OfProtocol> | undefined {
  return readOrLeaveOut(section, warn, (inside) => readParts(section, protocols, inside));
}

function readParts<OfProtocol extends Protocol>(
  section: Section,
  protocols: readonly OfProtocol[],
  warn: Warn,
): Result<ClassifiedServer<OfProtocol>, ServerLeftOut> {
  const type = section.attributes.get('type');
  const protocol = protocols.find((name) => name === type?.trim().toLowerCase());
  if (!protocol) return refuse({ kind: 'type-unknown', type });
  const part = readChildren(
    section,
    ['hostname', 'port', 'socketType', 'authentication', 'username'],
    ['type'],
    warn,
  );
  const [hostname, digits] = [leafOf(part('hostname'), warn), leafOf(part('port'), warn)];
  if (hostname === '') return refuse({ kind: 'part-missing', part: 'hostname' });
  if (digits === '') return refuse({ kind: 'part-missing', part: 'port' });
  const host = hostField.safeParse(hostname);
  if (!host.success) return refuse({ kind: 'host-unfit', host: hostname });
  const port = portField.safeParse(/^\d+$/.test(digits) ? Number(digits) : undefined);
  if (!port.success) return refuse({ kind: 'port-unfit', port: digits });
  const security = securityOf(part('socketType'), warn);
  if (!security.ok) return security;
  const authentication = authenticationOf(part('authentication'), warn);
  if (!authentication.ok) return authentication;
  const name = leafOf(part('username'), warn);
  if (name === '') warn({ kind: 'username-missing', taken: defaultUsername, path: section.path });
  const username = shownUsernameField.safeParse(name === '' ? defaultUsername : name);
  if (!username.success) return refuse({ kind: 'username-unfit', username: name });

  const server = {
    protocol,
    host: host.data,
    port: port.data,
    security: security.value,
    authentication: authentication.value,
    username: username.data,
  };
  const isClientFillable = isFillable(server.username);
  if (!isClientFillable)
    warn({ kind: 'username-not-fillable', username: server.username, path: section.path });
  if (server.security === 'none') warn({ kind: 'plaintext', path: section.path });
  return ok(
    isClientFillable && server.security !== 'none'
      ? { for: 'clients', server: { ...server, security: server.security } }
      : { for: 'people', server },
  );
}

const leafOf = (parts: readonly Section[], warn: Warn): string => {
  const first = firstOf(parts, warn);
  return first === undefined ? '' : leafText(first, [], warn);
};

/** The first known value, as in clients (readFromXML.sys.mjs). */
function securityOf(parts: readonly Section[], warn: Warn): Result<Security, ServerLeftOut> {
  const known = (part: Section): boolean => socketTypes.has(part.text.toLowerCase());
  const socketType = leafOf([...parts.filter(known), ...parts.filter((part) => !known(part))], warn);
  if (socketType === '') return refuse({ kind: 'part-missing', part: 'socketType' });
  const security = socketTypes.get(socketType.toLowerCase());
  return security === undefined ? refuse({ kind: 'socketType-unknown', socketType }) : ok(security);
}

function authenticationOf(
  parts: readonly Section[],
  warn: Warn,
): Result<[Authentication, ...Authentication[]], ServerLeftOut> {
  const methods: Authentication[] = [];
  for (const part of parts) {
    const text = leafText(part, ['system'], warn);
    // With `system`, the text is the name of a SASL or HTTP mechanism; the draft requires a general fallback after it.
    const method = part.attributes.has('system') ? undefined : authenticationWords.get(text.toLowerCase());
    if (method === undefined) warn({ kind: 'authentication-unknown', method: text, path: part.path });
    else if (methods.includes(method)) warn({ kind: 'repeated', path: part.path });
    else methods.push(method);
  }
  const [first, ...others] = methods;
  return first === undefined
    ? refuse({ kind: 'authentication-missing', methods: parts.map(({ text }) => text) })
    : ok([first, ...others]);
}

/**
 * Not `%USERNAME%`, for which tugraz.at.xml has an input field, nor `%EMAILADDRESS` in office365.com.xml, without its
 * end.
 */
const isFillable = (username: string): boolean => parseUsername(username).ok;
