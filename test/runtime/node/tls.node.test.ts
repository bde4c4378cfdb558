/** TLS without a proxy: certificates by name, HTTP/2, changed files, and plain http on a second port. */

import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { folder, hasOpenssl, makeCertificate, startProgram, until } from '../../support/cli/program.ts';
import { authorityIn, keyKinds } from '../../support/crypto/signing-authority.ts';
import { poxRequest } from '../../support/world.ts';

const autoconfig = '/mail/config-v1.1.xml';
const autodiscover = '/autodiscover/autodiscover.xml';

const document = `
url: https://facteur.example.net
domains: { '*': ovh.net }
proxies: []
tls:
  - { key: own.key, certificate: own.crt }
  - { key: customer.key, certificate: customer.crt }
`;

/** Two certificates, the second with a wildcard, and a configuration that names them. */
function withCertificates(text = document): string {
  const path = folder({ 'facteur.yaml': text });
  makeCertificate(path, 'own', ['facteur.example.net']);
  makeCertificate(path, 'customer', ['autoconfig.example.org', '*.customer.example']);
  return path;
}

const portOf = (url: string): number => Number(new URL(url).port);

/** The subject of the certificate that a server presents for a server name. */
function shownTo(port: number, servername: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', servername, rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

function session(url: string, servername: string): ClientHttp2Session {
  const client = connectHttp2(url, { servername, rejectUnauthorized: false });
  onTestFinished(() => client.destroy());
  return client;
}

function ask(client: ClientHttp2Session, headers: Record<string, string>, body?: string): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const stream = client.request(headers, { endStream: body === undefined });
    if (body !== undefined) stream.end(body);
    let answered: Readonly<Record<string, unknown>> = {};
    let read = '';
    stream.setEncoding('utf8').on('response', (fields) => {
      answered = { ...fields };
    });
    stream.on('data', (chunk: string) => {
      read += chunk;
    });
    stream.on('error', reject);
    stream.on('end', () => resolve({ status: Number(answered[':status']), headers: answered, body: read }));
  });
}

