/** Reads what a service answers, up to a limit. */

import { ok, type Result, refuse } from '../model/result.ts';

/**
 * Stops reading, and tells the service so, as soon as it is too much.
 *
 * @returns the body, or why there is none
 */
export async function textUpTo(
  response: Response,
  limitBytes: number,
): Promise<Result<string, 'too-long' | 'not-utf-8'>> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  let text = '';
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > limitBytes) return refuse('too-long');
    try {
      text += decoder.decode(chunk, { stream: true });
    } catch {
      return refuse('not-utf-8');
    }
  }
  return ok(text);
}

/** @returns nothing for what is no JSON, which no schema takes */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
