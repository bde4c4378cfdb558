/** What the command line and the environment may say of how to run. */

import { describe, expect, test } from 'vitest';
import { readServeOptions } from '../../../src/cli/start/serve-options.ts';

const read = (environment: Record<string, string>, ...args: string[]) => {
  const settings = readServeOptions(args, environment);
  return settings.ok ? settings.value : settings.refusal;
};

test('nothing need be said', () => {
  expect(read({ HOST: '', PORT: '', FACTEUR_INTERNAL: '', FACTEUR_TLS_KEY: '' })).toEqual({
    file: undefined,
    at: { host: '127.0.0.1', port: 8080 },
    secureAt: { host: '127.0.0.1', port: 8443 },
    internal: undefined,
    tls: undefined,
    logsRequests: false,
  });
});

test('everything may be said', () => {
  const environment = {
    ...{ HOST: '::', PORT: '80', TLS_PORT: '443', FACTEUR_LOG: 'requests', FACTEUR_CONFIG: 'lesser.yaml' },
    ...{ FACTEUR_INTERNAL: '127.0.0.1:9090', FACTEUR_TLS_KEY: 'a.key', FACTEUR_TLS_CERT: 'a.crt' },
  };
  expect(read(environment, '--config', 'facteur.yaml')).toEqual({
    file: 'facteur.yaml',
    at: { host: '::', port: 80 },
    secureAt: { host: '::', port: 443 },
    internal: { host: '127.0.0.1', port: 9090 },
    tls: { key: 'a.key', certificate: 'a.crt' },
    logsRequests: true,
  });
});

describe('the internal port', () => {
  test.each([
    ['127.0.0.1:9090', { host: '127.0.0.1', port: 9090 }],
    ['[::1]:9090', { host: '::1', port: 9090 }],
    ['[::]:0', { host: '::', port: 0 }],
    ['localhost:9090', { host: 'localhost', port: 9090 }],
  ])('may be at %s', (FACTEUR_INTERNAL, internal) => {
    expect(read({ FACTEUR_INTERNAL })).toMatchObject({ internal });
  });

  test.each([
    '::1:9090',
    '[::1]',
    '[x]:1',
    'a b:1',
    '1:2:3',
    ':1',
    '127.0.0.1:99999',
    '127.0.0.1:9090/metrics',
  ])('is not at %s', (FACTEUR_INTERNAL) => {
    expect(read({ FACTEUR_INTERNAL })).toBe(
      `FACTEUR_INTERNAL is ${FACTEUR_INTERNAL}, but must be a host and a port, such as 127.0.0.1:9090.`,
    );
  });
});
