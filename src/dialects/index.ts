/** The dialects that ship, by the name that routes.ts uses. A name without its dialect does not compile. */

import type { DialectName } from '../routes.ts';
import { autoconfig } from './autoconfig.ts';
import { autodiscoverJson } from './autodiscover/json.ts';
import { autodiscover } from './autodiscover/pox.ts';
import { autodiscoverSoap } from './autodiscover/soap.ts';
import type { AnyDialect } from './dialect.ts';
import { mobileconfig } from './mobileconfig/route.ts';
import { mtaSts } from './mta-sts.ts';
import { pacc } from './pacc.ts';
import { setupPage } from './page/route.ts';
import { wellKnown } from './well-known.ts';

export const dialects: Readonly<Record<DialectName, AnyDialect>> = {
  autoconfig,
  autodiscover,
  'autodiscover-json': autodiscoverJson,
  'autodiscover-soap': autodiscoverSoap,
  mobileconfig,
  pacc,
  'mta-sts': mtaSts,
  'well-known': wellKnown,
  setup: setupPage,
};
