/** The Dockerfile, checked without a container engine: lint rules, copied files, version of Node. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import nodeJson from '../../build/node/package.json' with { type: 'json' };
import { execForm, readDockerfile } from '../../deploy/docker/dockerfile.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { rules } from '../support/dockerfile-rules.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const stages = readDockerfile(read('Dockerfile'));
const last = stages.at(-1);
const instruction = (name: string): string =>
  last?.instructions.find((one) => one.name === name)?.rest ?? `no ${name}`;

describe.each(rules)('$code: $says', ({ broken, breaks }) => {
  test('holds', () => {
    expect(broken(stages)).toEqual([]);
  });

  test('would be broken by others', () => {
    expect(broken(readDockerfile(breaks))).not.toEqual([]);
  });
});

describe('the image', () => {
  test('is built on a base image that is pinned to a digest', () => {
    expect(stages[0]?.image).toMatch(/^node:24-trixie-slim@sha256:[\da-f]{64}$/);
  });

  test('is built once for all platforms, on the builder’s own, and runs nothing on the other', () => {
    expect(stages.map(({ platform }) => platform)).toEqual(['$BUILDPLATFORM', undefined]);
    expect(last?.instructions.filter(({ name }) => name === 'RUN')).toEqual([]);
  });

  test('is of the Node that the tests run on', () => {
    const major = nodeJson.version.split('.')[0];
    expect(stages.map(({ image }) => /(?:node:|nodejs)(\d+)/.exec(image)?.[1])).toEqual([major, major]);
  });

  test('starts the command line, by Node itself, which gets the signals', () => {
    expect(execForm(instruction('ENTRYPOINT'))).toEqual(['/nodejs/bin/node', '/facteur/facteur.js']);
    expect(execForm(instruction('CMD'))).toEqual(['start']);
    expect(instruction('STOPSIGNAL')).toBe('SIGTERM');
  });

  test('has a number for its user, as Kubernetes wants for runAsNonRoot', () => {
    expect(instruction('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  test('tells title, description and licence of itself', () => {
    for (const label of ['title', 'description', 'licenses']) {
      expect(instruction('LABEL')).toContain(`org.opencontainers.image.${label}="`);
    }
    expect(instruction('LABEL')).toContain(`licenses="${packageJson.license}"`);
  });
});

describe('.dockerignore', () => {
  const [first, ...others] = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const copied = stages.flatMap(({ instructions }) =>
    instructions
      .filter(({ name, flags }) => name === 'COPY' && flags['from'] === undefined)
      .flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1)),
  );

  test('keeps everything out but what is copied', () => {
    expect(first).toBe('*');
    expect(others.map((line) => line.replace(/^!/, '')).toSorted()).toEqual(copied.toSorted());
    expect(others.filter((line) => !line.startsWith('!'))).toEqual([]);
  });

  test('names what is there', () => {
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
