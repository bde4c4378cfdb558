/** The providers that ship with facteur. `ovh.net` may be named without being described. */

import type { ProviderDocument } from '../config/schema.ts';
import { ovh, ovhCanada, ovhEmailPro, ovhExchange } from './ovh.ts';
import type { PresetName } from './preset-names.ts';

type Preset = { readonly needsHost: false; readonly document: ProviderDocument } | NeedsHost;
interface NeedsHost {
  readonly needsHost: true;
  readonly on: (host: string) => ProviderDocument;
  /** What such a host looks like. */
  readonly example: string;
}

export const presets: Readonly<Record<PresetName, Preset>> = {
  ovh: { needsHost: false, document: ovh },
  'ovh-canada': { needsHost: false, document: ovhCanada },
  'ovh-email-pro': { needsHost: true, on: ovhEmailPro, example: 'pro1.mail.ovh.net' },
  'ovh-exchange': { needsHost: true, on: ovhExchange, example: 'ex5.mail.ovh.net' },
};

/** Described once and for all, by the id under which a document may name them. */
export const shippedProviders: Readonly<Record<string, ProviderDocument>> = {
  'ovh.net': { preset: 'ovh' },
  'ovh.ca': { preset: 'ovh-canada' },
};
