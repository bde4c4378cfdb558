/**
 * The measured server, in its own process: every feature that costs CPU is on, and nothing is limited. It reports its
 * URL first, and at each message the CPU time that it has used and charged.
 */

import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { type ConfigDocument, readConfig } from '../../src/index.ts';
import { sealerOf } from '../../src/links/load-sealer.ts';
import { listen } from '../../src/runtime/node/server.ts';
import { signerOf } from '../../src/signing/signer.ts';
import { rsa } from '../../test/support/crypto/signing-fixture.ts';

/** The maximum number of keys that open links, so that a forged link costs as much as possible. */
const linkKeys = 16;

const document: ConfigDocument = {
  url: 'https://facteur.example.net',
  soap: true,
  providers: {
    'example.net': {
      name: 'Example Mail',
      shortName: 'Example',
      incoming: ['imaps://imap.example.net', 'pop3s://pop.example.net'],
      outgoing: ['smtps://smtp.example.net', 'smtp+starttls://smtp.example.net'],
      caldav: 'https://dav.example.net/cal/%EMAILADDRESS%/',
      carddav: 'https://dav.example.net/card/%EMAILADDRESS%/',
      activesync: 'https://eas.example.net/Microsoft-Server-ActiveSync',
      ews: 'https://ews.example.net/EWS/Exchange.asmx',
      ldap: 'ldaps://ldap.example.net/dc=example,dc=net',
      webmail: 'https://webmail.example.net/',
      oauth2: {
        issuer: 'https://login.example.net/',
        authorization: 'https://login.example.net/auth',
        token: 'https://login.example.net/token',
        scope: 'mail',
      },
      mtaSts: { mode: 'enforce', mx: ['mx.example.net'] },
    },
  },
  domains: { 'example.org': 'example.net', 'bücher.example': 'example.net' },
  limits: { perSecond: 0, delayMilliseconds: 60_000 },
};

const config = readConfig(document);
if (!config.ok) throw new Error(JSON.stringify(config.refusal));
const signer = process.argv.includes('unsigned') ? undefined : await signerOf(rsa, new Date());
const secrets = Array.from({ length: linkKeys }, () => randomBytes(32).toString('base64')).join(' ');
const sealer = await sealerOf(secrets, 24);
if (signer?.ok === false || !sealer.ok) throw new Error('the keys are not usable');
const token = await sealer.value.seal('jo@example.org', new Date(Date.now() + 86_400_000));
const forged = `${token.slice(0, -1)}${token.endsWith('a') ? 'b' : 'a'}`;
let charged = 0;
const server = await listen(
  { ...config.value, signer: signer?.value, sealer: sealer.value },
  { host: '127.0.0.1', port: 0 },
  {
    charged(cost) {
      charged += cost;
    },
  },
);
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicroseconds: user + system, charged });
});
process.on('disconnect', () => process.exit());
process.send?.({ url: server.url, token, forged });
