/** The setting `links`: valid values and their result; links are neither sealed nor open by mistake. */

import { describe, expect, test } from 'vitest';
import { sealedLinks } from '../../src/config/server-settings.ts';
import { type ConfigDocument, readConfig } from '../../src/index.ts';
import { configOf } from '../support/world.ts';

const provider = { provider: 'ovh.net' };

describe('links', () => {
  test.each<[ConfigDocument['links'], unknown, 'missing' | undefined]>([
    [undefined, undefined, undefined],
    ['open', 'open', undefined],
    ['sealed', { hours: 24 }, 'missing'],
    ['signed', { hours: 24, oldName: true }, 'missing'],
    [{}, { hours: 24 }, 'missing'],
    [{ key: 'links.key', hours: 8760 }, { key: 'links.key', hours: 8760 }, 'missing'],
  ])('%j', (links, read, sealer) => {
    const config = configOf(links === undefined ? provider : { ...provider, links });
    expect([config.links, config.sealer]).toEqual([read, sealer]);
  });

  test.each([
    ['shut', 'links'],
    [true, 'links'],
    [{ hours: 0 }, 'links.hours'],
    [{ hours: 8761 }, 'links.hours'],
    [{ hours: 1.5 }, 'links.hours'],
    [{ key: '' }, 'links.key'],
    [{ secret: 'x' }, 'links.secret'],
  ])('are not %j', (links, path) => {
    const config = readConfig({ ...provider, links });
    expect(config.ok ? [] : config.refusal.map((one) => one.path)).toEqual([path]);
  });
});

describe('a key beside the document', () => {
  test.each([
    ['makes them signed where it says nothing', undefined, true, { hours: 24 }],
    ['is needed where it asks for it', { hours: 2 }, false, { hours: 2 }],
    ['changes nothing where they are to be open', 'open' as const, true, undefined],
    ['and none where none is wanted leaves them open', undefined, false, undefined],
  ])('%s', (_, links, hasKey, signed) => {
    expect(sealedLinks(links, hasKey)).toEqual(signed);
  });
});
