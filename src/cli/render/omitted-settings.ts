/**
 * What an answer leaves unsaid of an account. Nobody keeps a list of that: each thing that the account holds is put
 * in another place, the answer is made anew, and what changes nothing in it was never said.
 */

import type { Account, Server } from '../../model/account.ts';

/** One thing that an account holds. */
interface Setting {
  /** For people: `IMAP imap.example.net:993, implicit TLS`. */
  readonly name: string;
  /** The same account, but for this. */
  readonly moved: Account;
}

const elsewhere = 'said-or-not.example';
const url = `https://${elsewhere}/said/or-not.xml`;

function settingsOf(account: Account): readonly Setting[] {
  const moved = (changes: Partial<Account>): Account => ({ ...account, ...changes });
  const servers = <Key extends 'incoming' | 'outgoing' | 'manual'>(key: Key): readonly Setting[] =>
    account[key].map((server, at) => ({
      name: nameOf(server) + (key === 'manual' ? ', for people' : ''),
      moved: moved({
        [key]: account[key].map((other, index) => (index === at ? { ...other, host: elsewhere } : other)),
      }),
    }));
  const { oauth2, managesieve, ldap, mtaSts, autodiscover, tlsReports } = account;
  const one = (name: string, value: string | undefined, changes: Partial<Account>): readonly Setting[] =>
    value === undefined ? [] : [{ name: `${name} ${value}`, moved: moved(changes) }];
  const to = autodiscover && (autodiscover.to === 'url' ? autodiscover.url : autodiscover.address);
  return [
    ...servers('incoming'),
    ...servers('outgoing'),
    ...servers('manual'),
    ...one('ActiveSync', account.activesync, { activesync: url }),
    ...one('EWS', account.ews, { ews: url }),
    ...one('Autodiscover at', to, { autodiscover: { to: 'url', url } }),
    ...one('the issuer of tokens', oauth2?.issuer, oauth2 ? { oauth2: { ...oauth2, issuer: url } } : {}),
    ...one('CalDAV', account.caldav, { caldav: url }),
    ...one('CardDAV', account.carddav, { carddav: url }),
    ...one('JMAP', account.jmap, { jmap: url }),
    ...one('webmail', account.webmail, { webmail: url }),
    ...one(
      'ManageSieve',
      managesieve?.host,
      managesieve ? { managesieve: { ...managesieve, host: elsewhere } } : {},
    ),
    ...one('the LDAP address book', ldap?.host, ldap ? { ldap: { ...ldap, host: elsewhere } } : {}),
    ...one('MTA-STS', mtaSts?.mode, mtaSts ? { mtaSts: { ...mtaSts, mx: [elsewhere] } } : {}),
    ...one('reports of TLS', tlsReports, { tlsReports: url }),
    ...account.documentation.map((link, at) => ({
      name: `the link ${link.url}`,
      moved: moved({
        documentation: account.documentation.map((other, index) =>
          index === at ? { ...other, url } : other,
        ),
      }),
    })),
    ...Object.keys(account.instructions).map((language) => ({
      name: `the instructions in ${language}`,
      moved: moved({ instructions: { ...account.instructions, [language]: [elsewhere] } }),
    })),
  ];
}

const nameOf = ({ protocol, host, port, security }: Server): string =>
  `${protocol.toUpperCase()} ${host}:${port}, ${securities[security]}`;

const securities = { tls: 'implicit TLS', starttls: 'STARTTLS', none: 'not encrypted' } as const;

/**
 * @param answered makes the answer for an account, without anything that is another one each time
 * @returns the names of what the account holds and its answer does not say
 */
export async function omittedSettings(
  account: Account,
  answered: (account: Account) => Promise<string>,
): Promise<readonly string[]> {
  const before = await answered(account);
  const items = await Promise.all(
    settingsOf(account).map(async ({ name, moved }) => ({ name, said: (await answered(moved)) !== before })),
  );
  return items.filter(({ said }) => !said).map(({ name }) => name);
}
