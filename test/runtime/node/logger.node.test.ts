/** The log on Node, where it cannot be written. */

import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { LogLine } from '../../../src/ops/log-line.ts';
import { openLogger } from '../../../src/runtime/node/logger.ts';
import { folder } from '../../support/cli/program.ts';

const line: LogLine = { id: 'a', client: 'other', dialect: 'autoconfig', method: 'GET', status: 200 };

function opened(path: string): number {
  const fd = openSync(path, 'w');
  onTestFinished(() => closeSync(fd));
  return fd;
}

test('a line is lost when the output is full, without an error', () => {
  // Linux's device that is always full (full(4)).
  const full = opened('/dev/full');
  const log = openLogger({ responses: full, errors: full });
  for (let at = 0; at < 3; at++) expect(() => log.answered(line)).not.toThrow();
  expect(() => log.broken({ ...line, status: 500, bug: 'TypeError at here' })).not.toThrow();
});

test('a line is written synchronously when the output has room', () => {
  const file = join(folder(), 'log');
  const fd = opened(file);
  openLogger({ responses: fd, errors: fd }).answered(line);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ level: 'info', ...line, msg: 'answered' });
});
