/** A domain with a name of its own shows no name of its provider. */

import { expect, test } from 'vitest';
import { appOf } from '../support/world.ts';

const app = appOf({
  providers: {
    'example.net': {
      name: 'Hosting Company',
      shortName: 'HostCo',
      incoming: ['imaps://imap.example.net'],
      outgoing: ['smtps://smtp.example.net'],
    },
  },
  domains: { 'example.org': { provider: 'example.net', name: 'Village Choir' } },
});

test.each([
  'https://autoconfig.example.org/mail/config-v1.1.xml',
  'https://autoconfig.example.org/profile.mobileconfig?emailaddress=jo@example.org',
  'https://ua-auto-config.example.org/.well-known/user-agent-configuration.json',
  'https://autoconfig.example.org/?language=en',
])('%s', async (url) => {
  const response = await app.fetch(new Request(url, { headers: { host: new URL(url).host } }));
  const all = [...response.headers.values(), await response.text()].join('\n');
  expect(response.status).toBe(200);
  expect(all).toContain('Choir');
  expect(all).not.toMatch(/Host(ing ?|-)?Co/i);
});
