/**
 * facteur as npm installs it: packed, installed in an empty folder, run there by each Node of this machine, and mounted
 * in another app. Needs the npm registry, like any installation.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { startCommand } from '../support/cli/program.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'facteur-package-'));
afterAll(() => rmSync(folder, { recursive: true }));

const [packed] = JSON.parse(
  execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
  }).replace(/^[^[]*/, ''),
);
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
const installing = spawnSync(
  'npm',
  ['install', '--no-audit', '--no-fund', '--prefer-offline', '--fetch-retries=0', `./${packed.filename}`],
  { cwd: folder, encoding: 'utf8' },
);
const noRegistry = /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENETUNREACH/.test(installing.stderr);
if (noRegistry) console.warn('The npm registry cannot be reached, so the package is not tried.');

const paths: readonly string[] = packed.files.map(({ path }: { path: string }) => path);

/** The one that runs this, and each that is on the path. */
const nodes = [
  process.execPath,
  ...(process.env['PATH'] ?? '').split(':').map((part) => join(part, 'node')),
].filter((node) => existsSync(node));
const versionOf = (node: string): string => execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
const runnable = nodes
  .map((node) => [versionOf(node), node] as const)
  .filter(([version], index, all) => all.findIndex(([other]) => other === version) === index)
  .filter(([version]) => Number(/\d+/.exec(version)) >= Number(/\d+/.exec(packageJson.engines.node)));

