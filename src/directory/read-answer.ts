/** Reads the body of an HTTP response, up to a limit. */

import { ok, type Result, refuse } from '../model/result.ts';

/**
 * Stops reading and cancels the response when it is longer than the limit.
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

/** @returns the value; `undefined` for text that is not JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
