/** The providers that ship with facteur. A configuration can refer to `ovh.net` and `ovh.ca` without defining them. */

import type { ProviderDocument } from '../config/schema.ts';
import { fastmail } from './fastmail.ts';
import { gandi } from './gandi.ts';
import { googleWorkspace } from './google-workspace.ts';
import { hetzner } from './hetzner.ts';
import { icloud } from './icloud.ts';
import { infomaniak } from './infomaniak.ts';
import { ionos } from './ionos.ts';
import { mailboxOrg } from './mailbox-org.ts';
import { microsoft365 } from './microsoft-365.ts';
import { migadu } from './migadu.ts';
import {
  ovh,
  ovhCanada,
  ovhEmailPro,
  ovhExchange,
  ovhExchangeCanada,
  ovhZimbra,
  ovhZimbraPro,
} from './ovh.ts';
import type { PresetName } from './preset-names.ts';
import { proton } from './proton.ts';
import { zoho } from './zoho.ts';

type Preset = Complete | NeedsHost;
interface Complete {
  readonly needsHost: false;
  readonly document: ProviderDocument;
  /** Whether the login is not the address, so that the operator has to write a user name. */
  readonly needsUsername?: true;
}
interface NeedsHost {
  readonly needsHost: true;
  readonly needsUsername?: undefined;
  readonly on: (host: string) => ProviderDocument;
  /** An example of such a host. */
  readonly example: string;
}

const complete = (document: ProviderDocument): Complete => ({ needsHost: false, document });

export const presets: Readonly<Record<PresetName, Preset>> = {
  ovh: complete(ovh),
  'ovh-canada': complete(ovhCanada),
  'ovh-email-pro': { needsHost: true, on: ovhEmailPro, example: 'pro1.mail.ovh.net' },
  'ovh-exchange': { needsHost: true, on: ovhExchange, example: 'ex5.mail.ovh.net' },
  'ovh-exchange-canada': complete(ovhExchangeCanada),
  'ovh-zimbra': complete(ovhZimbra),
  'ovh-zimbra-pro': complete(ovhZimbraPro),
  'microsoft-365': complete(microsoft365),
  'google-workspace': complete(googleWorkspace),
  icloud: { ...complete(icloud), needsUsername: true },
  fastmail: complete(fastmail),
  infomaniak: complete(infomaniak),
  gandi: complete(gandi),
  ionos: { needsHost: true, on: ionos, example: 'ionos.fr' },
  hetzner: complete(hetzner),
  'mailbox.org': complete(mailboxOrg),
  zoho: { needsHost: true, on: zoho, example: 'zoho.eu' },
  migadu: complete(migadu),
  proton: complete(proton),
};

/** Shipped providers by the id that a configuration refers to. */
export const shippedProviders: Readonly<Record<string, ProviderDocument>> = {
  'ovh.net': ovh,
  'ovh.ca': ovhCanada,
};
