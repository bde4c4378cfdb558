/**
 * deploy/Caddyfile in a real Caddy: the file unchanged except for ports, folder and certificate authority, which is
 * Caddy's own. Certificates are issued on demand, after facteur's internal port allows them.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { autoconfig, type Proxied, proxySuite, root } from '../support/servers/proxy.ts';

/** What Caddy makes of its file, which is all JSON. */
function adapted({ folder, facteur, inside, http, https }: Proxied): unknown {
  const file = join(root, 'deploy/Caddyfile');
  const json = execFileSync('caddy', ['adapt', '--adapter', 'caddyfile', '--config', file], {
    env: { ...process.env, FACTEUR: facteur, FACTEUR_INTERNAL: inside },
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
  });
  const local = json
    .replaceAll('":443"', `"127.0.0.1:${https}"`)
    .replaceAll('":80"', `"127.0.0.1:${http}"`)
    .replaceAll('"on_demand":true', '"on_demand":true,"issuers":[{"module":"internal"}]');
  const { apps } = JSON.parse(local);
  return {
    admin: { disabled: true },
    storage: { module: 'file_system', root: join(folder, 'caddy') },
    apps: {
      ...apps,
      http: { ...apps.http, http_port: http, https_port: https },
      pki: { certificate_authorities: { local: { install_trust: false } } },
    },
  };
}

proxySuite(
  {
    name: 'Caddy',
    program: 'caddy',
    debianPackage: 'caddy',
    prepare: (of) => {
      writeFileSync(join(of.folder, 'caddy.json'), JSON.stringify(adapted(of)));
      return ['caddy', 'run', '--config', join(of.folder, 'caddy.json')];
    },
    authority: ({ folder }) => {
      const file = join(folder, 'caddy/pki/authorities/local/root.crt');
      return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    },
  },
  (ask) => {
    test('its file is written as Caddy would write it', () => {
      const file = join(root, 'deploy/Caddyfile');
      expect(execFileSync('caddy', ['fmt', file], { encoding: 'utf8' })).toBe(readFileSync(file, 'utf8'));
    });

    describe('a certificate', () => {
      test.each(['autoconfig.example.org', 'autodiscover.example.org', 'facteur.example.net'])(
        'is got for %s, which is served',
        async (host) => {
          expect((await ask(autoconfig, { host })).status).toBe(200);
        },
      );

      test.each(['autoconfig.other.example', 'www.example.org', 'example.org', 'autoconfig.example.net'])(
        'is not got for %s',
        async (host) => {
          await expect(ask(autoconfig, { host })).rejects.toThrow(/alert|ECONNRESET/);
        },
      );
    });
  },
);
