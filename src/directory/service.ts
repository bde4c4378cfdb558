/** The service: the part of the configuration that dialects and resolve.ts use. */

import type { Sealer } from '../links/cipher.ts';
import type { Account } from '../model/account.ts';
import type { Domain } from '../model/address.ts';
import type { Brand } from '../model/brand.ts';
import type { Signer } from '../signing/signer.ts';
import type { AddressRules } from './address-rules.ts';
import type { Directory } from './directory.ts';
import type { Entry } from './entry.ts';
import type { People } from './people.ts';

/** The operator's service, as its configuration describes it. */
export interface Service {
  readonly directory: Directory;
  /** The domains that the configuration or a store has named, without those that only `*` covers. */
  readonly known?: Directory | undefined;
  /** What the configuration says of domains, by pattern. */
  readonly entries?: ReadonlyMap<string, Entry> | undefined;
  /** The operator's rules for single addresses. */
  readonly addressRules?: AddressRules | undefined;
  /** Stores that are looked up by address. */
  readonly people?: People | undefined;
  /** The https origin of the service, where plain http is redirected to: `https://autoconfig.example.net`. */
  readonly origin: string | undefined;
  /** The service's own host names in lower case, as opposed to names that customers point to it. */
  readonly names: ReadonlySet<string>;
  /** The provider that is answered at an own name when nothing names a domain. */
  readonly defaultAccount: Account | undefined;
  /** Whether PACC has `smtp` beside `submit`. */
  readonly pacc: { readonly smtp: boolean };
  /** Whether Autodiscover over SOAP is answered. */
  readonly soap: boolean;
  /** Signs Apple profiles. While it is `missing`, there are no profiles: unsigned ones are never sent instead. */
  readonly signer?: Signer | 'missing' | undefined;
  /** Seals addresses in links. While it is `missing`, there are no links. */
  readonly sealer?: Sealer | 'missing' | undefined;
  /** Looks a domain's mail exchanger up, if there is an `mx` store: the page names it for unknown domains. */
  readonly mailExchanger?: ((domain: Domain) => Promise<Domain | undefined>) | undefined;
  /** Name, logo and colours of the page. */
  readonly brand: Brand;
}
