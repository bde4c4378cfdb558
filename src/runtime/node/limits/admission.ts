/** Admission control: the rate limit per network, by the cost of its requests, and load shedding. */

import type { Limits } from '../../../config/server-settings.ts';
import type { Rejection } from '../../../http/rejections.ts';
import { undeclaredCost } from '../../../model/cost.ts';
import { routes } from '../../../routes.ts';
import type { NodeRequest } from '../http-types.ts';
import type { TrustedProxies } from '../trusted-proxies.ts';
import { tokenBuckets } from './token-bucket.ts';

/** `/healthz` in any letter case, with a query, and in absolute form, as the pipeline answers it. */
const healthTarget = new RegExp(`^(?:https?://[^/?#]+)?${routes.health.path}(?:\\?|$)`, 'i');

interface Admission {
  /** @returns why a request is rejected, if it is; otherwise its network has paid a token for it */
  readonly admit: (message: NodeRequest) => Rejection | undefined;
  /** The same once more for a request whose body had to be waited for: others may have been charged meanwhile. */
  readonly readmit: (message: NodeRequest) => Rejection | undefined;
  /** Takes a look-up by address from the budget of the client's network; false when there is none left. */
  readonly takeLookUp: (message: NodeRequest) => boolean;
  /** @param cost of an answer, in the units of model/cost.ts */
  readonly charge: (message: NodeRequest, cost: number) => void;
}

/**
 * Real requests have up to forty headers, with those of proxies, and Node spends a microsecond on each. Node omits
 * headers over the limit (listener.ts); a proxy's header could be among them, so the whole request is refused.
 */
export const headersLimit = 100;

export function admissionControl(
  limits: Pick<Limits, 'perSecond' | 'burst'> &
    Partial<Pick<Limits, 'addressesPerSecond' | 'addressesBurst'>>,
  proxies: Pick<TrustedProxies, 'networkOf'>,
  overloaded: () => boolean,
  clock: () => number,
): Admission {
  const buckets = limits.perSecond > 0 ? tokenBuckets(limits, clock) : undefined;
  const { addressesPerSecond = 0, addressesBurst = 1 } = limits;
  const lookUps =
    addressesPerSecond > 0
      ? tokenBuckets({ perSecond: addressesPerSecond, burst: addressesBurst }, clock)
      : undefined;
  return {
    takeLookUp(message) {
      const network = lookUps && proxies.networkOf(message);
      return network === undefined || lookUps?.take(network) === true;
    },

    admit(message) {
      if (message.rawHeaders.length >= 2 * headersLimit) return 'too-many-headers';
      // Health checks must not take a busy server for a dead one.
      if (overloaded() && !healthTarget.test(message.url ?? '')) return 'overloaded';
      const network = buckets && proxies.networkOf(message);
      return network === undefined || buckets?.take(network) ? undefined : 'rate-limited';
    },

    readmit(message) {
      const network = buckets && proxies.networkOf(message);
      return network !== undefined && buckets?.isBelowZero(network) ? 'rate-limited' : undefined;
    },

    charge(message, cost) {
      const network = buckets && proxies.networkOf(message);
      // One token was paid for the request, and pays for what any request may cost.
      const tokens = Math.ceil(cost / undeclaredCost) - 1;
      if (network !== undefined && tokens > 0) buckets?.charge(network, tokens);
    },
  };
}
