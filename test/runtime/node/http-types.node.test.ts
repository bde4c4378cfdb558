/** Modules that the server must not load. */

import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { expect, test } from 'vitest';

test('a server does not load undici, which is a fifth of what it would take', () => {
  const loaded = (program: string): boolean => {
    const told = 'process.stdout.write(JSON.stringify(process.moduleLoadList))';
    const list = execFileSync(process.execPath, ['--input-type=module', '-e', `${program};\n${told}`], {
      encoding: 'utf8',
    });
    return list.includes('internal/deps/undici/undici');
  };
  expect(loaded("import 'node:http'")).toBe(true);
  expect(loaded("import './src/cli/start/server-state.ts'; import './src/runtime/node/server.ts'")).toBe(
    false,
  );
});
