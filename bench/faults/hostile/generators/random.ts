/** Pseudorandom numbers from a seed and a number, so that one request of a million can be repeated by itself. */

export interface Random {
  /** An integer from 0 up to, but not including, the bound. */
  readonly below: (bound: number) => number;
  /** True once in so many times. */
  readonly oneIn: (times: number) => boolean;
  readonly pick: <Value>(list: readonly [Value, ...Value[]]) => Value;
  /** @param choices each with its weight */
  readonly weighted: <Value>(
    choices: readonly [readonly [number, Value], ...(readonly [number, Value])[]],
  ) => Value;
  readonly times: <Value>(count: number, make: (at: number) => Value) => Value[];
}

/** Mulberry32: 32 bits of state are plenty for one request. */
export function randomOf(seed: number, number: number): Random {
  let state = mixed(mixed(seed) ^ Math.imul(number + 1, 0x9e3779b1));
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    return mixed(state) >>> 0;
  };
  const below = (bound: number): number => Math.floor((next() / 0x1_0000_0000) * bound);
  return {
    below,
    oneIn: (times) => below(times) === 0,
    pick: (list) => list[below(list.length)] ?? list[0],
    weighted(choices) {
      let left = below(choices.reduce((sum, [weight]) => sum + weight, 0));
      for (const [weight, value] of choices) {
        left -= weight;
        if (left < 0) return value;
      }
      return choices[0][1];
    },
    times: (count, make) => Array.from({ length: count }, (_, at) => make(at)),
  };
}

function mixed(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
  bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
  return bits ^ (bits >>> 14);
}
