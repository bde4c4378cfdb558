/** The Host of a request: its name, and the mail domain that a client made it from. */

import { describe, expect, test } from 'vitest';
import { parseHost } from '../../src/http/host.ts';

describe('the mail domain of a Host', () => {
  test.each<[why: string, header: string, mailDomain: string | undefined, prefixed: boolean]>([
    ['is the Host itself', 'example.org', 'example.org', false],
    ['stands behind autoconfig.', 'autoconfig.example.org', 'example.org', true],
    ['stands behind autodiscover.', 'autodiscover.example.org', 'example.org', true],
    ['stands behind ua-auto-config. (PACC)', 'ua-auto-config.example.org', 'example.org', true],
    ['stands behind mta-sts. (RFC 8461)', 'mta-sts.example.org', 'example.org', true],
    ['has no letter case, nor has the prefix', 'AutoConfig.Example.ORG', 'example.org', true],
    ['has no port', 'autoconfig.example.org:8443', 'example.org', true],
    ['has no final dot', 'autoconfig.example.org.', 'example.org', true],
    ['has no final dot before a port', 'autoconfig.example.org.:443', 'example.org', true],
    ['has no colon without a port', 'autoconfig.example.org:', 'example.org', true],
    ['is in A-labels', 'autoconfig.bücher.example', 'xn--bcher-kva.example', true],
    ['stays in A-labels', 'autoconfig.xn--bcher-kva.example', 'xn--bcher-kva.example', true],
    ['loses one prefix only', 'autoconfig.autodiscover.example.org', 'autodiscover.example.org', true],
    [
      'may be that of a registrar: autoconfig.example has none',
      'autoconfig.example',
      'autoconfig.example',
      false,
    ],
    [
      'keeps a label that only begins like a prefix',
      'autoconfigs.example.org',
      'autoconfigs.example.org',
      false,
    ],
    ['keeps a prefix that is not in front', 'my.autoconfig.example.org', 'my.autoconfig.example.org', false],
    ['is not there for a name of one label', 'localhost', undefined, false],
    ['is not there for an IPv4 address', '192.0.2.1', undefined, false],
    ['is not there for an IPv4 address with a port', '127.0.0.1:8080', undefined, false],
    ['is not there for an IPv6 address', '[2001:db8::1]', undefined, false],
    ['is not there for an IPv6 address with a port', '[::1]:8080', undefined, false],
    ['is not there without a Host', '', undefined, false],
    ['is not there for what no host is called', 'my_host.example.org', undefined, false],
    ['is not there for an empty label', 'example..org', undefined, false],
    ['is not there behind a prefix when the rest is nonsense', 'autoconfig.my_host.example', undefined, true],
  ])('%s', (_, header, mailDomain, prefixed) => {
    expect(parseHost(header)).toMatchObject({ mailDomain, prefixed });
  });
});

describe('the name of a Host', () => {
  test.each<[why: string, header: string, name: string]>([
    ['is in lower case', 'AutoConfig.Example.ORG', 'autoconfig.example.org'],
    ['keeps its prefix', 'autoconfig.example.org', 'autoconfig.example.org'],
    ['has no port', 'example.org:8080', 'example.org'],
    ['has no final dot', 'example.org.', 'example.org'],
    ['has no white space around it', ' example.org\t', 'example.org'],
    ['may have one label', 'localhost:8080', 'localhost'],
    ['keeps the brackets of an IPv6 address', '[2001:DB8::1]', '[2001:db8::1]'],
    ['keeps the brackets and loses the port', '[::1]:8080', '[::1]'],
    ['is empty without a Host', '', ''],
  ])('%s', (_, header, name) => {
    expect(parseHost(header).name).toBe(name);
  });
});

test('a Host is the same whenever it is asked, however many came between', () => {
  const first = parseHost('autoconfig.example.org');
  const others = Array.from({ length: 1500 }, (_, at) => parseHost(`autoconfig.example${at}.org`).mailDomain);
  expect(new Set(others).size).toBe(1500);
  expect(parseHost('autoconfig.example.org')).toEqual(first);
});
