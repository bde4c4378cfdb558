/** Checks the log after hostile requests: no line may repeat what was sent, and all must be log lines. */

import { anyMark } from '../generators/text.ts';

/** Text of the generators, besides the marks, that could be repeated. */
const sent =
  /passwd|@(?!hono\/|cloudflare\/|xmldom\/)[\w.-]+\.[a-z]|%40|\bexample\.(?:org|net)|(?:hosted|alias|none|other|exchange)\.example|bücher|xn--/i;

/** An id that the server makes: its counter, in base 36, reaches the letters of the mark after 46,000 requests. */
const ownId = /"id":"[\da-f]{12}-[\da-z]+"/;

export interface LogFlaw {
  readonly flaw: string;
  readonly line: string;
}

/** @param structured whether every line is one of JSON, but for those that start and stop the program */
export function logFlaws(said: string, structured: (line: string) => boolean): LogFlaw[] {
  const flaws: LogFlaw[] = [];
  for (const line of said.split('\n')) {
    if (line === '') continue;
    const text = line.replace(ownId, '');
    if (anyMark.test(text) || sent.test(text))
      flaws.push({ flaw: 'a line of the log tells what was sent', line });
    else if (!structured(line)) flaws.push({ flaw: 'a line that is not of the log', line });
    else if (/"bug":/.test(line)) flaws.push({ flaw: 'a bug in the log', line });
  }
  return flaws;
}

export function isJsonLine(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
