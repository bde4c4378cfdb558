/** Mailspring. Two places, https only, and no address; its own tables of providers come first and are not played. */

import { oneAfterAnother } from '../combinators.ts';
import { document, type Habits } from '../http-lookup.ts';
import { mailspring as reader } from '../parsers/autoconfig/mailspring.ts';
import type { Player } from '../simulator.ts';
import { autoconfigUrl, wellKnownUrl } from '../subject.ts';

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
