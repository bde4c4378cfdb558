/** Servers: position in the file, which of them are for clients, and flaws of the others. */

import { imap, incoming, outgoing, provider, type Row, server, smtp } from './file.ts';

export const servers: readonly Row[] = [
  {
    why: 'STARTTLS',
    parts: { incoming: incoming({ port: '143', socketType: 'STARTTLS' }) },
    document: { incoming: [{ ...imap, port: 143, security: 'starttls' }] },
  },
  {
    why: 'POP3 alone (cc.ncu.edu.tw.xml)',
    parts: { incoming: incoming({ attributes: 'type="pop3"', port: '995' }) },
    document: { incoming: [{ ...imap, protocol: 'pop3', port: 995 }] },
  },
  {
    why: 'POP3 before IMAP, and a second outgoing server: the order is kept (jet.ne.jp.xml)',
    parts: {
      incoming: incoming({ attributes: 'type="pop3"', port: '995' }) + incoming(),
      outgoing: outgoing() + outgoing({ port: '587', socketType: 'STARTTLS' }),
    },
    document: {
      incoming: [{ ...imap, protocol: 'pop3', port: 995 }, imap],
      outgoing: [smtp, { ...smtp, port: 587, security: 'starttls' }],
    },
  },
  {
    why: 'the outgoing server before the incoming one',
    parts: { incoming: outgoing(), outgoing: incoming() },
  },
  {
    why: 'white space around values (hotmail.com.xml has some beside them)',
    parts: { incoming: incoming({ hostname: '\n imap.example.net ', port: ' 993\t', socketType: ' SSL ' }) },
  },
  {
    why: 'values in CDATA and between comments',
    parts: {
      incoming: incoming({ hostname: '<![CDATA[imap.example.net]]>', port: '<!-- not 143 -->993' }),
    },
  },
  {
    why: 'capitals, which some clients do not read',
    parts: {
      incoming: incoming({
        attributes: 'type="IMAP"',
        hostname: 'IMAP.Example.net',
        socketType: 'ssl',
        authentication: '<authentication>Password-Cleartext</authentication>',
      }),
    },
  },
  {
    why: 'a host name beyond ASCII',
    parts: { incoming: incoming({ hostname: 'imap.bücher.example' }) },
    document: { incoming: [{ ...imap, host: 'imap.xn--bcher-kva.example' }] },
  },
  {
    why: 'the domain in a host name (inbox.lv.xml)',
    parts: { incoming: incoming({ hostname: 'mail.%EMAILDOMAIN%' }) },
    document: { incoming: [{ ...imap, host: 'mail.%EMAILDOMAIN%' }] },
  },
  {
    why: 'the domain for a host name (mail.ee.xml)',
    parts: { incoming: incoming({ hostname: '%EMAILDOMAIN%' }) },
    document: { incoming: [{ ...imap, host: '%EMAILDOMAIN%' }] },
  },
  {
    why: 'implicit TLS on the port of STARTTLS (charter.com.xml)',
    parts: { outgoing: outgoing({ port: '587' }) },
    document: { outgoing: [{ ...smtp, port: 587 }] },
  },
  {
    why: 'one server that is not encrypted beside one that is (rediffmail.com.xml)',
    parts: { incoming: incoming({ port: '143', socketType: 'plain' }) + incoming() },
    document: { manual: [{ ...imap, port: 143, security: 'none' }] },
    warnings: [{ kind: 'plaintext', path: `${server}[1]` }],
  },
  {
    why: 'no server that is encrypted (kelcom.net.xml)',
    parts: {
      incoming: incoming({ attributes: 'type="pop3"', port: '110', socketType: 'plain' }),
      outgoing: outgoing({ port: '25', socketType: 'plain' }),
    },
    kind: 'people-only',
    document: {
      incoming: [],
      outgoing: [],
      manual: [
        { ...imap, protocol: 'pop3', port: 110, security: 'none' },
        { ...smtp, port: 25, security: 'none' },
      ],
    },
    warnings: [
      { kind: 'plaintext', path: server },
      { kind: 'plaintext', path: `${provider}/outgoingServer` },
      { kind: 'nothing-for-clients', missing: ['incomingServer', 'outgoingServer'], path: provider },
    ],
  },
  {
    why: 'no outgoing server that is encrypted (nifty.com.xml)',
    parts: { outgoing: outgoing({ port: '587', socketType: 'plain' }) },
    kind: 'people-only',
    document: { incoming: [], outgoing: [], manual: [imap, { ...smtp, port: 587, security: 'none' }] },
    warnings: [
      { kind: 'plaintext', path: `${provider}/outgoingServer` },
      { kind: 'nothing-for-clients', missing: ['outgoingServer'], path: provider },
    ],
  },
  {
    why: 'no incoming server at all',
    parts: { incoming: '' },
    kind: 'people-only',
    document: { incoming: [], outgoing: [], manual: [smtp] },
    warnings: [{ kind: 'nothing-for-clients', missing: ['incomingServer'], path: provider }],
  },
  ...['exchange', 'ews', 'owa', 'graph', 'jmap', 'activeSync', 'nntp', 'smtp', ''].map(
    (type): Row => ({
      why: `an incoming server of type "${type}" (office365.com.xml has five)`,
      parts: {
        incoming: `${incoming()}<incomingServer type="${type}"><url>https://mail.example.net/</url>
          <authentication system="http">Basic</authentication><username>%EMAILADDRESS</username>
          <ewsURL>https://mail.example.net/ews/</ewsURL></incomingServer>`,
      },
      warnings: [{ kind: 'type-unknown', type, path: `${server}[2]` }],
    }),
  ),
  {
    why: 'an incoming server without a type',
    parts: { incoming: incoming() + incoming({ attributes: '' }) },
    warnings: [{ kind: 'type-unknown', type: undefined, path: `${server}[2]` }],
  },
  {
    why: 'an outgoing server that is none',
    parts: { outgoing: outgoing() + outgoing({ attributes: 'type="imap"' }) },
    warnings: [{ kind: 'type-unknown', type: 'imap', path: `${provider}/outgoingServer[2]` }],
  },
  ...(['hostname', 'port', 'socketType'] as const).map(
    (part): Row => ({
      why: `a server without ${part}`,
      parts: { incoming: incoming() + incoming({ [part]: '' }) },
      warnings: [{ kind: 'part-missing', part, path: `${server}[2]` }],
    }),
  ),
  ...['127.0.0.1', 'imap_1.example.net', '%EMAILLOCALPART%.example.net', 'imap.example.net:993'].map(
    (host): Row => ({
      why: `a server at ${host} (protonmail.com, whose bridge is the machine itself)`,
      parts: { incoming: incoming() + incoming({ hostname: host }) },
      warnings: [{ kind: 'host-unfit', host, path: `${server}[2]` }],
    }),
  ),
  ...['0', '99999', '993a', '0x3e1', '9e2', '-1', '99.3'].map(
    (port): Row => ({
      why: `a server on port ${port}`,
      parts: { incoming: incoming() + incoming({ port }) },
      warnings: [{ kind: 'port-unfit', port, path: `${server}[2]` }],
    }),
  ),
  ...['TLS', 'none', 'SSL/TLS', 'constructor'].map(
    (socketType): Row => ({
      why: `a server with socketType ${socketType}`,
      parts: { incoming: incoming() + incoming({ socketType }) },
      warnings: [{ kind: 'socketType-unknown', socketType, path: `${server}[2]` }],
    }),
  ),
  {
    why: 'several socket types: clients take the first that they know',
    parts: {
      incoming: incoming({
        socketType: '',
        more: '<socketType>TLS</socketType><socketType>SSL</socketType><socketType>plain</socketType>',
      }),
    },
    warnings: [
      { kind: 'repeated', path: `${server}/socketType[3]` },
      { kind: 'repeated', path: `${server}/socketType[1]` },
    ],
  },
  ...(['hostname', 'port', 'username'] as const).map(
    (part): Row => ({
      why: `a second ${part}`,
      parts: { incoming: incoming({ more: `<${part}>1</${part}>` }) },
      warnings: [{ kind: 'repeated', path: `${server}/${part}[2]` }],
    }),
  ),
  {
    why: 'options of POP3 (ewetel.de.xml, web.de.xml)',
    parts: {
      incoming: incoming({
        more: `<pop3><leaveMessagesOnServer>true</leaveMessagesOnServer>
          <daysToLeaveMessagesOnServer>7</daysToLeaveMessagesOnServer><checkInterval minutes="15"/></pop3>`,
      }),
    },
    warnings: [{ kind: 'not-kept', element: 'pop3', path: `${server}/pop3` }],
  },
  ...(['restriction', 'addThisServer', 'useGlobalPreferredServer', 'password'] as const).map(
    (name): Row => ({
      why: `${name} (o2.pl.xml, bay.wind.ne.jp.xml)`,
      parts: { outgoing: outgoing({ more: `<${name}>client-IP-address</${name}>` }) },
      warnings: [{ kind: 'not-kept', element: name, path: `${provider}/outgoingServer/${name}` }],
    }),
  ),
];
