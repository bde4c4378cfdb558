/** Well-known URLs redirect to the configured URL of the Host's domain, for every method that clients start with. */

import { describe, expect, test } from 'vitest';
import type { ConfigDocument } from '../../src/index.ts';
import { appOf, bodyOf, send, servicesDocument } from '../support/world.ts';

const provider = servicesDocument.providers?.['example.net'];

function ask(changes: object, path: string, host = 'example.org', method = 'GET'): Promise<Response> {
  const providers = { 'example.net': { ...provider, ...changes } };
  const document: ConfigDocument = {
    ...servicesDocument,
    providers,
    domains: { 'example.org': 'example.net' },
  };
  const url = `https://${host}${path}`;
  return Promise.resolve(appOf(document).fetch(new Request(url, { method, headers: { host } })));
}
const location = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).headers.get('location');

const dav = '/.well-known/caldav';
const oauth = '/.well-known/oauth-authorization-server';

describe('a redirect', () => {
  test.each(['GET', 'HEAD', 'PROPFIND'])('by %s is permanent for an hour', async (method) => {
    const answer = await send('services', `https://example.org${dav}`, { method });
    expect(answer.status).toBe(301);
    expect(answer.headers.get('location')).toBe('https://dav.example.net/cal/');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=3600');
  });

  test.each([
    'example.org',
    'autoconfig.example.org',
    // An own name means the default provider, as everywhere.
    'facteur.example.net',
  ])('is given at %s', async (host) => {
    expect(await location({}, dav, host)).toBe('https://dav.example.net/cal/');
  });

  test('fills in the domain', async () => {
    const caldav = 'https://dav.example.net/%EMAILDOMAIN%/';
    expect(await location({ caldav }, dav)).toBe('https://dav.example.net/example.org/');
  });

  test.each(['%EMAILADDRESS%', '%EMAILLOCALPART%'])('is 404 if the URL needs %s', async (name) => {
    expect((await ask({ caldav: `https://dav.example.net/${name}/` }, dav)).status).toBe(404);
  });

  test.each([
    ['the domain is not served', {}, 'other.example', dav],
    ['nothing is configured', { carddav: undefined }, 'example.org', '/.well-known/carddav'],
    ['it would lead back', { caldav: `https://example.org${dav}` }, 'example.org', dav],
  ])('is 404 where %s', async (_, changes, host, path) => {
    const answer = await ask(changes, path, host);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('location')).toBeNull();
  });

  test('is the answer to PROPFIND at no other path', async () => {
    const answer = await send('services', 'https://autoconfig.example.org/mail/config-v1.1.xml', {
      method: 'PROPFIND',
    });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    expect(await bodyOf(answer)).not.toContain('example');
  });
});

describe('the metadata of an issuer', () => {
  test.each([
    ['without a path', 'https://login.example.net', oauth, `https://login.example.net${oauth}`],
    ['with a slash', 'https://login.example.net/', oauth, `https://login.example.net${oauth}`],
    ['with a path', 'https://login.example.net/A/b', oauth, `https://login.example.net${oauth}/A/b`],
    ['by its path', 'https://login.example.net/A/b', `${oauth}/A/b`, `https://login.example.net${oauth}/A/b`],
    ['at a port', 'https://login.example.net:8443/a', oauth, `https://login.example.net:8443${oauth}/a`],
  ])('is found: one %s', async (_, issuer, path, expected) => {
    expect(await location({ oauth2: { issuer } }, path)).toBe(expected);
  });

  test.each([
    ['another path', { oauth2: { issuer: 'https://login.example.net/a' } }, `${oauth}/b`],
    ['a path where the issuer has none', { oauth2: { issuer: 'https://login.example.net' } }, `${oauth}/a`],
    ['no issuer', { oauth2: undefined }, oauth],
    ['the domain itself as its issuer', { oauth2: { issuer: 'https://example.org' } }, oauth],
  ])('is not here: %s', async (_, changes, path) => {
    expect((await ask(changes, path)).status).toBe(404);
  });
});
