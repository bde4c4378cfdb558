/** Mail clients of GNOME: Evolution, and "Online Accounts" in Settings. Both use libsoup. */

import type { Lookup } from '../attempt.ts';
import { inParallel, inSequence } from '../combinators.ts';
import { firstOffered, mxLookup, parentDomains, srvLookup } from '../dns-lookup.ts';
import { type HttpLookupOptions, httpLookup } from '../http-lookup.ts';
import { evolution as evolutionParser } from '../parsers/autoconfig/evolution.ts';
import { gnomeOnlineAccounts as onlineAccountsParser } from '../parsers/autoconfig/gnome-online-accounts.ts';
import type { Simulator } from '../simulator.ts';
import { autoconfigUrl, ispdb, legacyWellKnownUrl, uriEncoded, wellKnownUrl } from '../urls.ts';

const http = { foundBy: 'autoconfig', limitMilliseconds: 15_000, redirects: { limit: 20 } } as const;

const evolutionHttp: HttpLookupOptions = {
  ...http,
  parser: evolutionParser,
  headers: { 'user-agent': 'Evolution/3.58.1' },
};

export const evolution: Simulator = {
  id: 'evolution',
  name: 'Evolution',
  source: 'GNOME/evolution src/mail/e-mail-autoconfig.c, src/modules/config-lookup/e-srv-config-lookup.c',
  asksServers: true,
  lookup: ({ address, domain }) => {
    const places = (query: string, name: string): Lookup =>
      inSequence(
        httpLookup(autoconfigUrl('https', name, query), evolutionHttp),
        httpLookup(autoconfigUrl('http', name, query), evolutionHttp),
        httpLookup(wellKnownUrl('https', name, query), evolutionHttp),
        httpLookup(wellKnownUrl('http', name, query), evolutionHttp),
        httpLookup(ispdb.autoconfig(name), { ...evolutionHttp, foundBy: 'ispdb' }),
      );
    // Autoconfig and SRV run in parallel; the user chooses if they differ.
    return (context) => {
      const query = `?emailaddress=${uriEncoded(address)}&emailmd5=${context.md5(address)}`;
      const byAutoconfig = inSequence(
        places(query, domain),
        mxLookup(({ host, base }) =>
          inSequence(...parentDomains(host, base).map((name) => places(query, name))),
        ),
      );
      return inParallel(byAutoconfig, records)(context);
    };
  },
};

/** e-srv-config-lookup.c: the mail services that it knows; IMAP before POP3. */
const records: Lookup = srvLookup(
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

const onlineHttp: HttpLookupOptions = {
  ...http,
  parser: onlineAccountsParser,
  headers: { 'user-agent': 'gnome-online-accounts/3.58.0 libsoup/3.6.5' },
};
const onlineDatabase: HttpLookupOptions = { ...onlineHttp, foundBy: 'ispdb' };

export const gnomeOnlineAccounts: Simulator = {
  id: 'gnome-online-accounts',
  name: 'GNOME Online Accounts',
  source: 'GNOME/gnome-online-accounts src/goabackend/goamailclient.c',
  asksServers: true,
  lookup: ({ address, domain }) => {
    const query = `?emailaddress=${address}`;
    return inSequence(
      httpLookup(legacyWellKnownUrl(domain, query), onlineHttp),
      httpLookup(autoconfigUrl('https', domain, query), onlineHttp),
      httpLookup(wellKnownUrl('https', domain), onlineHttp),
      httpLookup(autoconfigUrl('http', domain), onlineHttp),
      httpLookup(ispdb.draft(domain), onlineDatabase),
      // At the mail exchanger's domain it requests only the legacy path.
      mxLookup(({ parent, base }) => {
        const names = [parent, base].filter((name) => name !== undefined && name !== domain);
        return inSequence(
          ...names.flatMap((name) =>
            name === undefined
              ? []
              : [
                  httpLookup(legacyWellKnownUrl(name, query), onlineHttp),
                  httpLookup(ispdb.draft(name), onlineDatabase),
                ],
          ),
        );
      }),
    );
  },
};
