/** Counts of the outcomes of one way. */

import type { Case } from './generators/cases.ts';

export interface Flaw {
  readonly what: string;
  times: number;
  /** The numbers of the first few. */
  readonly numbers: number[];
}

export class Tally {
  requests = 0;
  dropped = 0;
  ended = 0;
  hung = 0;
  byProxy = 0;
  /** Whether the rest was not sent, because the process had ended too often. */
  gaveUp = false;
  /** Of facteur's own answers. */
  readonly statuses = new Map<number, number>();
  readonly flaws = new Map<string, Flaw>();

  endedWith(code: number | string | null): void {
    this.ended++;
    if (this.ended === 1) this.flaw(`the process ended with ${code}`);
  }

  answered(status: number, own: boolean): void {
    if (own) this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    else this.byProxy++;
  }

  /** Flaws that differ only in what was repeated are one. */
  flaw(what: string, of?: Pick<Case<unknown>, 'number' | 'kind'>): void {
    const key = what.replace(/"(?:[^"\\]|\\.)*"/g, '"…"').replace(/\bat \d+/g, 'at …');
    const known = this.flaws.get(key);
    if (known) known.times++;
    else this.flaws.set(key, { what: of ? `${what} (${of.kind})` : what, times: 1, numbers: [] });
    const { numbers = [] } = this.flaws.get(key) ?? {};
    if (of && numbers.length < 3) numbers.push(of.number);
  }

  get flawed(): number {
    return [...this.flaws.values()].reduce((sum, { times }) => sum + times, 0);
  }
}
