/** deploy/nginx.conf in a real nginx: the file unchanged except for ports and certificate. */

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeCertificate } from '../support/cli/program.ts';
import { type Proxied, proxySuite, root } from '../support/servers/proxy.ts';

const names = ['facteur.example.net', 'autoconfig.example.org', 'autodiscover.example.org'];

function localised({ folder, facteur, http, https }: Proxied): string {
  return readFileSync(join(root, 'deploy/nginx.conf'), 'utf8')
    .replace(/^ *listen \[.*\n/gm, '')
    .replace('listen 80 ', `listen 127.0.0.1:${http} `)
    .replace('listen 443 ', `listen 127.0.0.1:${https} `)
    .replace('127.0.0.1:8080', facteur)
    .replaceAll('/etc/ssl/facteur.', `${folder}/facteur.`)
    .replace('/var/www/acme', folder);
}

const main = (folder: string): string => `
daemon off;
pid ${folder}/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((part) => `${part}_temp_path ${folder}/${part};`).join('\n  ')}
  include ${folder}/facteur.conf;
}
`;

proxySuite(
  {
    name: 'nginx',
    program: 'nginx',
    debianPackage: 'nginx-light',
    prepare: (of) => {
      makeCertificate(of.folder, 'facteur', names);
      writeFileSync(join(of.folder, 'facteur.conf'), localised(of));
      writeFileSync(join(of.folder, 'nginx.conf'), main(of.folder));
      const command = ['nginx', '-p', of.folder, '-e', 'stderr', '-c', join(of.folder, 'nginx.conf')];
      execFileSync('nginx', [...command.slice(1), '-t'], { stdio: 'pipe' });
      return command;
    },
    authority: ({ folder }) => readFileSync(join(folder, 'facteur.crt'), 'utf8'),
  },
  (ask) => {
    test('a redirect that repeats a long query fits into its buffers', async () => {
      const path = `/profile.mobileconfig?name=${'x'.repeat(1900)}`;
      const { status, headers } = await ask(path, { scheme: 'http', host: 'autoconfig.example.org' });
      expect(status).toBe(302);
      expect(headers['location']).toHaveLength('https://facteur.example.net'.length + path.length);
    });
  },
);

describe('what holds addresses', () => {
  const kilobytes = (key: string): number => {
    const file = readFileSync(join(root, 'deploy/nginx.conf'), 'utf8');
    return Number(new RegExp(`^ *${key} (\\d+)k;`, 'm').exec(file)?.[1]);
  };

  test('is refused before a body, whose length may not be known, is written to the disk', () => {
    expect(kilobytes('client_body_buffer_size')).toBeGreaterThan(kilobytes('client_max_body_size'));
  });

  test('is not written to the disk for a client that reads slowly', () => {
    expect(readFileSync(join(root, 'deploy/nginx.conf'), 'utf8')).toMatch(/^ *proxy_max_temp_file_size 0;/m);
  });
});
