/**
 * Prevents redirect loops in all Autodiscover dialects. A client that is redirected to where it came from repeats the
 * request until it gives up: Thunderbird after two redirects, MS-OXDSCLI 3.1.5.4 after ten.
 */

import type { Service } from '../../directory/service.ts';
import type { Host } from '../../http/host.ts';
import type { Account } from '../../model/account.ts';
import { type Address, parseAddress } from '../../model/address.ts';
import { memoizeByObject } from '../../util/memo.ts';

/** @returns the account, without its redirect if that leads back here */
export function withoutRedirectLoop(
  account: Account,
  address: Address | undefined,
  host: Host,
  service: Service,
): Account {
  return redirectsBack(account, address, host, service) ? withoutRedirect(account) : account;
}

/** Its other settings still apply: an alias of a tenant is redirected to the tenant, and the tenant gets the settings. */
const withoutRedirect = memoizeByObject(
  (account: Account): Account => ({ ...account, autodiscover: undefined }),
);

function redirectsBack(
  { autodiscover: redirect }: Account,
  address: Address | undefined,
  host: Host,
  { origin, names }: Service,
): boolean {
  switch (redirect?.to) {
    case 'url': {
      const target = new URL(redirect.url);
      // `host` includes a port other than 443, because that is another server.
      return target.origin === origin || target.host === host.name || names.has(target.host);
    }
    case 'address': {
      if (!address) return false;
      const next = parseAddress(redirect.address.replaceAll('%EMAILLOCALPART%', address.localPart));
      // The result may be too long for an address; such a redirect is left out as well.
      return !next.ok || next.value.text.toLowerCase() === address.text.toLowerCase();
    }
    default:
      return false;
  }
}
