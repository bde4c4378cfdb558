/** Logs, metrics and routes.ts call a dialect by one name. */

import { expect, test } from 'vitest';
import { dialects } from '../../src/dialects/index.ts';

test.each(Object.entries(dialects))('%s', (name, dialect) => {
  expect(dialect.name).toBe(name);
});
