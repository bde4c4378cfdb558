/** The mail programs of GNOME: Evolution, and what Settings does under "Online Accounts". Both speak through libsoup. */

import type { Source } from '../attempt.ts';
import { oneAfterAnother, sideBySide } from '../combinators.ts';
import { byMx, bySrv, firstOffered, parentsOf } from '../dns-lookup.ts';
import { document, type Habits } from '../http-lookup.ts';
import { evolution as evolutionReader } from '../parsers/autoconfig/evolution.ts';
import { gnomeOnlineAccounts as onlineAccountsReader } from '../parsers/autoconfig/gnome-online-accounts.ts';
import type { Player } from '../simulator.ts';
import { autoconfigUrl, ispdb, oldWellKnownUrl, uriEncoded, wellKnownUrl } from '../subject.ts';

const http = { by: 'autoconfig', limitMilliseconds: 15_000, redirects: { limit: 20 } } as const;

const evolutionHttp: Habits = {
  ...http,
  reader: evolutionReader,
  headers: { 'user-agent': 'Evolution/3.58.1' },
};

export const evolution: Player = {
  id: 'evolution',
  name: 'Evolution',
  source: 'GNOME/evolution src/mail/e-mail-autoconfig.c, src/modules/config-lookup/e-srv-config-lookup.c',
  asks: 'servers',
  search: ({ address, domain }) => {
    const places = (query: string, name: string): Source =>
      oneAfterAnother(
        document(autoconfigUrl('https', name, query), evolutionHttp),
        document(autoconfigUrl('http', name, query), evolutionHttp),
        document(wellKnownUrl('https', name, query), evolutionHttp),
        document(wellKnownUrl('http', name, query), evolutionHttp),
        document(ispdb.autoconfig(name), { ...evolutionHttp, by: 'ispdb' }),
      );
    // Autoconfig and SRV run side by side, and the person chooses when they differ.
    return (stage) => {
      const query = `?emailaddress=${uriEncoded(address)}&emailmd5=${stage.md5(address)}`;
      const byAutoconfig = oneAfterAnother(
        places(query, domain),
        byMx(({ host, base }) =>
          oneAfterAnother(...parentsOf(host, base).map((name) => places(query, name))),
        ),
      );
      return sideBySide(byAutoconfig, records)(stage);
    };
  },
};

/** e-srv-config-lookup.c: the services it knows for mail; IMAP comes before POP3. */
const records: Source = bySrv(
  ['_imaps', '_imap', '_pop3s', '_pop3', '_submissions', '_submission'],
  (answers) => {
    const imap = firstOffered(answers, '_imaps', '_imap');
    const incoming = imap ?? firstOffered(answers, '_pop3s', '_pop3');
    const outgoing = firstOffered(answers, '_submissions', '_submission');
    if (!incoming || !outgoing) return { kind: 'no-srv', names: ['_imaps', '_submissions'] };
    return {
      incoming: {
        from: incoming,
        protocol: imap ? 'imap' : 'pop3',
        tls: /^_(imaps|pop3s)\./.test(incoming.name),
      },
      outgoing: { from: outgoing, tls: outgoing.name.startsWith('_submissions.') },
    };
  },
);

const onlineHttp: Habits = {
  ...http,
  reader: onlineAccountsReader,
  headers: { 'user-agent': 'gnome-online-accounts/3.58.0 libsoup/3.6.5' },
};
const onlineDatabase: Habits = { ...onlineHttp, by: 'ispdb' };

export const gnomeOnlineAccounts: Player = {
  id: 'gnome-online-accounts',
  name: 'GNOME Online Accounts',
  source: 'GNOME/gnome-online-accounts src/goabackend/goamailclient.c',
  asks: 'servers',
  search: ({ address, domain }) => {
    const query = `?emailaddress=${address}`;
    return oneAfterAnother(
      document(oldWellKnownUrl(domain, query), onlineHttp),
      document(autoconfigUrl('https', domain, query), onlineHttp),
      document(wellKnownUrl('https', domain), onlineHttp),
      document(autoconfigUrl('http', domain), onlineHttp),
      document(ispdb.draft(domain), onlineDatabase),
      // For the mail exchanger it knows the old path alone.
      byMx(({ parent, base }) => {
        const names = [parent, base].filter((name) => name !== undefined && name !== domain);
        return oneAfterAnother(
          ...names.flatMap((name) =>
            name === undefined
              ? []
              : [
                  document(oldWellKnownUrl(name, query), onlineHttp),
                  document(ispdb.draft(name), onlineDatabase),
                ],
          ),
        );
      }),
    );
  },
};
