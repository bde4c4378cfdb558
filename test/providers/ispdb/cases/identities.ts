/** The id, the domains and the names of the provider. */

import { provider, type Row } from './file.ts';

const nameOf = (name: string): string => `<displayName>${name}</displayName>`;
const shortNameOf = (name: string): string => `<displayShortName>${name}</displayShortName>`;
const names = (name: string, shortName: string): string => nameOf(name) + shortNameOf(shortName);
const namePath = `${provider}/displayName`;
const shortNamePath = `${provider}/displayShortName`;

export const identities: readonly Row[] = [
  {
    why: 'an id in capitals and of one label (OXCloud-US, MessagingEngine)',
    parts: { id: 'id="OXCloud-US"' },
    id: 'oxcloud-us',
  },
  {
    why: 'an id that is not a host name: the first domain is used',
    parts: { id: 'id="Example Mail"', domains: '<domain>%EMAILDOMAIN%</domain><domain>example.org</domain>' },
    id: 'example.org',
    domains: ['example.org'],
    warnings: [
      { kind: 'domain-unfit', domain: '%EMAILDOMAIN%', path: `${provider}/domain[1]` },
      { kind: 'id-unfit', id: 'Example Mail', taken: 'example.org', path: `${provider}/@id` },
    ],
  },
  {
    why: 'no id',
    parts: { id: '' },
    warnings: [{ kind: 'id-unfit', id: undefined, taken: 'example.net', path: `${provider}/@id` }],
  },
  {
    why: 'many domains, one of them twice (cty-net.ne.jp.xml)',
    parts: {
      domains: '<domain>Example.net</domain><domain>example.net</domain><domain>xn--pssq86a.com</domain>',
    },
    domains: ['example.net', 'xn--pssq86a.com'],
    warnings: [{ kind: 'repeated', path: `${provider}/domain[2]` }],
  },
  {
    why: 'hosts of MX records apart',
    parts: {
      domains: '<domain purpose="mx">mx.example.net</domain><domain>example.net</domain>',
    },
    mxDomains: ['mx.example.net'],
  },
  {
    why: 'a domain for a purpose that nobody knows',
    parts: { domains: '<domain purpose="web">example.net</domain>' },
    warnings: [{ kind: 'attribute-unknown', path: `${provider}/domain/@purpose` }],
  },
  {
    why: 'a placeholder for a domain, as mailcow serves it (petreus.net.xml)',
    parts: { domains: '<domain>%EMAILDOMAIN%</domain>' },
    domains: [],
    warnings: [{ kind: 'domain-unfit', domain: '%EMAILDOMAIN%', path: `${provider}/domain` }],
  },
  { why: 'no domain', parts: { domains: '' }, domains: [] },
  {
    why: 'names beyond ASCII (iiyama-catv.ne.jp.xml, inter-corporate.com.xml)',
    parts: { names: names('Inter-Corporate eMail 🇨🇦', 'iネット飯山') },
    document: { name: 'Inter-Corporate eMail 🇨🇦', shortName: 'iネット飯山' },
  },
  {
    why: 'an ampersand in a name (1und1.de.xml)',
    parts: { names: names('1&amp;1', '1&amp;1') },
    document: { name: '1&1', shortName: '1&1' },
  },
  {
    why: 'a name that is broken into lines',
    parts: { names: names('\n      Example\n      Mail\n    ', 'Example') },
  },
  {
    why: 'no short name, which is taken from the name',
    parts: { names: nameOf('Example Mail of the Valley') },
    document: { name: 'Example Mail of the Valley', shortName: 'Example Mail of the' },
    warnings: [{ kind: 'name-unfit', name: undefined, taken: 'Example Mail of the', path: shortNamePath }],
  },
  {
    why: 'a short name that is called otherwise (nili.ca.xml)',
    parts: { names: `${nameOf('Nili')}<displayNameShort>Nili</displayNameShort>` },
    document: { name: 'Nili', shortName: 'Nili' },
    warnings: [
      { kind: 'element-unknown', path: `${provider}/displayNameShort` },
      { kind: 'name-unfit', name: undefined, taken: 'Nili', path: shortNamePath },
    ],
  },
  {
    why: 'a short name that is none (gransy.com)',
    parts: { names: names('G-Hosting.cz a Station.cz', 'G-Hosting.cz a Station.cz') },
    document: { name: 'G-Hosting.cz a Station.cz', shortName: 'G-Hosting.cz a' },
    warnings: [
      {
        kind: 'name-unfit',
        name: 'G-Hosting.cz a Station.cz',
        taken: 'G-Hosting.cz a',
        path: shortNamePath,
      },
    ],
  },
  {
    why: 'no name: the id is one',
    parts: { names: shortNameOf('Example') },
    document: { name: 'example.net' },
    warnings: [{ kind: 'name-unfit', name: undefined, taken: 'example.net', path: namePath }],
  },
  {
    why: 'a name of more than 60 characters',
    parts: { names: names('x'.repeat(61), 'Example') },
    document: { name: 'example.net' },
    warnings: [{ kind: 'name-unfit', name: 'x'.repeat(61), taken: 'example.net', path: namePath }],
  },
  {
    why: 'a name of exactly 60 characters',
    parts: { names: names('x'.repeat(60), 'Example') },
    document: { name: 'x'.repeat(60) },
  },
  {
    why: 'a placeholder for both names (inbox.lv.xml)',
    parts: { names: names('%EMAILDOMAIN%', '%EMAILDOMAIN%') },
    document: { name: 'example.net', shortName: 'example.net' },
    warnings: [
      { kind: 'name-unfit', name: '%EMAILDOMAIN%', taken: 'example.net', path: namePath },
      { kind: 'name-unfit', name: '%EMAILDOMAIN%', taken: 'example.net', path: shortNamePath },
    ],
  },
  {
    why: 'a second name',
    parts: { names: nameOf('Example Mail') + names('Other Mail', 'Example') },
    warnings: [{ kind: 'repeated', path: `${namePath}[2]` }],
  },
];
