/** The service that answers: what the configuration gives to dialects and to the choice of a domain. */

import type { Sealer } from '../links/cipher.ts';
import type { Account } from '../model/account.ts';
import type { Domain } from '../model/address.ts';
import type { Brand } from '../model/brand.ts';
import type { Signer } from '../signing/signer.ts';
import type { Directory } from './directory.ts';
import type { Entry } from './entry.ts';

/** The operator's service, as its configuration describes it. */
export interface Service {
  readonly directory: Directory;
  /** The domains that the configuration or a store has named, without those that only `*` covers. */
  readonly known?: Directory | undefined;
  /** What the configuration says of domains, by pattern. */
  readonly entries?: ReadonlyMap<string, Entry> | undefined;
  /** The https origin of the service, where plain http is redirected to: `https://autoconfig.example.net`. */
  readonly origin: string | undefined;
  /** The service's own host names, lower case, as opposed to those its customers point to it. */
  readonly names: ReadonlySet<string>;
  /** Whose settings are meant when only an own name tells. */
  readonly defaultAccount: Account | undefined;
  /** Whether PACC says `smtp` beside `submit`. */
  readonly pacc: { readonly smtp: boolean };
  /** Whether Autodiscover is spoken over SOAP. */
  readonly soap: boolean;
  /** Signs Apple's profiles; where one is wanted, none leaves unsigned, and none at all while it is missing. */
  readonly signer?: Signer | 'missing' | undefined;
  /** Seals addresses in links; where that is wanted, there are no links at all while it is missing. */
  readonly sealer?: Sealer | 'missing' | undefined;
  /** Who takes a domain's mail, where the operator looks that up anyway: for people whose domain is unknown here. */
  readonly mailExchanger?: ((domain: Domain) => Promise<Domain | undefined>) | undefined;
  /** Whose page it is. */
  readonly brand: Brand;
}
