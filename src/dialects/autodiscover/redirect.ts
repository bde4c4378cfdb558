/**
 * Where Autodiscover's clients are sent on to, in whichever dialect they ask: never back to where they came from, or
 * they would go round until they give up, after two turns (Thunderbird) or ten (MS-OXDSCLI 3.1.5.4).
 */

import type { Service } from '../../directory/service.ts';
import type { Host } from '../../http/host.ts';
import type { Account } from '../../model/account.ts';
import { type Address, parseAddress } from '../../model/address.ts';
import { memoizeByObject } from '../../util/memo.ts';

/** @returns the account as this question is answered by it: without its redirection, if that leads back here */
export function withoutRedirectLoop(
  account: Account,
  address: Address | undefined,
  host: Host,
  service: Service,
): Account {
  return leadsBack(account, address, host, service) ? staying(account) : account;
}

/** Whatever else there is can still be told: an alias of a tenant is sent to it, and the tenant itself is answered. */
const staying = memoizeByObject((account: Account): Account => ({ ...account, autodiscover: undefined }));

function leadsBack(
  { autodiscover: elsewhere }: Account,
  address: Address | undefined,
  host: Host,
  { origin, names }: Service,
): boolean {
  switch (elsewhere?.to) {
    case 'url': {
      const target = new URL(elsewhere.url);
      // With its port, if that is not 443: another one is another server.
      return target.origin === origin || target.host === host.name || names.has(target.host);
    }
    case 'address': {
      if (!address) return false;
      const next = parseAddress(elsewhere.address.replaceAll('%EMAILLOCALPART%', address.localPart));
      // What is no address any more, for its length, leads nowhere.
      return !next.ok || next.value.text.toLowerCase() === address.text.toLowerCase();
    }
    default:
      return false;
  }
}
