/** All dialects, one line each. A new one is added here and nowhere else. */

import { autoconfig } from './autoconfig.ts';
import { autodiscover } from './autodiscover.ts';
import type { Dialect } from './dialect.ts';
import { mobileconfig } from './mobileconfig.ts';
import { mtaSts } from './mta-sts.ts';
import { pacc } from './pacc.ts';
import { setup } from './setup.ts';
import { wellKnown } from './well-known.ts';

export const dialects: readonly Dialect[] = [
  autoconfig,
  autodiscover,
  mobileconfig,
  pacc,
  mtaSts,
  wellKnown,
  setup,
];