describe.skipIf(!hasOpenssl)('TLS (without openssl no certificates can be made)', () => {
  test('shows each client the certificate for the name it asks for, or the first', async () => {
    const { greeted } = startProgram({}, '--config', join(withCertificates(), 'facteur.yaml'));
    const port = portOf((await greeted()).secureUrl);
    const shown = async (name: string) => [name, await shownTo(port, name)];
    expect(
      await Promise.all(
        [
          ['facteur.example.net', 'AUTOCONFIG.example.org', 'autodiscover.customer.example'],
          ['deep.autodiscover.customer.example', 'customer.example', 'stranger.example', ''],
        ]
          .flat()
          .map(shown),
      ),
    ).toEqual([
      ['facteur.example.net', 'own'],
      ['AUTOCONFIG.example.org', 'customer'],
      ['autodiscover.customer.example', 'customer'],
      ['deep.autodiscover.customer.example', 'own'],
      ['customer.example', 'own'],
      ['stranger.example', 'own'],
      ['', 'own'],
    ]);
  });

  test('carries HTTP/1.1', async () => {
    const { greeted } = startProgram({}, '--config', join(withCertificates(), 'facteur.yaml'));
    const port = portOf((await greeted()).secureUrl);
    const reply = await new Promise<{ status: number | undefined; version: string }>((resolve, reject) => {
      request({
        ...{ port, host: '127.0.0.1', path: autoconfig, rejectUnauthorized: false },
        headers: { host: 'autoconfig.example.org' },
      })
        .on('response', (response) => {
          resolve({ status: response.statusCode, version: response.httpVersion });
          response.resume();
        })
        .on('error', reject)
        .end();
    });
    expect(reply).toEqual({ status: 200, version: '1.1' });
  });

  test('carries HTTP/2: each method, many at a time, with the answers of HTTP/1.1', async () => {
    const { greeted } = startProgram({}, '--config', join(withCertificates(), 'facteur.yaml'));
    const { secureUrl } = await greeted();
    const client = session(secureUrl, 'autoconfig.example.org');
    const authority = { ':authority': 'autoconfig.example.org' };
    const [get, head, options, post, tooLong, nothing, odd] = await Promise.all([
      ask(client, { ':path': autoconfig, ...authority }),
      ask(client, { ':path': autoconfig, ':method': 'HEAD', ...authority }),
      ask(client, { ':path': autodiscover, ':method': 'OPTIONS', ...authority }),
      ask(client, { ':path': autodiscover, ':method': 'POST', ...authority }, poxRequest('jo@example.org')),
      ask(client, { ':path': autodiscover, ':method': 'POST', ...authority }, ' '.repeat(70_000)),
      ask(client, { ':path': '/nothing', ...authority }),
      ask(client, { ':path': '/nothing', ':method': 'JO-EXAMPLE', ...authority }),
    ]);
    expect(get.body).toContain('<domain>example.org</domain>');
    expect(get.headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'content-type': 'text/xml; charset=utf-8',
    });
    expect([head.status, head.body]).toEqual([200, '']);
    expect([options.status, options.headers['allow']]).toEqual([204, 'GET, HEAD, OPTIONS, POST']);
    expect(post.body).toContain('<LoginName>jo@example.org</LoginName>');
    expect([tooLong.status, nothing.status]).toEqual([413, 404]);
    expect(odd.status).toBeLessThan(500);
  });

  // RFC 9113 §8.3.1
  test('tells the host by :authority, whatever Host says beside it', async () => {
    const { greeted } = startProgram({}, '--config', join(withCertificates(), 'facteur.yaml'));
    const client = session((await greeted()).secureUrl, 'autoconfig.example.org');
    const reply = await ask(client, {
      ':path': autoconfig,
      ':authority': 'autoconfig.example.org',
      host: 'autoconfig.evil.example',
    });
    expect(reply.body).toContain('<domain>example.org</domain>');
    const withoutAuthority = await ask(client, { ':path': autoconfig, host: 'autoconfig.example.org' });
    expect(withoutAuthority.body).toContain('<domain>example.org</domain>');
  });

  test('is not logged by what HTTP/2 lets a client call its method', async () => {
    const path = join(withCertificates(), 'facteur.yaml');
    const { greeted, said } = startProgram({ FACTEUR_LOG: 'requests' }, '--config', path);
    const client = session((await greeted()).secureUrl, 'autoconfig.example.org');
    await ask(client, { ':path': autoconfig, ':method': 'JO-EXAMPLE', ':authority': 'localhost' });
    const line = await until(() => /^\{.*\}$/m.exec(said.out)?.[0]);
    expect(JSON.parse(line)).toMatchObject({ method: 'other', dialect: 'autoconfig' });
    expect(line).not.toMatch(/example/i);
  });

  test('is reloaded when its files change, and stays when the new files are wrong', async () => {
    const path = withCertificates();
    const { greeted, said } = startProgram({}, '--config', join(path, 'facteur.yaml'));
    const port = portOf((await greeted()).secureUrl);
    const connected = session(`https://127.0.0.1:${port}`, 'facteur.example.net');
    expect((await ask(connected, { ':path': '/' })).status).toBe(200);

    writeFileSync(join(path, 'own.crt'), 'nonsense');
    await until(() => said.err.includes('The certificates in use stay.'));
    expect(said.err).toContain(join(path, 'own.crt'));
    expect(said.err).not.toContain('nonsense');
    expect(await shownTo(port, 'facteur.example.net')).toBe('own');

    makeCertificate(path, 'renewed', ['facteur.example.net']);
    copyFileSync(join(path, 'renewed.key'), join(path, 'own.key'));
    copyFileSync(join(path, 'renewed.crt'), join(path, 'own.crt'));
    await until(async () => (await shownTo(port, 'facteur.example.net')) === 'renewed');
    expect((await ask(connected, { ':path': '/' })).status).toBe(200);
  });

  test('ends with the answers to requests that are under way', async () => {
    const path = join(withCertificates(), 'facteur.yaml');
    const { child, greeted, exitCode } = startProgram({}, '--config', path);
    const client = session((await greeted()).secureUrl, 'autoconfig.example.org');
    const headers = { ':path': autodiscover, ':method': 'POST', ':authority': 'autoconfig.example.org' };
    const stream = client.request(headers);
    stream.write(poxRequest('jo@example.org').slice(0, 100));
    await ask(client, { ':path': '/healthz' });
    child.kill('SIGTERM');
    const reply = new Promise((resolve) =>
      stream.once('response', ({ ':status': status }) => resolve(status)),
    );
    stream.resume().end(poxRequest('jo@example.org').slice(100));
    expect(await reply).toBe(200);
    expect(await exitCode).toBe(0);
  });

  test('by the environment alone', async () => {
    const path = withCertificates();
    const environment = { FACTEUR_TLS_KEY: join(path, 'own.key'), FACTEUR_TLS_CERT: join(path, 'own.crt') };
    const { greeted } = startProgram(environment);
    expect(await shownTo(portOf((await greeted()).secureUrl), 'any.example')).toBe('own');
  });
});

describe.skipIf(!hasOpenssl)('plain http beside TLS', () => {
  const asked = async (text: string, path: string) => {
    const { greeted } = startProgram({}, '--config', join(withCertificates(text), 'facteur.yaml'));
    const { url } = await greeted();
    const answer = await fetch(url + path, { redirect: 'manual' });
    return [answer.status, answer.headers.get('location')] as const;
  };
  const withoutUrl = document.replace(/^url: .*$/m, '');

  test.each([
    ['autoconfig', autoconfig, 'https://facteur.example.net/mail/config-v1.1.xml'],
    ['Autodiscover', autodiscover, 'https://facteur.example.net/autodiscover/autodiscover.xml'],
    ['the page', '/', 'https://facteur.example.net/'],
  ])('redirects %s to the host of `url`', async (_, path, location) => {
    expect(await asked(document, path)).toEqual([302, location]);
  });

  test.each([
    ['answers autoconfig', autoconfig, 200],
    ['does not answer Autodiscover, which never asks by it but to be redirected', autodiscover, 404],
    ['does not give out profiles', '/profile.mobileconfig', 404],
    ['does not show the page', '/', 404],
    ['says that it lives', '/healthz', 200],
  ])('without a `url` %s', async (_, path, status) => {
    expect(await asked(withoutUrl, path)).toEqual([status, null]);
  });
});

