/** The providers that ship with facteur. A configuration can refer to `ovh.net` and `ovh.ca` without defining them. */

import type { ProviderDocument } from '../config/schema.ts';
import { ovh, ovhCanada, ovhEmailPro, ovhExchange } from './ovh.ts';
import type { PresetName } from './preset-names.ts';

type Preset = { readonly needsHost: false; readonly document: ProviderDocument } | NeedsHost;
interface NeedsHost {
  readonly needsHost: true;
  readonly on: (host: string) => ProviderDocument;
  /** An example of such a host. */
  readonly example: string;
}

export const presets: Readonly<Record<PresetName, Preset>> = {
  ovh: { needsHost: false, document: ovh },
  'ovh-canada': { needsHost: false, document: ovhCanada },
  'ovh-email-pro': { needsHost: true, on: ovhEmailPro, example: 'pro1.mail.ovh.net' },
  'ovh-exchange': { needsHost: true, on: ovhExchange, example: 'ex5.mail.ovh.net' },
};

/** Shipped providers by the id that a configuration refers to. */
export const shippedProviders: Readonly<Record<string, ProviderDocument>> = {
  'ovh.net': ovh,
  'ovh.ca': ovhCanada,
};
