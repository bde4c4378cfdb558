/** Concurrent clients that send the requests of a way, and wait for the outcome of each. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Fate } from './answer.ts';
import type { Case, Cases } from './generators/cases.ts';
import type { Expectation } from './http1/writer.ts';
import { judge } from './judges/judge.ts';
import type { Tally } from './tally.ts';
import type { Transport } from './transport.ts';

export interface Sendable {
  readonly expectation: Expectation;
}

/** The server under test; it may end, and is then started again. */
export interface Asked {
  /** Waits while it is started again; false when it has ended too often. */
  readonly ready: () => Promise<boolean>;
  /** How often it has ended. */
  readonly generation: () => number;
}

export interface Rules {
  readonly origin: string | undefined;
  readonly proxied: boolean;
  readonly tellsLengthOfHead: boolean;
}

/** How long a process may take to end after its connections have. */
const endingMilliseconds = 100;

export class Lanes<Message extends Sendable> {
  /** Sent, and not answered yet. */
  private readonly inFlight = new Set<Case<Message>>();
  private readonly recent: { readonly one: Case<Message>; readonly at: number }[] = [];
  private readonly make: () => Transport<Message>;
  private readonly asked: Asked;
  private readonly rules: Rules;
  private readonly tally: Tally;

  constructor(make: () => Transport<Message>, asked: Asked, rules: Rules, tally: Tally) {
    this.make = make;
    this.asked = asked;
    this.rules = rules;
    this.tally = tally;
  }

  /** The requests that may have ended the process. */
  suspects(): Case<Message>[] {
    const since = Date.now() - 3 * endingMilliseconds;
    const late = this.recent.filter(({ at }) => at >= since).map(({ one }) => one);
    this.recent.length = 0;
    return [...new Set([...this.inFlight, ...late])];
  }

  async run(
    cases: Cases<Message>,
    numbers: Iterator<number>,
    clients: number,
    done: () => void,
  ): Promise<void> {
    await Promise.all(Array.from({ length: clients }, () => this.lane(cases, numbers, done)));
  }

  private async lane(cases: Cases<Message>, numbers: Iterator<number>, done: () => void): Promise<void> {
    const transport = this.make();
    for (let size = 1; ; size = (size % transport.batch) + 1) {
      const batch: Case<Message>[] = [];
      let rough: Case<Message> | undefined;
      while (batch.length < size && !rough) {
        const next = numbers.next();
        if (next.done) break;
        const one = cases(next.value);
        const { expectation } = one.message;
        if (expectation === 'may-drop' || expectation === 'stalls') rough = one;
        else batch.push(one);
        if (expectation === 'may-close') break;
      }
      if (batch.length === 0 && !rough) break;
      if (!(await this.asked.ready())) break;
      if (batch.length > 0) await this.together(batch, transport);
      if (rough) await this.alone(rough, transport);
      for (const _ of batch) done();
      if (rough) done();
    }
    transport.close();
  }

  private async together(batch: readonly Case<Message>[], transport: Transport<Message>): Promise<void> {
    const { generation } = this.asked;
    const before = generation();
    for (const one of batch) this.inFlight.add(one);
    const fates = await transport.exchange(batch.map(({ message }) => message));
    for (const [at, one] of batch.entries()) {
      const fate = fates[at] ?? { kind: 'unanswered' };
      this.inFlight.delete(one);
      if (fate.kind === 'dropped' && one.message.expectation === 'may-reset') this.remember(one);
      else if (fate.kind === 'dropped' || fate.kind === 'unanswered') {
        // Another request of the batch may have ended the connection. If the process has ended, see suspects().
        this.remember(one);
        await sleep(endingMilliseconds);
        if (generation() === before) await this.alone(one, transport);
        continue;
      }
      this.end(one, fate);
    }
  }

  /** @returns whether the process outlived it */
  async alone(one: Case<Message>, transport = this.make()): Promise<boolean> {
    if (!(await this.asked.ready())) return true;
    const { generation } = this.asked;
    const before = generation();
    this.inFlight.add(one);
    let fate = await transport.alone(one.message);
    this.inFlight.delete(one);
    const whole = one.message.expectation === 'answered' || one.message.expectation === 'may-close';
    if (fate.kind === 'dropped' || fate.kind === 'unanswered') this.remember(one);
    if (whole && (fate.kind === 'dropped' || fate.kind === 'unanswered')) {
      await sleep(endingMilliseconds);
      if (generation() !== before) return false;
      fate = await transport.alone(one.message);
      await sleep(endingMilliseconds);
    }
    if (generation() !== before) return false;
    this.end(one, fate);
    return true;
  }

  private remember(one: Case<Message>): void {
    this.recent.push({ one, at: Date.now() });
    if (this.recent.length > 200) this.recent.splice(0, 100);
  }

  private end(one: Case<Message>, fate: Fate): void {
    const { tally, rules } = this;
    tally.requests++;
    const { expectation } = one.message;
    const whole = expectation === 'answered' || expectation === 'may-close';
    switch (fate.kind) {
      case 'answered':
        for (const answer of fate.answers) {
          const { flaw, own } = judge(answer, {
            ...rules,
            whole,
            valid: expectation === 'answered',
            number: one.number,
            plainPath: one.plainPath,
          });
          tally.answered(answer.status, own);
          if (flaw !== undefined) tally.flaw(flaw, one);
        }
        return;
      case 'ill-formed':
        // A proxy that finds out late that a request is incomplete cuts its response short.
        if (rules.proxied && !whole && fate.flaw.startsWith('cut short')) tally.dropped++;
        else tally.flaw(fate.flaw, one);
        return;
      case 'hung':
        tally.hung++;
        tally.flaw('no end within its time', one);
        return;
      default:
        tally.dropped++;
        if (whole) tally.flaw(`no answer: ${fate.kind === 'dropped' ? fate.how : 'closed'}`, one);
    }
  }
}