describe('what is wrong with certificates keeps the server from starting, in words', () => {
  const refusal = async (environment: Record<string, string>, ...args: readonly string[]) => {
    const { exitCode, said } = startProgram(environment, ...args);
    expect(await exitCode).toBe(2);
    expect(said.out).toBe('');
    expect(said.err).not.toContain('    at ');
    return said.err;
  };

  test('a file that is not there', async () => {
    const err = await refusal({ FACTEUR_TLS_KEY: '/nowhere/a.key', FACTEUR_TLS_CERT: '/nowhere/a.crt' });
    expect(err).toMatch(/^facteur cannot use its certificates:\n {2}ENOENT.*\/nowhere\/a\.key'\n$/);
  });

  test.skipIf(!hasOpenssl)('a key of another certificate', async () => {
    const path = withCertificates(document.replace('key: own.key', 'key: customer.key'));
    const err = await refusal({}, '--config', join(path, 'facteur.yaml'));
    expect(err).toContain(`${join(path, 'customer.key')} is not the key of ${join(path, 'own.crt')}`);
  });

  test.skipIf(!hasOpenssl)('a key in place of a certificate, without showing it', async () => {
    const path = withCertificates(document.replace('certificate: own.crt', 'certificate: own.key'));
    const err = await refusal({}, '--config', join(path, 'facteur.yaml'));
    expect(err).toContain(`${join(path, 'own.key')} cannot be used: `);
    expect(err).not.toContain('PRIVATE');
  });

  test.skipIf(!hasOpenssl)('keys that others may read, all of them', async () => {
    const path = withCertificates();
    const keys = ['own.key', 'customer.key'].map((name) => join(path, name));
    for (const key of keys) chmodSync(key, 0o644);
    const err = await refusal({}, '--config', join(path, 'facteur.yaml'));
    expect(err.split('\n')).toEqual([
      'facteur cannot use its certificates:',
      ...keys.map((key) => `  the key ${key} can be read by other users: chmod 600 ${key}`),
      '',
    ]);
  });

  test('half of a pair', async () => {
    expect(await refusal({ FACTEUR_TLS_KEY: 'a.key' })).toMatch(/FACTEUR_TLS_KEY and FACTEUR_TLS_CERT/);
  });

  test.each(['x', '70000', '1.5'])('TLS_PORT=%s', async (TLS_PORT) => {
    expect(await refusal({ TLS_PORT })).toBe(
      `TLS_PORT is ${TLS_PORT}, but must be a number from 0 to 65535.\n`,
    );
  });
});

describe.skipIf(!hasOpenssl)('a certificate for TLS without its issuer’s', () => {
  function withAuthority(): { readonly path: string; readonly chain: string; readonly alone: string } {
    const path = mkdtempSync(join(tmpdir(), 'facteur-tls-'));
    onTestFinished(() => rmSync(path, { recursive: true }));
    const authority = authorityIn(path);
    authority.issue('own', keyKinds['ECDSA, P-256']);
    const alone = authority.read('own.pem');
    return { path, alone, chain: alone + authority.read('between.pem') };
  }

  test('is used, with a warning that names fullchain.pem, at the start and at a reload', async () => {
    const { path, chain, alone } = withAuthority();
    const file = join(path, 'served.pem');
    writeFileSync(file, chain);
    const { greeted, said } = startProgram({
      FACTEUR_TLS_KEY: join(path, 'own.key'),
      FACTEUR_TLS_CERT: file,
    });
    await greeted();
    expect(said.err).toBe('');
    writeFileSync(file, alone);
    await until(() => said.out.includes('Reloaded the certificates.'));
    expect(said.err).toMatch(
      /^\S+served\.pem lacks the certificate of its issuer.*fullchain\.pem and not cert\.pem\.\n$/,
    );
  });

  test('is not used any more when its key may be read by others: the one before stays', async () => {
    const { path, chain } = withAuthority();
    const [key, file] = [join(path, 'own.key'), join(path, 'served.pem')];
    writeFileSync(file, chain);
    const { greeted, said } = startProgram({ FACTEUR_TLS_KEY: key, FACTEUR_TLS_CERT: file });
    await greeted();
    chmodSync(key, 0o644);
    writeFileSync(file, chain);
    await until(() => said.err.includes('The certificates in use stay.'));
    expect(said.err).toContain('can be read by other users');
  });
});
