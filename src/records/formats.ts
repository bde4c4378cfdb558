/** The formats in which a domain's records can be had, one line each. */

import { bind } from './bind.ts';
import { cloudflare } from './cloudflare.ts';
import type { RecordFormat, TerraformProvider } from './format-names.ts';
import { json } from './json.ts';
import { octodns } from './octodns.ts';
import { terraform } from './terraform.ts';
import type { Zone } from './zone.ts';

export interface FormatTarget {
  /** The name of the zone that the domain lies in: itself, or one above it. */
  readonly zone: string;
  /** For whom Terraform is to write. */
  readonly provider: TerraformProvider;
}

export const formatters: Readonly<Record<RecordFormat, (set: Zone, target: FormatTarget) => string>> = {
  bind: (set) => bind(set),
  json,
  cloudflare,
  terraform: (set, { zone, provider }) => terraform(set, zone, provider),
  octodns: (set, { zone }) => octodns(set, zone),
};
