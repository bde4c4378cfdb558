/** Files for programs that are not installed here: Compose and Traefik; and the comments of wrangler.toml. */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { readYaml } from '../../src/cli/shared/yaml-file.ts';
import { folder } from '../support/cli/program.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const service = z.object({
  image: z.string(),
  ports: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()),
  volumes: z.array(z.string()).default([]),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
});

const compose = z
  .object({
    services: z.object({
      facteur: service.extend({
        command: z.array(z.string()),
        configs: z.array(z.object({ target: z.string() })),
      }),
      caddy: service,
    }),
    networks: z.object({
      proxied: z.object({ ipam: z.object({ config: z.array(z.object({ subnet: z.string() })) }) }),
    }),
    configs: z.object({ facteur: z.object({ content: z.string() }) }),
  })
  .parse(parse(read('compose.yaml')));

describe('compose.yaml', () => {
  const { facteur, caddy } = compose.services;
  const config = readYaml(compose.configs.facteur.content, root);

  test('holds a configuration, which is where facteur looks for it', () => {
    expect(config.ok ? [] : config.refusal).toEqual([]);
    expect(facteur.configs.map(({ target }) => target)).toEqual([facteur.command.at(-1)]);
  });

  test('trusts the network of the proxy, and no other', () => {
    const subnets = compose.networks.proxied.ipam.config.map(({ subnet }) => subnet);
    expect(config.ok && config.value.config.proxies).toEqual(subnets);
  });

  test('publishes the proxy alone', () => {
    expect(facteur.ports).toBeUndefined();
    expect(caddy.ports).toEqual(['80:80', '443:443', '443:443/udp']);
  });

  test('tells Caddy where facteur is, by the names that its file reads', () => {
    expect(Object.keys(caddy.environment)).toEqual(['FACTEUR', 'FACTEUR_INTERNAL']);
    for (const name of Object.keys(caddy.environment))
      expect(read('deploy/Caddyfile')).toContain(`{$${name}:`);
    const portOf = (address = ''): string | undefined => address.split(':').at(-1);
    expect(portOf(caddy.environment['FACTEUR_INTERNAL'])).toBe(
      portOf(facteur.environment['FACTEUR_INTERNAL']),
    );
  });

  test('has every file that it lays into a container, and images with their tags and digests', () => {
    const files = caddy.volumes.flatMap((volume) => /^(\.\/[^:]+):/.exec(volume)?.[1] ?? []);
    expect(files.map((file) => [file, existsSync(join(root, file))])).toEqual([['./deploy/Caddyfile', true]]);
    expect(caddy.image).toMatch(/^caddy:\d+\.\d+-alpine@sha256:[\da-f]{64}$/);
  });
});

describe('deploy/traefik.yaml', () => {
  const router = z.strictObject({
    entryPoints: z.array(z.string()),
    rule: z.string(),
    priority: z.number().optional(),
    service: z.literal('facteur'),
    tls: z.object({ certResolver: z.string() }).optional(),
  });
  const { http } = z
    .strictObject({
      http: z.strictObject({
        routers: z.record(z.string(), router),
        services: z.object({
          facteur: z.object({
            loadBalancer: z.object({
              passHostHeader: z.literal(true),
              servers: z.array(z.object({ url: z.url() })),
            }),
          }),
        }),
      }),
    })
    .parse(parse(read('deploy/traefik.yaml')));

  test('passes plain http on, and https with a certificate', () => {
    const routers = Object.values(http.routers).map(({ entryPoints, tls }) => [
      entryPoints,
      tls !== undefined,
    ]);
    expect(routers).toEqual([
      [['web'], false],
      [['websecure'], true],
    ]);
  });
});

describe('wrangler.toml', () => {
  /** Every line in a comment that is TOML and not prose. */
  const uncommented = read('wrangler.toml').replace(/^# (?=[[\]"]| +\{|\w+ = )/gm, '');

  test('deploys with all that stands there in comments', () => {
    const file = join(folder(), 'wrangler.toml');
    writeFileSync(file, uncommented.replace(/"(?:\.\/)?(src\/[\w/-]+\.ts)"/g, `"${root}/$1"`));
    const told = execFileSync(
      process.execPath,
      [join(root, 'node_modules/wrangler/bin/wrangler.js'), 'deploy', '--dry-run', '--config', file],
      { env: { ...process.env, WRANGLER_SEND_METRICS: 'false' }, encoding: 'utf8', stdio: 'pipe' },
    );
    for (const binding of [
      'FACTEUR_CONFIG',
      'FACTEUR_KV',
      'DOMAINS',
      'FACTEUR_RATE_LIMIT',
      'FACTEUR_ANALYTICS',
    ]) {
      expect(told).toContain(`env.${binding}`);
    }
    expect(told).not.toMatch(/WARNING|ERROR/);
  }, 60_000);
});
