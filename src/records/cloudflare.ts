/**
 * As a zone file for Cloudflare's import: no SOA, names with their final dot, and a mark that keeps Cloudflare from
 * putting its own proxy before hosts whose certificates are ours.
 */

import { bind } from './bind.ts';
import type { Zone } from './zone.ts';

export const cloudflare = (set: Zone): string =>
  bind(set, ({ type }) => (type === 'SRV' || type === 'TXT' ? '' : ' ; cf_tags=cf-proxied:false'));
