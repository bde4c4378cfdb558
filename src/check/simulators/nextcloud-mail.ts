/** Nextcloud Mail. One after the other, the address as it stands, 7 seconds each. */

import type { Source } from '../attempt.ts';
import { oneAfterAnother } from '../combinators.ts';
import { byMx } from '../dns-lookup.ts';
import { document, type Habits } from '../http-lookup.ts';
import { nextcloudMail as reader } from '../parsers/autoconfig/nextcloud-mail.ts';
import type { Player } from '../simulator.ts';
import { autoconfigUrl, ispdb, wellKnownUrl } from '../subject.ts';

const http: Habits = {
  by: 'autoconfig',
  reader,
  limitMilliseconds: 7000,
  redirects: { limit: 5 },
  headers: { 'user-agent': 'Nextcloud Server Crawler' },
};

export const nextcloudMail: Player = {
  id: 'nextcloud-mail',
  name: 'Nextcloud Mail',
  source: 'nextcloud/mail lib/Service/AutoConfig/IspDb.php',
  asks: 'servers',
  search: ({ address, domain }) =>
    oneAfterAnother(
      places(domain, address),
      byMx(({ host }) =>
        oneAfterAnother(...[host, host.slice(host.indexOf('.') + 1)].map((name) => places(name, address))),
      ),
    ),
};

function places(domain: string, address: string): Source {
  const query = `?emailaddress=${address}`;
  return oneAfterAnother(
    document(autoconfigUrl('https', domain, query), http),
    document(wellKnownUrl('https', domain, query), http),
    document(ispdb.autoconfig(domain), { ...http, by: 'ispdb' }),
    document(autoconfigUrl('http', domain, query), http),
    document(wellKnownUrl('http', domain, query), http),
  );
}
