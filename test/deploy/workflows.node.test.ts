/**
 * GitHub workflows, checked by own rules because actionlint is in neither Debian nor npm: each command exists, each
 * job has only the permissions it needs, and no text from outside reaches a shell.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import nodeJson from '../../build/node/package.json' with { type: 'json' };
import packageJson from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');
const folder = join(root, '.github/workflows');
const permissions = z.record(z.string(), z.enum(['read', 'write', 'none']));

const step = z.union([
  z.strictObject({
    name: z.string().optional(),
    id: z.string().optional(),
    uses: z.string(),
    with: z.record(z.string(), z.unknown()).optional(),
  }),
  z.strictObject({ name: z.string().optional(), id: z.string().optional(), run: z.string() }),
]);

const job = z.union([
  z.strictObject({
    needs: z.string().optional(),
    'runs-on': z.string(),
    container: z.string().optional(),
    'timeout-minutes': z.number(),
    strategy: z.object({ matrix: z.record(z.string(), z.array(z.unknown())) }).optional(),
    permissions: permissions.optional(),
    steps: z.array(step),
  }),
  z.strictObject({ uses: z.string() }),
]);

const workflow = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions,
  concurrency: z.unknown().optional(),
  jobs: z.record(z.string(), job),
});

const workflows = Object.fromEntries(
  readdirSync(folder).map((file) => [file, workflow.parse(parse(readFileSync(join(folder, file), 'utf8')))]),
);
const jobs = Object.entries(workflows).flatMap(([file, { jobs: all }]) =>
  Object.entries(all).map(([name, one]) => ({ name: `${file} ${name}`, ...one })),
);
const jobsWithSteps = jobs.flatMap((one) => ('steps' in one ? [one] : []));
const used = jobs.flatMap((one) =>
  'uses' in one ? [one.uses] : one.steps.flatMap((each) => ('uses' in each ? each.uses : [])),
);
const commands = jobsWithSteps.flatMap(({ steps }) =>
  steps.flatMap((each) => ('run' in each ? each.run : [])),
);
const jobOf = (name: string) => jobsWithSteps.find((one) => one.name === name);

describe('workflows', () => {
  test('are begun by nothing that hands our rights to a stranger’s code', () => {
    const events = Object.values(workflows).flatMap(({ on }) => Object.keys(on));
    expect(events.toSorted()).toEqual(['pull_request', 'push', 'push', 'workflow_call']);
  });

  test('may read, unless a job says more', () => {
    for (const { permissions: given } of Object.values(workflows))
      expect(given).toEqual({ contents: 'read' });
    const more = jobsWithSteps.flatMap(({ name, permissions: given }) => (given ? [[name, given]] : []));
    expect(Object.fromEntries(more)).toEqual({
      'release.yml npm': { contents: 'read', 'id-token': 'write' },
      'release.yml image': {
        contents: 'read',
        packages: 'write',
        'id-token': 'write',
        attestations: 'write',
      },
    });
  });

  test.each([...new Set(used)])('%s is there, or pinned to a commit', (action) => {
    if (action.startsWith('./')) expect(existsSync(join(root, action))).toBe(true);
    else expect(action).toMatch(/^(actions|docker)\/[\w-]+@[\da-f]{40}$/);
  });

  test('name the version of each commit, which Dependabot reads and renews', () => {
    const lines = readdirSync(folder)
      .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
      .filter((line) => /uses: (?!\.)/.test(line));
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => !/@[\da-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  test('know no secret but the one that each run gets of its own', () => {
    const text = readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('');
    expect([...new Set(text.match(/secrets\.\w+/g))]).toEqual(['secrets.GITHUB_TOKEN']);
  });

  test('put nothing into a shell by pasting', () => {
    expect(commands.filter((command) => command.includes('${{'))).toEqual([]);
  });

  test('run what there is', () => {
    const scripts = commands.flatMap((command) => [...command.matchAll(/npm (?:run )?([\w:]+)/g)]);
    const builtIn = ['ci', 'audit', 'pkg', 'publish'];
    const names = scripts.map(([, name = '']) => name).filter((name) => !builtIn.includes(name));
    expect(names).toEqual(['test:slow']);
    expect(Object.keys(packageJson.scripts)).toEqual(expect.arrayContaining(names));
    const files = commands.flatMap((command) => command.match(/\.ci\/run|test\/[\w./-]+\.ts/g) ?? []);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(files).toHaveLength(2);
  });
});

describe('CI', () => {
  test('tries the package on the oldest Node that it promises, and on the one it is made with', () => {
    const versions = jobOf('ci.yml package')?.strategy?.matrix['node'] ?? [];
    expect(versions.map(Number).toSorted()[0]).toBe(Number(packageJson.engines.node.replace(/\D/g, '')));
    expect(versions.map(Number)).toContain(Number(nodeJson.version.split('.')[0]));
  });
});

describe('a release', () => {
  test('waits for CI', () => {
    const released = Object.entries(workflows['release.yml']?.jobs ?? {});
    expect(released.flatMap(([name, one]) => ('needs' in one ? [[name, one.needs]] : []))).toEqual([
      ['npm', 'check'],
      ['image', 'check'],
    ]);
  });

  test('says where the package came from, and that it is nobody’s secret', () => {
    expect(packageJson).not.toHaveProperty('private');
    expect(packageJson.scripts.prepack).toBe('npm run build');
    expect(commands.filter((command) => command.includes('npm publish'))).toEqual([
      'npm publish --provenance --access public',
    ]);
  });

  test('builds the image for both platforms, with provenance, a list of what is in it, and an attestation', () => {
    const steps = jobOf('release.yml image')?.steps.flatMap((each) => ('uses' in each ? [each] : [])) ?? [];
    const build = steps.find(({ uses }) => uses.startsWith('docker/build-push-action'));
    expect(build?.with).toMatchObject({
      platforms: 'linux/amd64,linux/arm64',
      provenance: 'mode=max',
      sbom: true,
    });
    const attest = steps.find(({ uses }) => uses.startsWith('actions/attest-build-provenance'));
    expect(attest?.with).toMatchObject({
      'subject-digest': expect.stringContaining('steps.build.outputs.digest'),
    });
  });
});
