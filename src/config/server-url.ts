/**
 * Servers in their short form, which reads like a URL: `imaps://imap.example.org`,
 * `smtp+starttls://smtp.example.org:587`. The scheme gives protocol and security; the port is optional.
 */

import type { Protocol, Security } from '../model/account.ts';

/** A server in its short form; the host is not checked here. */
interface ShortServer {
  readonly protocol: Protocol;
  readonly security: Security;
  readonly host: string;
  readonly port: number;
}

interface Scheme {
  readonly protocol: Protocol;
  readonly security: Security;
  /** RFC 8314 §3, RFC 9051, RFC 1939, RFC 6409 */
  readonly port: number;
}

const schemes: Readonly<Record<string, Scheme>> = {
  imaps: { protocol: 'imap', security: 'tls', port: 993 },
  'imap+starttls': { protocol: 'imap', security: 'starttls', port: 143 },
  imap: { protocol: 'imap', security: 'none', port: 143 },
  pop3s: { protocol: 'pop3', security: 'tls', port: 995 },
  'pop3+starttls': { protocol: 'pop3', security: 'starttls', port: 110 },
  pop3: { protocol: 'pop3', security: 'none', port: 110 },
  smtps: { protocol: 'smtp', security: 'tls', port: 465 },
  'smtp+starttls': { protocol: 'smtp', security: 'starttls', port: 587 },
  smtp: { protocol: 'smtp', security: 'none', port: 587 },
};

const serverSchemes: readonly string[] = Object.keys(schemes);

export function standardPort(protocol: Protocol, security: Security): number {
  const found = Object.values(schemes).find(
    (scheme) => scheme.protocol === protocol && scheme.security === security,
  );
  return found?.port ?? 0;
}

/** The inverse of `parseServerUrl`; the default port is left out. */
export function serverUrl({ protocol, security, host, port }: ShortServer): string {
  const found = Object.entries(schemes).find(
    ([, scheme]) => scheme.protocol === protocol && scheme.security === security,
  );
  const [name = protocol, scheme] = found ?? [];
  return `${name}://${host}${port === scheme?.port ? '' : `:${port}`}`;
}

/** @returns the server, or an error message */
export function parseServerUrl(text: string): ShortServer | string {
  const [, name = '', host = '', port] =
    /^([a-z0-9+]+):\/\/([^/:?#@\s]+)(?::(\d{1,5}))?\/?$/i.exec(text) ?? [];
  if (host === '')
    return `"${text}" is not a server: imaps://imap.example.org or smtp+starttls://smtp.example.org:587`;
  const scheme = Object.hasOwn(schemes, name.toLowerCase()) ? schemes[name.toLowerCase()] : undefined;
  if (!scheme) return `"${name}" is none of ${serverSchemes.join(', ')}`;
  return {
    protocol: scheme.protocol,
    security: scheme.security,
    host,
    port: port === undefined ? scheme.port : Number(port),
  };
}
