/** One connection of HTTP/1: several requests are sent at once, and their answers read in order. */

import type { Socket } from 'node:net';
import type { Answer, Fate } from '../answer.ts';
import { Http1Reader } from './reader.ts';
import type { Http1Message } from './writer.ts';

export class Http1Connection {
  private readonly reader = new Http1Reader();
  private readonly socket: Socket;
  private ended = false;
  private wake: () => void = () => {};

  /** @param socket one that is connected already, or will be */
  constructor(socket: Socket) {
    this.socket = socket;
    const end = (): void => {
      this.ended = true;
      this.reader.finish();
      this.wake();
    };
    socket.on('data', (bytes: Buffer) => {
      this.reader.feed(bytes);
      this.wake();
    });
    socket.on('end', end).on('error', end).on('close', end);
  }

  get open(): boolean {
    return !this.ended;
  }

  destroy(): void {
    this.socket.destroy();
  }

  /**
   * Sends messages that are whole, one after another without waiting.
   *
   * @returns what became of each
   */
  async exchange(messages: readonly Http1Message[], milliseconds: number): Promise<Fate[]> {
    if (!this.reader.empty) return this.flawed(messages, [], `more than was asked for: ${this.reader.rest}`);
    this.socket.write(Buffer.concat(messages.map(({ bytes }) => bytes)));
    const fates: Fate[] = [];
    const deadline = Date.now() + milliseconds;
    for (const { head, mayContinue } of messages) {
      for (;;) {
        const read = this.reader.next(head, mayContinue);
        if (read.kind === 'flaw') return this.flawed(messages, fates, read.flaw);
        if (read.kind === 'answer') {
          fates.push({ kind: 'answered', answers: [read.answer] });
          if (read.answer.last) return this.over(messages, fates, 'closed');
          break;
        }
        if (this.ended) {
          if (!this.reader.empty) return this.flawed(messages, fates, `cut short: ${this.reader.rest}`);
          return this.over(messages, fates, 'closed');
        }
        if (!(await this.news(deadline))) return this.over(messages, fates, 'hung');
      }
    }
    return fates;
  }

  /**
   * Sends what need not be a message, and nothing more.
   *
   * @param finish whether to half-close the connection after the message
   * @returns every answer until the end of the connection
   */
  async alone(message: Http1Message, finish: boolean, milliseconds: number): Promise<Fate> {
    if (finish) this.socket.end(message.bytes);
    else this.socket.write(message.bytes);
    const deadline = Date.now() + milliseconds;
    const answers: Answer[] = [];
    const text = message.bytes.toString('latin1');
    const unclear = isUnclear(text);
    let toHead = text.startsWith('HEAD ');
    for (;;) {
      const read = this.reader.next(toHead, message.mayContinue);
      if (read.kind === 'flaw') {
        this.destroy();
        return unclear ? { kind: 'answered', answers } : { kind: 'ill-formed', flaw: read.flaw };
      }
      if (read.kind === 'answer') {
        answers.push(read.answer);
        toHead = false;
      } else if (this.ended) {
        if (!this.reader.empty && !unclear)
          return { kind: 'ill-formed', flaw: `cut short: ${this.reader.rest}` };
        this.destroy();
        return answers.length > 0 ? { kind: 'answered', answers } : { kind: 'dropped', how: 'closed' };
      } else if (!(await this.news(deadline))) {
        this.destroy();
        return { kind: 'hung' };
      }
    }
  }

  /** @returns whether there was any before the deadline */
  private news(deadline: number): Promise<boolean> {
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(false), Math.max(0, deadline - Date.now()));
      this.wake = () => {
        clearTimeout(late);
        this.wake = () => {};
        resolve(true);
      };
    });
  }

  private flawed(messages: readonly Http1Message[], before: readonly Fate[], flaw: string): Fate[] {
    this.destroy();
    this.ended = true;
    return completed(messages, before, { kind: 'ill-formed', flaw });
  }

  private over(messages: readonly Http1Message[], before: readonly Fate[], how: 'closed' | 'hung'): Fate[] {
    this.destroy();
    this.ended = true;
    // Of several, those behind the one that ended the connection are not to blame.
    if (how === 'hung') return completed(messages, before, { kind: 'hung' });
    const first: Fate = messages.length === 1 ? { kind: 'dropped', how } : { kind: 'unanswered' };
    return completed(messages, before, first);
  }
}

/**
 * Whether an answer to HEAD has a body cannot be told when nobody knows how many requests there were, and a line
 * without a version may be answered by HTTP/0.9, which has no head.
 */
const isUnclear = (bytes: string): boolean =>
  /^HEAD /m.test(bytes) || !/^[^\r\n]* HTTP\/\d/.test(bytes.trimStart());

function completed(messages: readonly Http1Message[], before: readonly Fate[], next: Fate): Fate[] {
  return messages.map((_, at) => before[at] ?? (at === before.length ? next : { kind: 'unanswered' }));
}
