/** Who is let in: not a network that asks too often, and nobody new while there is too much to do. */

import type { Limits } from '../../config/operation.ts';
import type { Rejection } from '../../http/rejections.ts';
import { routes } from '../../routes.ts';
import type { NodeRequest } from './http-types.ts';
import { tokenBuckets } from './token-bucket.ts';
import type { TrustedProxies } from './trusted-proxies.ts';

/** `/healthz` in any letter case, with a query, and in absolute form, as the pipeline answers it. */
const asksHealth = new RegExp(`^(?:https?://[^/?#]+)?${routes.health.path}(?:\\?|$)`, 'i');

/** @returns a function that tells why a request is turned away, if it is */
export function admissionControl(
  limits: Pick<Limits, 'perSecond' | 'burst'>,
  peers: Pick<TrustedProxies, 'networkOf'>,
  overloaded: () => boolean,
  clock: () => number,
): (message: NodeRequest) => Rejection | undefined {
  const takes = limits.perSecond > 0 ? tokenBuckets(limits, clock) : () => true;
  return (message) => {
    // Whoever looks whether the server lives must not take a busy one for a dead one.
    if (overloaded() && !asksHealth.test(message.url ?? '')) return 'overloaded';
    const network = peers.networkOf(message);
    return network === undefined || takes(network) ? undefined : 'rate-limited';
  };
}
