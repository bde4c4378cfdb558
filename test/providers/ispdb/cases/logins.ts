/** Authentication in order of preference, and the user name. */

import { cleartext, imap, incoming, method, outgoing, provider, type Row, server, smtp } from './file.ts';

export const logins: readonly Row[] = [
  {
    why: 'OAuth2 before a password (yahoo.com.xml)',
    parts: { incoming: incoming({ authentication: method('OAuth2', 'password-cleartext') }) },
    document: { incoming: [{ ...imap, authentication: ['oauth2', 'password'] }] },
  },
  {
    why: 'OAuth2 alone (hotmail.com.xml)',
    parts: { incoming: incoming({ authentication: method('OAuth2') }) },
    document: { incoming: [{ ...imap, authentication: ['oauth2'] }] },
  },
  {
    why: 'OAuth, as one list of the draft has it',
    parts: { incoming: incoming({ authentication: method('OAuth') }) },
    document: { incoming: [{ ...imap, authentication: ['oauth2'] }] },
  },
  {
    why: 'an encrypted password before a password (mnet.ne.jp.xml)',
    parts: { incoming: incoming({ authentication: method('password-encrypted', 'password-cleartext') }) },
    document: { incoming: [{ ...imap, authentication: ['password-encrypted', 'password'] }] },
  },
  {
    why: 'the spellings of version 1.0 (gmail.com pop)',
    parts: {
      root: '',
      incoming: incoming({ authentication: method('plain') }),
      outgoing: outgoing({ authentication: method('secure') }),
    },
    document: { outgoing: [{ ...smtp, authentication: ['password-encrypted'] }] },
  },
  {
    why: 'two words for one authentication',
    parts: { incoming: incoming({ authentication: method('password-cleartext', 'plain') }) },
    warnings: [{ kind: 'repeated', path: `${server}/authentication[2]` }],
  },
  ...['GSSAPI', 'NTLM', 'TLS-client-cert', 'client-IP-address', 'none', 'smtp-after-pop', 'http-basic'].map(
    (name): Row => ({
      why: `${name} before a password`,
      parts: { incoming: incoming({ authentication: method(name, 'password-cleartext') }) },
      warnings: [{ kind: 'authentication-unknown', method: name, path: `${server}/authentication[1]` }],
    }),
  ),
  {
    why: 'a mechanism of SASL before the general word for it, as the draft wants it',
    parts: {
      incoming: incoming({
        authentication: `<authentication system="sasl">PLAIN</authentication>${cleartext}`,
      }),
    },
    warnings: [{ kind: 'authentication-unknown', method: 'PLAIN', path: `${server}/authentication[1]` }],
  },
  {
    why: 'nothing but authentication that is not known',
    parts: { incoming: incoming() + incoming({ authentication: method('GSSAPI', 'NTLM') }) },
    warnings: [{ kind: 'authentication-missing', methods: ['GSSAPI', 'NTLM'], path: `${server}[2]` }],
  },
  {
    why: 'no authentication at all (protonmail.com)',
    parts: { incoming: incoming() + incoming({ authentication: '' }) },
    warnings: [{ kind: 'authentication-missing', methods: [], path: `${server}[2]` }],
  },
  {
    why: 'an open relay, which is nothing to tell people either (smokeofanarchy.ru.xml)',
    parts: { outgoing: outgoing() + outgoing({ socketType: 'plain', authentication: method('none') }) },
    warnings: [{ kind: 'authentication-missing', methods: ['none'], path: `${provider}/outgoingServer[2]` }],
  },
  ...['%EMAILLOCALPART%', '%EMAILLOCALPART%.%EMAILDOMAIN%', '%EMAILLOCALPART%%%EMAILDOMAIN%', 'shared'].map(
    (username): Row => ({
      why: `the user name ${username} (free.fr.xml, studenti.univr.it.xml)`,
      parts: { incoming: incoming({ username }) },
      document: { incoming: [{ ...imap, username }] },
    }),
  ),
  {
    why: 'the address in two halves, which is the address',
    parts: { incoming: incoming({ username: '%EMAILLOCALPART%@%EMAILDOMAIN%' }) },
  },
  {
    why: 'no user name (vivaldi.net.xml, teol.net.xml)',
    parts: { outgoing: outgoing({ username: '' }) },
    warnings: [{ kind: 'username-missing', taken: '%EMAILADDRESS%', path: `${provider}/outgoingServer` }],
  },
  {
    why: 'an empty user name',
    parts: { outgoing: outgoing({ username: ' ' }) },
    warnings: [{ kind: 'username-missing', taken: '%EMAILADDRESS%', path: `${provider}/outgoingServer` }],
  },
  ...['00123', 'two words', 'x'.repeat(255)].map(
    (username): Row => ({
      why: `the user name ${username.slice(0, 10)}, which not every client reads`,
      parts: { incoming: incoming() + incoming({ username }) },
      warnings: [{ kind: 'username-unfit', username, path: `${server}[2]` }],
    }),
  ),
  ...['%REALNAME%', '%EMAILADDRESS', 'EMAILADDRESS%', '%emailaddress%', '%TIME%', 'x-%PROFILEUUID%'].map(
    (username): Row => ({
      why: `the user name ${username}, which hardly any client fills in`,
      parts: { incoming: incoming() + incoming({ username }) },
      document: { manual: [{ ...imap, username }] },
      warnings: [{ kind: 'username-not-fillable', username, path: `${server}[2]` }],
    }),
  ),
  {
    why: 'a user name that people are asked for (tugraz.at.xml)',
    parts: {
      more: '<userinput label="Username" key="%USERNAME%">TU Graz Username</userinput>',
      incoming: incoming({ username: '%USERNAME%' }),
      outgoing: outgoing({ username: '%USERNAME%' }),
    },
    kind: 'people-only',
    document: {
      incoming: [],
      outgoing: [],
      manual: [
        { ...imap, username: '%USERNAME%' },
        { ...smtp, username: '%USERNAME%' },
      ],
    },
    warnings: [
      { kind: 'not-kept', element: 'userinput', path: `${provider}/userinput` },
      { kind: 'username-not-fillable', username: '%USERNAME%', path: server },
      { kind: 'username-not-fillable', username: '%USERNAME%', path: `${provider}/outgoingServer` },
      { kind: 'nothing-for-clients', missing: ['incomingServer', 'outgoingServer'], path: provider },
    ],
  },
];