describe('the package', () => {
  test('holds what is run, described and licensed, and nothing else', () => {
    const outside = paths.filter((path) => !path.startsWith('dist/'));
    expect(outside.toSorted()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'docs/facteur.1',
      'migrations/0001_domains.sql',
      'package.json',
      'schema.json',
    ]);
    expect(paths.filter((path) => /(?<!\.d)\.ts$/.test(path))).toEqual([]);
  });

  test('holds every file that package.json names', () => {
    const named = [
      packageJson.bin.facteur,
      packageJson.man,
      ...Object.values(packageJson.exports).flatMap(filesIn),
    ];
    const missing = named.map((path) => path.replace(/^\.\//, '')).filter((path) => !paths.includes(path));
    expect(missing).toEqual([]);
  });

  test('is under three quarters of a megabyte to fetch', () => {
    expect(packed.size).toBeGreaterThan(50_000);
    expect(packed.size).toBeLessThan(750_000);
  });

  test('brings the licence of each library that the command line has inside', () => {
    const licences = readFileSync(join(root, 'dist/cli/LICENCES.txt'), 'utf8');
    for (const name of Object.keys(packageJson.dependencies)) {
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+, (MIT|ISC)$`, 'm'));
    }
  });
});

const filesIn = (target: string | Readonly<Record<string, string>>): readonly string[] =>
  typeof target === 'string' ? [target] : Object.values(target);

describe.skipIf(noRegistry)('installed', () => {
  test('from the tarball, it says nothing of a Node that is too old', () => {
    expect({ status: installing.status, stderr: installing.stderr }).toEqual({ status: 0, stderr: '' });
    expect(readdirSync(join(folder, 'node_modules'))).not.toContain('pg');
  });

  test('npx facteur --help', () => {
    const told = execFileSync('npx', ['--no-install', 'facteur', '--help'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(told).toMatch(/^Usage: facteur .*start .*domains /s);
  });

  describe.each(runnable)('on Node %s', (version, node) => {
    const cli = join(folder, 'node_modules', 'facteur', packageJson.bin.facteur);

    test.each([
      ['facteur start', [cli, 'start']],
      ['cli/start.js, as the image and the unit run it', [cli.replace('facteur.js', 'start.js')]],
    ])('%s answers, and logs', async (_, command) => {
      const environment = { FACTEUR_LOG: 'requests', FACTEUR_INTERNAL: '127.0.0.1:0' };
      const { greeted, said, child, exitCode } = startCommand([node, ...command], environment, folder);
      const { url, inside } = await greeted();
      const answer = await fetch(`${url}/mail/config-v1.1.xml?emailaddress=jo@example.org`);
      expect(await answer.text()).toContain('<domain>example.org</domain>');
      expect(await (await fetch(`${inside}/metrics`)).text()).toMatch(/^facteur_requests_total\{.*\} 1$/m);
      child.kill('SIGTERM');
      expect(await exitCode).toBe(0);
      expect(said.out).toMatch(/"dialect":"autoconfig".*"status":200/);
      expect(said.err).toBe('');
    });

    test('a file in YAML is read', () => {
      writeFileSync(join(folder, 'facteur.yaml'), 'domains: { example.org: ovh.net }\n');
      const told = execFileSync(node, [cli, 'validate', 'facteur.yaml'], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(told).toBe('Valid, no warnings. Serves example.org.\n');
    });

    test('a missing driver of a store is named', async () => {
      const store = '{ postgres: { url: "postgres://a@127.0.0.1/b", query: "SELECT $1" } }';
      writeFileSync(join(folder, 'store.yaml'), `directories: [${store}]\n`);
      const command = [node, cli, 'start', '--config', 'store.yaml'];
      const { exitCode, said } = startCommand(command, {}, folder);
      expect(await exitCode).toBe(2);
      expect(said.err).toMatch(/pg/);
    });

    // SQLite came to Node with 22.5, and without a flag with 22.13.
    test.skipIf(/^v20\./.test(version))('domains stand in a SQLite file', () => {
      const store = ['--store', join(folder, `${version}.db`)];
      const domains = (...args: string[]) =>
        execFileSync(node, [cli, 'domains', ...args, ...store], { encoding: 'utf8', stdio: 'pipe' });
      domains('add', 'example.org', '--provider', 'ovh.net');
      expect(domains('list')).toContain('example.org');
    });

    test.skipIf(/^v20\./.test(version))(
      'a server looks domains up in a SQLite file, one after another',
      async () => {
        const [store, config] = [`${version}-served.db`, `${version}.yaml`];
        const add = ['domains', 'add', 'a.example', '*.b.example', '--provider', 'ovh.net', '--store', store];
        execFileSync(node, [cli, ...add], { cwd: folder });
        writeFileSync(join(folder, config), `directories: [{ sqlite: { file: ${store} } }]\n`);
        const { greeted } = startCommand([node, cli, 'start', '--config', config], {}, folder);
        const { url } = await greeted();
        const statuses: number[] = [];
        for (const domain of ['a.example', 'x.b.example', 'other.example'])
          statuses.push(
            (await fetch(`${url}/autodiscover/autodiscover.json?Email=jo@${domain}&Protocol=AutodiscoverV1`))
              .status,
          );
        expect(statuses).toEqual([200, 200, 404]);
      },
    );

    test('it is mounted in another app', () => {
      writeFileSync(join(folder, 'app.js'), `${app}\n`);
      const told = execFileSync(node, ['app.js'], { cwd: folder, encoding: 'utf8' });
      expect(JSON.parse(told)).toEqual({ own: 'mine', status: 200, type: 'text/xml; charset=utf-8' });
    });
  });

  test('its Worker deploys', () => {
    const settings = [
      'name = "mine"',
      'main = "node_modules/facteur/dist/worker.js"',
      'send_metrics = false',
    ];
    writeFileSync(
      join(folder, 'wrangler.toml'),
      [...settings, 'compatibility_date = "2026-11-02"'].join('\n'),
    );
    const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js');
    const command = [wrangler, 'deploy', '--dry-run', '--minify', '--outdir', 'worker'];
    execFileSync(process.execPath, command, { cwd: folder, stdio: 'pipe' });
    expect(readFileSync(join(folder, 'worker/worker.js'), 'utf8')).toContain('ssl0.ovh.net');
  }, 60_000);

  test('its types are those of its functions, without any setting of ours', () => {
    writeFileSync(join(folder, 'app.ts'), `${app}\nconst wrong: number = config;\n`);
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.ts'] }));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    expect(stdout.match(/error TS\d+/g)).toEqual(['error TS2322']);
    expect(stdout).toContain('Result<Config, readonly Complaint[]>');
  }, 30_000);
});

const app = `
import { facteur, readConfig } from 'facteur';
import { Hono } from 'hono';

const config = readConfig({ domains: { 'example.org': 'ovh.net' } });
const app = new Hono();
app.get('/own', (context) => context.text('mine'));
if (config.ok) app.route('/', facteur(config.value));

const own = await (await app.request('https://localhost/own')).text();
const { status, headers } = await app.request('https://localhost/mail/config-v1.1.xml?emailaddress=jo@example.org');
console.log(JSON.stringify({ own, status, type: headers.get('content-type') }));
`;

const compilerOptions = {
  strict: true,
  module: 'nodenext',
  target: 'es2022',
  lib: ['es2023', 'dom'],
  noEmit: true,
  types: [],
  skipLibCheck: false,
};
