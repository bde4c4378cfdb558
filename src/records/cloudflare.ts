/**
 * Zone file for Cloudflare's import: no SOA, absolute names, and a tag that disables Cloudflare's proxy, because the
 * TLS certificates of these hosts are on our server.
 */

import { bind } from './bind.ts';
import type { Zone } from './zone.ts';

export const cloudflare = (set: Zone): string =>
  bind(set, ({ type }) => (type === 'SRV' || type === 'TXT' ? '' : ' ; cf_tags=cf-proxied:false'));
