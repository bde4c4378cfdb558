/**
 * The Worker's bindings, as they are: any of them may be missing, misnamed, or not what it should be. A text is a
 * variable or secret, or a Secrets Store binding; a long one may be in pieces, because a variable or secret holds 5 KB
 * (https://developers.cloudflare.com/workers/platform/limits/).
 */

import { ok, type Result, refuse } from '../../model/result.ts';

/** By name, as `wrangler.toml` and the secrets give them. */
export type Bindings = Readonly<Record<string, unknown>>;

/** A KV namespace has it, and so has a secret of the Secrets Store, whose `get` takes no key. */
interface StringReader {
  readonly get: (key?: string) => Promise<unknown>;
}

export const isStringReader = (value: unknown): value is StringReader =>
  typeof value === 'object' && value !== null && 'get' in value && typeof value.get === 'function';

interface BoundText {
  readonly text: string;
  /** Whether it may change without a deployment. */
  readonly mayChange: boolean;
}

/**
 * @returns the text of `NAME`, or of `NAME_1`, `NAME_2`, … in their order; nothing when none of them is bound; or what
 *   is wrong with them, without any of the text
 */
export async function readBinding(
  bindings: Bindings,
  name: string,
): Promise<Result<BoundText | undefined, string>> {
  const numbers = piecesOf(bindings, name);
  const whole = bindings[name] !== undefined;
  if (!whole && numbers.length === 0) return ok(undefined);
  if (whole && numbers.length > 0) return refuse(`${name} and ${name}_${numbers[0]} are both set`);
  const gap = numbers.findIndex((number, at) => number !== at + 1);
  if (gap !== -1) return refuse(`${name}_${gap + 1} is missing`);
  const texts: BoundText[] = [];
  for (const one of whole ? [name] : numbers.map((number) => `${name}_${number}`)) {
    const text = await readOne(bindings[one], one);
    if (!text.ok) return text;
    texts.push(text.value);
  }
  return ok({
    text: texts.map(({ text }) => text).join(''),
    mayChange: texts.some(({ mayChange }) => mayChange),
  });
}

/** @returns the numbers of its pieces, in order */
function piecesOf(bindings: Bindings, name: string): readonly number[] {
  const start = `${name}_`;
  return Object.keys(bindings)
    .filter((key) => key.startsWith(start) && /^[1-9]\d*$/.test(key.slice(start.length)))
    .map((key) => Number(key.slice(start.length)))
    .toSorted((a, b) => a - b);
}

async function readOne(bound: unknown, name: string): Promise<Result<BoundText, string>> {
  if (typeof bound === 'string') return ok({ text: bound, mayChange: false });
  if (!isStringReader(bound)) return refuse(`${name} is neither a text nor a secret`);
  try {
    const text = await bound.get();
    return typeof text === 'string' ? ok({ text, mayChange: true }) : refuse(`${name} is not a text`);
  } catch (error) {
    return refuse(`${name} cannot be read: ${error instanceof Error ? error.message : typeof error}`);
  }
}
