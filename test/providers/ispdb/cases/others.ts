/** Versions, unsupported elements and unknown elements. */

import { help, incoming, provider, type Row, server } from './file.ts';

export const others: readonly Row[] = [
  ...(['1.0', '1.2', '9'] as const).map(
    (version): Row => ({ why: `version ${version}`, parts: { root: `version="${version}"` } }),
  ),
  ...(['fileShare', 'chatServer', 'videoConference', 'clientConfigUpdate'] as const).map(
    (name): Row => ({
      why: `${name}, twice (bell.net.xml, and the draft's own example)`,
      parts: {
        beside: `<${name} type="x"><serverURL>${help}</serverURL></${name}><${name} url="${help}"/>`,
      },
      warnings: [
        { kind: 'not-kept', element: name, path: `${name}[1]` },
        { kind: 'not-kept', element: name, path: `${name}[2]` },
      ],
    }),
  ),
  {
    why: 'a question to ask',
    parts: { more: '<inputField key="USERNAME" label="Screen name"/>' },
    warnings: [{ kind: 'not-kept', element: 'inputField', path: `${provider}/inputField` }],
  },
  {
    why: 'a second provider',
    parts: { beside: '<emailProvider id="example.org"><domain>example.org</domain></emailProvider>' },
    warnings: [{ kind: 'repeated', path: 'emailProvider[2]' }],
  },
  {
    why: 'elements and attributes of somebody',
    parts: {
      id: 'id="example.net" country="fr"',
      more: '<motto lang="en">We <b>deliver</b></motto>',
      incoming: incoming({ hostname: 'imap.example.net<backup/>', more: '<sieve/>' }),
    },
    warnings: [
      { kind: 'attribute-unknown', path: `${provider}/@country` },
      { kind: 'element-unknown', path: `${provider}/motto` },
      { kind: 'element-unknown', path: `${server}/sieve` },
      { kind: 'element-unknown', path: `${server}/hostname/backup` },
    ],
  },
  {
    why: 'an attribute on a value, over which old clients stumble',
    parts: { incoming: incoming({ port: '', more: '<port tls="yes">993</port>' }) },
    warnings: [{ kind: 'attribute-unknown', path: `${server}/port/@tls` }],
  },
  {
    why: 'text between the elements',
    parts: { more: 'and so on' },
    warnings: [{ kind: 'text-unknown', path: provider }],
  },
  {
    why: 'namespaces and prefixes, which mean nothing',
    parts: { root: 'xmlns="urn:example" xmlns:m="urn:other" version="1.1"' },
  },
  { why: 'comments, also with addresses in them', parts: { more: '<!-- Presse: <jo@example.net> -->' } },
];
