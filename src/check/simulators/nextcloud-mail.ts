/** Nextcloud Mail. In sequence, the address not encoded, 7 seconds each. */

import type { Lookup } from '../attempt.ts';
import { inSequence } from '../combinators.ts';
import { mxLookup } from '../dns-lookup.ts';
import { type HttpLookupOptions, httpLookup } from '../http-lookup.ts';
import { nextcloudMail as parser } from '../parsers/autoconfig/nextcloud-mail.ts';
import type { Simulator } from '../simulator.ts';
import { autoconfigUrl, ispdb, wellKnownUrl } from '../urls.ts';

const http: HttpLookupOptions = {
  foundBy: 'autoconfig',
  parser,
  limitMilliseconds: 7000,
  redirects: { limit: 5 },
  headers: { 'user-agent': 'Nextcloud Server Crawler' },
};

export const nextcloudMail: Simulator = {
  id: 'nextcloud-mail',
  name: 'Nextcloud Mail',
  source: 'nextcloud/mail lib/Service/AutoConfig/IspDb.php',
  asksServers: true,
  lookup: ({ address, domain }) =>
    inSequence(
      places(domain, address),
      // The domain above the host, unless that is a public suffix.
      mxLookup(({ host, base }) => {
        const names = host === base ? [host] : [host, host.slice(host.indexOf('.') + 1)];
        return inSequence(...names.map((name) => places(name, address)));
      }),
    ),
};

function places(domain: string, address: string): Lookup {
  const query = `?emailaddress=${address}`;
  return inSequence(
    httpLookup(autoconfigUrl('https', domain, query), http),
    httpLookup(wellKnownUrl('https', domain, query), http),
    httpLookup(ispdb.autoconfig(domain), { ...http, foundBy: 'ispdb' }),
    httpLookup(autoconfigUrl('http', domain, query), http),
    httpLookup(wellKnownUrl('http', domain, query), http),
  );
}
