/** Interactive questions, line by line, on a terminal or from another input. */

import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Stdio } from '../shared/stdio.ts';
import type { ReadAnswer } from './answers.ts';

export interface Question {
  readonly text: string;
  /** The flag that answers it: `--imap`. */
  readonly flag: string;
  /** What is missing when neither the flag nor a lookup gives an answer. */
  readonly missing: string;
  /** The default for an empty answer. */
  readonly proposal: string | undefined;
  readonly optional?: true;
  readonly read: ReadAnswer;
}

interface Questions {
  /** Asks until the answer is valid; undefined for an empty answer to an optional question. */
  readonly ask: (question: Question) => Promise<string | undefined>;
  readonly close: () => void;
}

export function questionsOn({ stdin, stderr }: Stdio): Questions {
  const input = stdin instanceof Readable ? stdin : Readable.from(stdin);
  const terminal = stderr.isTTY === true && 'isTTY' in input && input.isTTY === true;
  const reader = createInterface({ input, output: stderr, terminal });
  // Lines that arrive before their question are kept.
  const lines = reader[Symbol.asyncIterator]();
  const say = (prompt: string): void => {
    // Without a terminal, the input may have ended already.
    if (!terminal) return void stderr.write(prompt);
    reader.setPrompt(prompt);
    reader.prompt();
  };
  return {
    async ask({ text, proposal, optional, read }) {
      for (;;) {
        const beside = proposal === undefined ? '' : ` [${proposal}]`;
        say(`${text}${beside}: `);
        const line = await lines.next();
        if (line.done) throw new Error(`standard input ended before an answer to: ${text}`);
        const answer = line.value.trim() || (proposal ?? '');
        if (answer === '' && optional) return undefined;
        const checked = read(answer);
        if (checked.ok) return checked.value;
        stderr.write(`${checked.refusal}.\n`);
      }
    },
    close: () => reader.close(),
  };
}
