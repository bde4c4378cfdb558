/**
 * Delta Chat. One after the other, https only, and GET alone; whatever parses is an answer and ends the search, after
 * which it guesses.
 */

import { autoconfigUrl, autodiscoverUrl, encodedButDots, ispdb, wellKnownUrl } from '../asked.ts';
import { document, type Habits } from '../document.ts';
import { absoluteOnly } from '../follow.ts';
import type { Player } from '../player.ts';
import { poxFollowing } from '../pox.ts';
import { deltaChat as autoconfigReader } from '../readers/autoconfig/delta-chat.ts';
import { deltaChat as poxReader } from '../readers/autodiscover/delta-chat.ts';
import { oneAfterAnother } from '../search.ts';

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
