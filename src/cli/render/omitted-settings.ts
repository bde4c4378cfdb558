/**
 * Finds the settings of an account that an answer does not contain. There is no list to maintain: each setting is
 * changed in turn, the answer is built again, and a setting that changes nothing in it is omitted.
 */

import type { Account, Server } from '../../model/account.ts';

/** One setting of an account. */
interface Setting {
  /** For people: `IMAP imap.example.net:993, implicit TLS`. */
  readonly name: string;
  /** The same account with this setting changed. */
  readonly changed: Account;
}

const elsewhere = 'changed.example';
const url = `https://${elsewhere}/changed.xml`;

function settingsOf(account: Account): readonly Setting[] {
  const changed = (changes: Partial<Account>): Account => ({ ...account, ...changes });
  const servers = <Key extends 'incoming' | 'outgoing' | 'manual'>(key: Key): readonly Setting[] =>
    account[key].map((server, at) => ({
      name: nameOf(server) + (key === 'manual' ? ', for people' : ''),
      changed: changed({
        [key]: account[key].map((other, index) => (index === at ? { ...other, host: elsewhere } : other)),
      }),
    }));
  const { oauth2, managesieve, ldap, mtaSts, autodiscover, tlsReports } = account;
  const one = (name: string, value: string | undefined, changes: Partial<Account>): readonly Setting[] =>
    value === undefined ? [] : [{ name: `${name} ${value}`, changed: changed(changes) }];
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
      changed: changed({
        documentation: account.documentation.map((other, index) =>
          index === at ? { ...other, url } : other,
        ),
      }),
    })),
    ...Object.keys(account.instructions).map((language) => ({
      name: `the instructions in ${language}`,
      changed: changed({ instructions: { ...account.instructions, [language]: [elsewhere] } }),
    })),
  ];
}

const nameOf = ({ protocol, host, port, security }: Server): string =>
  `${protocol.toUpperCase()} ${host}:${port}, ${securities[security]}`;

const securities = { tls: 'implicit TLS', starttls: 'STARTTLS', none: 'not encrypted' } as const;

/**
 * @param answerOf builds the answer for an account; equal accounts give equal answers
 * @returns the names of the settings that the answer does not contain
 */
export async function omittedSettings(
  account: Account,
  answerOf: (account: Account) => Promise<string>,
): Promise<readonly string[]> {
  const before = await answerOf(account);
  const items = await Promise.all(
    settingsOf(account).map(async ({ name, changed }) => ({
      name,
      omitted: (await answerOf(changed)) === before,
    })),
  );
  return items.filter(({ omitted }) => omitted).map(({ name }) => name);
}
