/** Who may read the file of a private key. */

import { expect, test } from 'vitest';
import { isTooOpen } from '../../../src/cli/shared/key-file.ts';

const me = 1000;
const root = 0;

test.each<[whose: string, mode: number, owner: number, reader: number, tooOpen: boolean]>([
  ['one of our own', 0o600, me, me, false],
  ['one of our own, for reading only', 0o400, me, me, false],
  ['one of our own that our group may read', 0o640, me, me, true],
  ['one of our own that all may read', 0o604, me, me, true],
  ['a credential of systemd’s', 0o440, root, me, false],
  ['a secret of Kubernetes’, with fsGroup', 0o440, root, me, false],
  ['one of root’s that the group may write too', 0o660, root, me, true],
  ['one of root’s that all may read', 0o444, root, me, true],
  ['one of root’s, by root', 0o600, root, root, false],
  ['one of root’s that a group may read, by root, whom nobody need lend it', 0o640, root, root, true],
  ['one of somebody else’s that our group may read', 0o640, 1001, me, true],
])('%s', (_, mode, uid, reader, tooOpen) => {
  expect(isTooOpen({ mode: 0o100_000 | mode, uid }, reader)).toBe(tooOpen);
});
