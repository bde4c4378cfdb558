/** Connection limits: for all listeners together, and for each client network how many and how often. */

import type { Limits } from '../../../config/server-settings.ts';
import { getOrCreate, lruMap } from '../../../util/memo.ts';
import type { TrustedProxies } from '../trusted-proxies.ts';

type Rules = Pick<Limits, 'connections' | 'connectionsPerNetwork' | 'perSecond' | 'burst'>;

/** The part of a socket that is used here. */
interface Connection {
  readonly remoteAddress?: string | undefined;
  readonly once: (event: 'close', listener: () => void) => unknown;
}

export interface Connections {
  /** Counts a connection until it closes; false when there are too many, and then it is not counted. */
  readonly admit: (connection: Connection) => boolean;
  /** For a misused connection: its network has to wait before it may open others. */
  readonly charge: (connection: Pick<Connection, 'remoteAddress'>, misuse: keyof typeof misuseCosts) => void;
  /** The network that a connection counts for, if any. */
  readonly networkOf: (connection: Pick<Connection, 'remoteAddress'>) => string | undefined;
  readonly setLimits: (rules: Rules) => void;
}

/**
 * How many new connections a misused one counts as. A closed TLS connection leaves 60 KB for the garbage collector,
 * so a network that replaces it again and again would fill the memory. A timeout costs less: a phone that has lost its
 * network looks the same.
 */
const misuseCosts = { flood: 50, timeout: 10 } as const;

/**
 * @param peers may change when the configuration does
 * @param clock monotonic, in milliseconds
 */
export function connectionLimits(
  first: Rules,
  peers: () => Pick<TrustedProxies, 'networkOfPeer'>,
  clock: () => number,
): Connections {
  let rules = first;
  let budgets = connectionBudgets(first, clock);
  let all = 0;
  const fromNetwork = new Map<string, number>();
  const networkOf = ({ remoteAddress }: Pick<Connection, 'remoteAddress'>): string | undefined =>
    peers().networkOfPeer(remoteAddress);
  return {
    networkOf,
    admit(connection) {
      if (all >= rules.connections) return false;
      const network = networkOf(connection);
      const others = network === undefined ? 0 : (fromNetwork.get(network) ?? 0);
      if (network !== undefined && (others >= rules.connectionsPerNetwork || !budgets.takeToken(network)))
        return false;
      all++;
      if (network !== undefined) fromNetwork.set(network, others + 1);
      connection.once('close', () => {
        all--;
        if (network === undefined) return;
        const left = (fromNetwork.get(network) ?? 1) - 1;
        if (left > 0) fromNetwork.set(network, left);
        else fromNetwork.delete(network);
      });
      return true;
    },

    charge(connection, misuse) {
      const network = networkOf(connection);
      if (network !== undefined) budgets.charge(network, misuseCosts[misuse]);
    },

    setLimits(to) {
      rules = to;
      budgets = connectionBudgets(to, clock);
    },
  };
}

interface Budget {
  tokens: number;
  at: number;
}

/** Networks whose budget is remembered, at least; some 2 MB. */
const mostNetworks = 10_000;

/** How far a network can be in debt, in seconds. */
const mostDebtSeconds = 10;

/**
 * The rate limit of requests applies to new connections too, because a TLS handshake costs more than a request. The
 * token bucket can be overdrawn, so that a network without tokens still pays for misuse.
 */
function connectionBudgets({ perSecond, burst, connectionsPerNetwork }: Rules, clock: () => number) {
  const most = Math.max(burst, connectionsPerNetwork);
  const least = -perSecond * mostDebtSeconds;
  const budgets = lruMap<string, Budget>(mostNetworks);
  const budgetOf = (network: string): Budget => {
    const now = clock();
    const budget = getOrCreate(budgets, network, () => ({ tokens: most, at: now }));
    budget.tokens = Math.min(most, budget.tokens + ((now - budget.at) * perSecond) / 1000);
    budget.at = now;
    return budget;
  };
  return {
    takeToken(network: string): boolean {
      if (perSecond === 0) return true;
      const budget = budgetOf(network);
      if (budget.tokens < 1) return false;
      budget.tokens--;
      return true;
    },
    charge(network: string, cost: number): void {
      const budget = budgetOf(network);
      budget.tokens = Math.max(least, budget.tokens - cost);
    },
  };
}
