/**
 * Delta Chat. One after the other, https only, and GET alone; whatever parses is an answer and ends the search, after
 * which it guesses.
 */

import { oneAfterAnother } from '../combinators.ts';
import { document, type Habits } from '../http-lookup.ts';
import { deltaChat as autoconfigReader } from '../parsers/autoconfig/delta-chat.ts';
import { deltaChat as poxReader } from '../parsers/autodiscover/delta-chat.ts';
import { poxFollowing } from '../pox-lookup.ts';
import { absoluteOnly } from '../redirects.ts';
import type { Player } from '../simulator.ts';
import { autoconfigUrl, autodiscoverUrl, encodedButDots, ispdb, wellKnownUrl } from '../subject.ts';

const http: Habits = {
  by: 'autoconfig',
  reader: autoconfigReader,
  limitMilliseconds: 60_000,
  redirects: { limit: 10, refuses: absoluteOnly },
};
const pox: Habits = { ...http, by: 'autodiscover', reader: poxReader };

export const deltaChat: Player = {
  id: 'delta-chat',
  name: 'Delta Chat',
  source: 'chatmail/core src/configure.rs, configure/auto_outlook.rs, net/http.rs',
  asks: 'servers',
  guesses: true,
  search: ({ address, domain }) =>
    oneAfterAnother(
      document(autoconfigUrl('https', domain, `?emailaddress=${encodedButDots(address)}`), http),
      document(wellKnownUrl('https', domain), http),
      poxFollowing(autodiscoverUrl(`https://${domain}`), pox, undefined),
      poxFollowing(autodiscoverUrl(`https://autodiscover.${domain}`), pox, undefined),
      document(ispdb.autoconfig(domain), { ...http, by: 'ispdb' }),
    ),
};
