/**
 * The user names that an autoconfig document means, all placeholders filled as the draft says, to compare them with
 * the ones that clients make of it.
 */

import type { Flaw, MeantLogins } from './attempt.ts';
import { addressParts, fillPlaceholders } from './parsers/address.ts';
import { ReplyRejected } from './parsers/client.ts';
import { type Element, firstText, named, parse } from './parsers/dom.ts';
import type { Settings } from './report.ts';

/** @returns the user names of all servers; none for what is not an autoconfig document */
export function meantLogins(body: string, address: string): MeantLogins {
  const fill = (text: string | undefined): string =>
    fillPlaceholders(text ?? '', addressParts(address)).trim();
  const servers = providersIn(body).flatMap((provider) =>
    ['incomingServer', 'outgoingServer'].flatMap((name) => named(provider, name)),
  );
  const logins = new Map<string, string>();
  for (const server of servers) {
    const username = fill(firstText(server, 'username'));
    const port = Number(firstText(server, 'port'));
    const key = keyOf(server.getAttribute('type') ?? '', fill(firstText(server, 'hostname')), port);
    if (username !== '' && !logins.has(key)) logins.set(key, username);
  }
  return logins;
}

function providersIn(body: string): readonly Element[] {
  try {
    const root = parse(body);
    return root.nodeName === 'clientConfig' ? named(root, 'emailProvider') : [];
  } catch (error) {
    if (error instanceof ReplyRejected) return [];
    throw error;
  }
}

const keyOf = (type: string, host: string, port: number): string =>
  `${type.toLowerCase()} ${host.toLowerCase()}:${port}`;

/** @returns a flaw for the first server at which the client uses another user name than the one that is meant */
export function loginFlaws(
  { incoming, outgoing }: Settings,
  meant: MeantLogins,
  where: string,
): readonly Flaw[] {
  const logins = [incoming, { ...outgoing, protocol: 'smtp' }];
  for (const { protocol, host, port, username } of logins) {
    const right = meant.get(keyOf(protocol, host, port));
    if (right !== undefined && right !== username)
      return [{ kind: 'login', username, meant: right, url: where }];
  }
  return [];
}
