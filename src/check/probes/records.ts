/** Resolves the records to compare. */

import { ok } from '../../model/result.ts';
import type { Net } from '../net.ts';
import type { LiveRecords, RecordQuestion } from '../rules/record-diff/record-sets.ts';
import { addressRecords, cnameRecord } from '../rules/record-diff/zone-lines.ts';

const limitMilliseconds = 5000;

export const probeRecords = (
  questions: readonly RecordQuestion[],
  net: Net,
): Promise<readonly LiveRecords[]> => Promise.all(questions.map((question) => probeRecord(question, net)));

async function probeRecord({ name, type }: RecordQuestion, net: Net): Promise<LiveRecords> {
  const limit = { limitMilliseconds };
  switch (type) {
    case 'A':
    case 'AAAA': {
      const answer = await net.resolve(name, type, limit);
      return { name, type, answer: answer.ok ? ok(addressRecords(name, answer.value)) : answer };
    }
    case 'CNAME': {
      const answer = await net.resolve(name, type, limit);
      return {
        name,
        type,
        answer: answer.ok ? ok(answer.value.map((one) => cnameRecord(name, one))) : answer,
      };
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
