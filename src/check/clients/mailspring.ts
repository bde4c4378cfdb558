/** Mailspring. Two places, https only, and no address; its own tables of providers come first and are not played. */

import { autoconfigUrl, wellKnownUrl } from '../asked.ts';
import { document, type Habits } from '../document.ts';
import type { Player } from '../player.ts';
import { mailspring as reader } from '../readers/autoconfig/mailspring.ts';
import { oneAfterAnother } from '../search.ts';

const http: Habits = {
  by: 'autoconfig',
  reader,
  limitMilliseconds: 30_000,
  redirects: { limit: 20 },
  headers: {
    'user-agent':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Mailspring/1.16.0 Chrome/140.0.0.0 Electron/38.0.0 Safari/537.36',
  },
};

export const mailspring: Player = {
  id: 'mailspring',
  name: 'Mailspring',
  source: 'Foundry376/Mailspring app/internal_packages/onboarding/lib/onboarding-helpers.ts',
  asks: 'servers',
  search: ({ domain }) =>
    oneAfterAnother(
      document(autoconfigUrl('https', domain), http),
      document(wellKnownUrl('https', domain), http),
    ),
};
