/** The streams and the exit code of a command; `process` is one. */

import { PassThrough, Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface Stdio {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  exitCode?: number | string | null | undefined;
}

/** 0: done. 1: done, but for some lines or names that were reported. 2: could not run. */
export type ExitCode = 0 | 1 | 2;

/** Runs a command; an error is printed and ends it with exit code 2. */
export async function run(terminal: Stdio, work: () => Promise<ExitCode>): Promise<void> {
  try {
    terminal.exitCode = await work();
  } catch (error) {
    terminal.stderr.write(`facteur: ${printable(error instanceof Error ? error.message : String(error))}\n`);
    terminal.exitCode = 2;
  }
}

const pieceCharacters = 65_536;

/** Writes as fast as the reader reads. A reader that closes early, such as `head`, is no error. */
export const writeAll = (output: Writable, texts: Iterable<string | Uint8Array>): Promise<void> =>
  copy(Readable.from(pieces(texts)), output);

/** The same for an async iterable: the next text is requested when the reader has read those before. */
export const writeEach = (output: Writable, texts: AsyncIterable<string>): Promise<void> =>
  copy(Readable.from(texts), output);

export interface Output {
  readonly write: (text: string) => void;
  readonly end: () => Promise<void>;
}

/** The same for texts written one by one over time. */
export function outputTo(output: Writable): Output {
  const texts = new PassThrough({ encoding: 'utf8' });
  const copied = copy(texts, output);
  // `end` reports the error.
  copied.catch(() => {});
  return {
    write: (text) => void texts.write(text),
    end() {
      texts.end();
      return copied;
    },
  };
}

async function copy(texts: Readable, output: Writable): Promise<void> {
  try {
    await pipeline(texts, output, { end: false });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  }
}

function* pieces(texts: Iterable<string | Uint8Array>): Iterable<string | Uint8Array> {
  let piece = '';
  for (const text of texts) {
    if (typeof text !== 'string') {
      yield piece;
      yield text;
      piece = '';
      continue;
    }
    piece += text;
    if (piece.length < pieceCharacters) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** Shows control characters by their code points, so that text from a file cannot control the terminal. */
export const printable = (text: string): string =>
  text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );

export const grouped = (count: number): string => count.toLocaleString('en');
