/** Reads what a service answers, up to a limit. */

/**
 * Stops reading, and tells the service so, as soon as it is too much.
 *
 * @returns the body; nothing when it is longer, or not UTF-8
 */
export async function textUpTo(response: Response, limitBytes: number): Promise<string | undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  let text = '';
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > limitBytes) return undefined;
    try {
      text += decoder.decode(chunk, { stream: true });
    } catch {
      return undefined;
    }
  }
  return text;
}

/** @returns nothing for what is no JSON, which no schema takes */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
