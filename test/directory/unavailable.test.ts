/** Answers while the store of domains is down. */

import { expect, test } from 'vitest';
import type { Directory } from '../../src/directory/directory.ts';
import { facteur } from '../../src/index.ts';
import { configOf, documents, now } from '../support/world.ts';

const down: Directory = { find: () => 'unavailable' };

test('a directory that is unavailable is 503, to be asked again in 30 seconds', async () => {
  const config = { ...configOf(documents.example), directory: down };
  const answer = await facteur(config, { now: () => now }).fetch(
    new Request('https://autoconfig.example.org/mail/config-v1.1.xml'),
  );
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '30']);
});
