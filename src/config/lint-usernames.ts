/** Remarks about user names that some clients cannot log in with. */

import type { Entry } from '../directory/entry.ts';
import type { Server } from '../model/account.ts';
import { isUsernamePlaceholder, parseUsername, usernameComplaint } from '../model/username.ts';
import { type Complaint, complaint } from './complaints.ts';
import type { ConfigValues, Provider } from './schema.ts';

type Keys = readonly (string | number)[];

/** Clients that use the address or a placeholder only, by `src/check/parsers/autoconfig/`; a test compares them. */
export const clientsWithoutLiterals = ['GNOME Online Accounts', 'Geary', 'Mailspring', 'SnappyMail'] as const;

export const lintUsernames = ({ providers, domains, addresses }: ConfigValues): readonly Complaint[] => [
  ...Object.entries(providers).flatMap(([key, provider]) => ofProvider(provider, ['providers', key])),
  ...ofEntries(domains, 'domains'),
  ...ofEntries(addresses, 'addresses'),
];

function ofProvider(
  { incoming = [], outgoing = [], manual = [] }: Provider,
  keys: Keys,
): readonly Complaint[] {
  const forClients = [...placed(incoming, [...keys, 'incoming']), ...placed(outgoing, [...keys, 'outgoing'])];
  const [first] = forClients;
  const different = forClients.find(({ username }) => username !== first?.username);
  return [
    // Once for each user name, at its first server.
    ...new Map(forClients.toReversed().map((one) => [one.username, one])).values(),
  ]
    .flatMap(({ username, keys: at }) => literal(username, at))
    .concat(different ? [complaint(different.keys, differs(first?.username ?? '', different.username))] : [])
    .concat(placed(manual, [...keys, 'manual']).flatMap(({ username, keys: at }) => shown(username, at)));
}

interface Placed {
  readonly username: string;
  readonly keys: Keys;
}

const placed = (servers: readonly Server[], keys: Keys): readonly Placed[] =>
  servers.map(({ username }, at) => ({ username, keys: [...keys, at] }));

const ofEntries = (entries: Readonly<Record<string, Entry>>, section: string): readonly Complaint[] =>
  Object.entries(entries).flatMap(([key, { username }]) =>
    username === undefined ? [] : literal(username, [section, key, 'username']),
  );

function literal(username: string, keys: Keys): readonly Complaint[] {
  if (isUsernamePlaceholder(username)) return [];
  const [last = '', ...others] = clientsWithoutLiterals.toReversed();
  const clients = `${others.toReversed().join(', ')} and ${last}`;
  return [
    complaint(
      keys,
      `the user name ${username} is more than a placeholder: ${clients} do not log in with it by themselves`,
    ),
  ];
}

const differs = (one: string, other: string): string =>
  `the user name ${other} differs from ${one}: FairEmail takes the last one for both, and devices of Apple ask for two passwords`;

function shown(username: string, keys: Keys): readonly Complaint[] {
  const read = parseUsername(username);
  return !read.ok && read.refusal.flaw === 'placeholder'
    ? [complaint(keys, `the user name ${usernameComplaint(read.refusal)} It is shown to people as it is`)]
    : [];
}
