/** Asks DNS for the records that are to be compared. */

import { ok } from '../../model/result.ts';
import type { Net } from '../net.ts';
import type { LiveRecords, RecordQuestion } from '../rules/record-diff/record-sets.ts';
import { addressed, alias } from '../rules/record-diff/zone-lines.ts';

const limitMilliseconds = 5000;

export const lookAtRecords = (
  questions: readonly RecordQuestion[],
  net: Net,
): Promise<readonly LiveRecords[]> => Promise.all(questions.map((question) => lookAt(question, net)));

async function lookAt({ name, type }: RecordQuestion, net: Net): Promise<LiveRecords> {
  const limit = { limitMilliseconds };
  switch (type) {
    case 'A':
    case 'AAAA': {
      const answer = await net.resolve(name, type, limit);
      return { name, type, answer: answer.ok ? ok(addressed(name, answer.value)) : answer };
    }
    case 'CNAME': {
      const answer = await net.resolve(name, type, limit);
      return { name, type, answer: answer.ok ? ok(answer.value.map((one) => alias(name, one))) : answer };
    }
    case 'SRV': {
      const answer = await net.resolve(name, type, limit);
      return {
        name,
        type,
        answer: answer.ok
          ? ok(answer.value.map((one) => ({ name, type, ...one, target: one.target || '.' })))
          : answer,
      };
    }
    case 'TXT': {
      const answer = await net.resolve(name, type, limit);
      return {
        name,
        type,
        answer: answer.ok ? ok(answer.value.map((text) => ({ name, type, text }))) : answer,
      };
    }
    default:
      return type satisfies never;
  }
}
