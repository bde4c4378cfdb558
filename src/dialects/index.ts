/** All dialects, one line each. A new one is added here and nowhere else. */

import { autoconfig } from './autoconfig.ts';
import { autodiscover } from './autodiscover.ts';
import { autodiscoverJson } from './autodiscover-json.ts';
import { autodiscoverSoap } from './autodiscover-soap.ts';
import type { AnyDialect } from './dialect.ts';
import { mobileconfig } from './mobileconfig.ts';
import { mtaSts } from './mta-sts.ts';
import { pacc } from './pacc.ts';
import { setup } from './setup.ts';
import { wellKnown } from './well-known.ts';

export const dialects: readonly AnyDialect[] = [
  autoconfig,
  autodiscover,
  autodiscoverJson,
  autodiscoverSoap,
  mobileconfig,
  pacc,
  mtaSts,
  wellKnown,
  setup,
];
