/** Which host the certificate of an LDAP server has to name, and which one is sent as SNI. */

import { expect, test } from 'vitest';
import { tlsOptions } from '../../../../src/directory/stores/node/ldap-tls.ts';

test.each([
  ['ldaps://ldap.example.net', { host: 'ldap.example.net', servername: 'ldap.example.net' }],
  ['ldap://ldap.example.net:3389', { host: 'ldap.example.net', servername: 'ldap.example.net' }],
  // RFC 6066 §3: an IP address is no server name.
  ['ldaps://192.0.2.1', { host: '192.0.2.1' }],
  ['ldaps://[2001:db8::1]:636', { host: '2001:db8::1' }],
])('%s: %j', (url, options) => {
  expect(tlsOptions(url)).toEqual(options);
});
