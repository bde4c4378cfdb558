/** Progress line of an import; written only to a terminal. */

import type { Writable } from 'node:stream';
import { grouped } from './stdio.ts';

export interface Progress {
  readonly show: (rows: number, bytes: number) => void;
  /** Removes the line, so that others can be written. */
  readonly clear: () => void;
}

const pauseMilliseconds = 100;
const barCharacters = 24;
/** ECMA-48: to the beginning of the line, and erase it. */
const clearLine = '\r\u001B[K';

/** @param totalBytes size of the input, if known */
export function progressOn(
  stream: Writable & { readonly isTTY?: boolean },
  totalBytes: number | undefined,
  nowMilliseconds: () => number,
  unit = 'rows',
): Progress {
  if (stream.isTTY !== true) return { show: () => {}, clear: () => {} };
  const began = nowMilliseconds();
  let shownAt = began;
  let visible = false;
  return {
    show(rows, bytes) {
      const now = nowMilliseconds();
      if (now - shownAt < pauseMilliseconds) return;
      shownAt = now;
      visible = true;
      const rate = `${grouped(rows)} ${unit}, ${grouped(Math.round((rows / (now - began)) * 1000))} ${unit}/s`;
      stream.write(`${clearLine}${totalBytes ? `${bar(bytes / totalBytes)} ` : ''}${rate}`);
    },
    clear() {
      if (visible) stream.write(clearLine);
      visible = false;
    },
  };
}

/** @param share from 0 to 1; above 1 for a file that grows while it is read */
function bar(share: number): string {
  const done = Math.min(share, 1);
  const filled = Math.round(done * barCharacters);
  return `[${'#'.repeat(filled)}${'.'.repeat(barCharacters - filled)}] ${Math.round(done * 100)} %`;
}
