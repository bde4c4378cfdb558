/** The output formats of a domain's records, one line each. */

import { bind } from './bind.ts';
import { cloudflare } from './cloudflare.ts';
import type { RecordFormat, TerraformProvider } from './format-names.ts';
import { json } from './json.ts';
import { octodns } from './octodns.ts';
import { terraform } from './terraform.ts';
import type { Zone } from './zone.ts';

interface FormatTarget {
  /** The zone that contains the domain: the domain itself or a parent. */
  readonly zone: string;
  /** The Terraform provider. */
  readonly provider: TerraformProvider;
}

export const formatters: Readonly<Record<RecordFormat, (set: Zone, target: FormatTarget) => string>> = {
  bind: (set) => bind(set),
  json,
  cloudflare,
  terraform: (set, { zone, provider }) => terraform(set, zone, provider),
  octodns: (set, { zone }) => octodns(set, zone),
};
