/** All dialects, one line each. A new one is added here and nowhere else. */

import { autoconfig } from './autoconfig.ts';
import { autodiscoverJson } from './autodiscover/json.ts';
import { autodiscover } from './autodiscover/pox.ts';
import { autodiscoverSoap } from './autodiscover/soap.ts';
import type { AnyDialect } from './dialect.ts';
import { mobileconfig } from './mobileconfig/route.ts';
import { mtaSts } from './mta-sts.ts';
import { pacc } from './pacc.ts';
import { setup } from './page/route.ts';
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
