/** Admission control: the rate limit per network, and load shedding. */

import type { Limits } from '../../config/operation.ts';
import type { Rejection } from '../../http/rejections.ts';
import { routes } from '../../routes.ts';
import type { NodeRequest } from './http-types.ts';
import { tokenBuckets } from './token-bucket.ts';
import type { TrustedProxies } from './trusted-proxies.ts';

/** `/healthz` in any letter case, with a query, and in absolute form, as the pipeline answers it. */
const healthTarget = new RegExp(`^(?:https?://[^/?#]+)?${routes.health.path}(?:\\?|$)`, 'i');

/** @returns a function that returns why a request is rejected, if it is */
export function admissionControl(
  limits: Pick<Limits, 'perSecond' | 'burst'>,
  proxies: Pick<TrustedProxies, 'networkOf'>,
  overloaded: () => boolean,
  clock: () => number,
): (message: NodeRequest) => Rejection | undefined {
  const takeToken = limits.perSecond > 0 ? tokenBuckets(limits, clock) : () => true;
  return (message) => {
    // Health checks must not take a busy server for a dead one.
    if (overloaded() && !healthTarget.test(message.url ?? '')) return 'overloaded';
    const network = proxies.networkOf(message);
    return network === undefined || takeToken(network) ? undefined : 'rate-limited';
  };
}
