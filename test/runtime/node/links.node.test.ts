/** A server with sealed links: the key comes from the environment or a file; without one it does not start. */

import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { sealerOf } from '../../../src/index.ts';
import { folder, startProgram, until } from '../../support/cli/program.ts';

vi.setConfig({ testTimeout: 30_000 });

const secretOf = (character: string): string => btoa(character.repeat(32));
const document = 'url: https://facteur.example.net\ndomains: { "*": ovh.net }\n';

function place(links: string, key?: string): string {
  const path = folder({ 'facteur.yaml': `${document}${links}` });
  if (key !== undefined) writeKey(path, key);
  return path;
}

function writeKey(path: string, key: string): void {
  writeFileSync(join(path, 'links.key'), key);
  chmodSync(join(path, 'links.key'), 0o600);
}

const start = (path: string, environment: Record<string, string> = {}) =>
  startProgram({ ...environment, FACTEUR_CONFIG: join(path, 'facteur.yaml') });

/** What a server says to a link by that key. */
async function statusOf(url: string, secret: string): Promise<number> {
  const sealer = await sealerOf(secret, 1);
  if (!sealer.ok) throw new Error(sealer.refusal);
  const token = await sealer.value.seal('jo@example.org', new Date(Date.now() + 3_600_000));
  return (await fetch(`${url}/l/${token}`, { headers: { host: 'facteur.example.net' } })).status;
}

describe('links are sealed', () => {
  test.each([
    ['when the configuration says so', 'links: sealed\n'],
    ['because there is a key', ''],
    ['by it, and not by the file', 'links: { key: none.key }\n'],
  ])('by a key in the environment, %s', async (_, links) => {
    const { greeted, said } = start(place(links), { FACTEUR_LINKS_KEY: secretOf('a') });
    expect(await statusOf((await greeted()).url, secretOf('a'))).toBe(200);
    expect(said.err).toBe('');
  });

  test('under the old name too, with a warning at start', async () => {
    const { greeted, said } = start(place('links: signed\n'), { FACTEUR_LINKS_KEY: secretOf('a') });
    expect(await statusOf((await greeted()).url, secretOf('a'))).toBe(200);
    expect(said.err).toBe(
      'links: signed is the old name of links: sealed. It is still read; write the new one.\n',
    );
  });

  test('by a key in a file, from the configuration’s folder on', async () => {
    const { greeted } = start(place('links: { key: links.key }\n', secretOf('a')));
    expect(await statusOf((await greeted()).url, secretOf('a'))).toBe(200);
  });

  test('unless the configuration says that they are open', async () => {
    const { greeted } = start(place('links: open\n'), { FACTEUR_LINKS_KEY: secretOf('a') });
    expect(await statusOf((await greeted()).url, secretOf('a'))).toBe(404);
  });

  test('by a new key as soon as it is in the file, and by the old one while the new one is wrong', async () => {
    const path = place('links: { key: links.key }\n', secretOf('a'));
    const { greeted, said } = start(path);
    const { url } = await greeted();
    writeKey(path, 'none');
    await until(() => said.err.includes('The configuration in use stays.'));
    expect(said.err).toContain('make one with openssl rand -base64 32');
    expect(await statusOf(url, secretOf('a'))).toBe(200);
    writeKey(path, `${secretOf('b')}\n${secretOf('a')}\n`);
    await until(() => said.out.includes('Reloaded'));
    expect([await statusOf(url, secretOf('a')), await statusOf(url, secretOf('b'))]).toEqual([200, 200]);
  });
});

describe('or the server does not start, and says how a key is made', () => {
  const how = 'make one with openssl rand -base64 32';
  test.each<[why: string, links: string, key: string | undefined, words: RegExp]>([
    ['there is none', 'links: sealed\n', undefined, /there is no key in FACTEUR_LINKS_KEY or links\.key/],
    [
      'it is short',
      'links: sealed\n',
      btoa('short'),
      /is not the base64 of at least 32 bytes.*FACTEUR_LINKS_KEY/,
    ],
    [
      'its file is not there',
      'links: { key: none.key }\n',
      undefined,
      /the key cannot be read: ENOENT.*none\.key/,
    ],
  ])('when %s', async (_, links, key, words) => {
    const { exitCode, said } = start(place(links), key === undefined ? {} : { FACTEUR_LINKS_KEY: key });
    expect(await exitCode).toBe(2);
    expect(said.err).toMatch(/^facteur cannot seal links:\n {2}/);
    expect(said.err).toMatch(words);
    if (!words.source.includes('ENOENT')) expect(said.err).toContain(how);
    if (key !== undefined) expect(said.err).not.toContain(key);
  });

  test('when others may read it', async () => {
    const path = place('links: { key: links.key }\n', secretOf('a'));
    chmodSync(join(path, 'links.key'), 0o644);
    const { exitCode, said } = start(path);
    expect(await exitCode).toBe(2);
    expect(said.err).toContain(`chmod 600 ${join(path, 'links.key')}`);
  });
});
