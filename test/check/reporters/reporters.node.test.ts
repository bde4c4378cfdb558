/** Reports in every format, also with hostile text in them. */

import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../../src/check/report.ts';
import { htmlReport } from '../../../src/check/reporters/html.ts';
import { junitReport } from '../../../src/check/reporters/junit.ts';
import { clientLines, matrixHead, matrixLine, summaryLines } from '../../../src/check/reporters/terminal.ts';

const hostile = '<b>&"\'\u001B[31m]]>\u0000\ud800';

const report = (text: string): Report => ({
  subject: 'jo@example.org',
  domain: 'example.org',
  address: 'jo@example.org',
  milliseconds: 1234,
  clients: [
    {
      client: { id: 'one', name: 'One' },
      verdict: 'works',
      why: 'Finds imap.example.net:993, smtp.example.net:465.',
      steps: [
        {
          kind: 'http',
          what: 'GET https://autoconfig.example.org/',
          outcome: 'taken',
          said: text,
          milliseconds: 12,
        },
      ],
      found: { by: 'autoconfig', where: 'https://autoconfig.example.org/' },
      settings: {
        incoming: { protocol: 'imap', host: 'imap.example.net', port: 993, security: 'tls', username: text },
        outgoing: { host: 'smtp.example.net', port: 465, security: 'tls', username: text },
      },
      advice: [],
      milliseconds: 12,
    },
    {
      client: { id: 'two', name: 'Two' },
      verdict: 'fails',
      why: text,
      steps: [],
      advice: [
        { text: 'Point it.', records: ['autoconfig.example.org. 3600 IN CNAME facteur.example.net.'] },
      ],
      milliseconds: 0,
    },
    {
      client: { id: 'three', name: 'Three' },
      verdict: 'degraded',
      why: text,
      steps: [],
      advice: [{ text: 'Point it.' }],
      milliseconds: 0,
    },
    {
      client: { id: 'four', name: 'Four' },
      verdict: 'asks-nobody',
      why: text,
      steps: [],
      advice: [],
      milliseconds: 0,
    },
  ],
  truth: [
    { about: 'MX example.org', severity: 'ok', what: 'is there' },
    {
      about: 'A mail.example.org',
      severity: 'wrong',
      what: text,
      advice: 'Take it away.',
      records: ['; nothing'],
    },
  ],
});

const plain = { paint: (text: string) => text, withSteps: true };

describe('JUnit', () => {
  const attributes = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });

  test.each(['plain', hostile])('is well-formed with %j in it', (text) => {
    expect(XMLValidator.validate(junitReport([report(text), report(text)]))).toBe(true);
  });

  test('counts failures and skipped cases', () => {
    const { testsuites } = attributes.parse(junitReport([report('why')]));
    expect(testsuites).toMatchObject({ tests: '6', failures: '3' });
    expect(testsuites.testsuite).toMatchObject({
      name: 'jo@example.org',
      tests: '6',
      failures: '3',
      skipped: '1',
      time: '1.234',
    });
    const [one, two, three, four, , wrong] = testsuites.testsuite.testcase;
    expect(one).toMatchObject({ classname: 'example.org.clients', name: 'One', time: '0.012' });
    expect(one.failure).toBeUndefined();
    expect(two.failure).toMatchObject({
      type: 'fails',
      message: 'why',
      '#text': 'Point it.\nautoconfig.example.org. 3600 IN CNAME facteur.example.net.',
    });
    expect(three.failure).toMatchObject({ type: 'degraded' });
    expect(four.skipped).toMatchObject({ message: 'why' });
    expect(wrong.failure).toMatchObject({ type: 'wrong', '#text': 'Take it away.\n; nothing' });
  });
});

describe('HTML', () => {
  test('is one page without external resources, in light and dark mode', () => {
    const page = htmlReport([report('why')], '2026-11-24');
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain('prefers-color-scheme: dark');
    expect(page.match(/(?:src|href)="(?!#|data:,")[^"]*"|url\(|@import|<script/g)).toBeNull();
  });

  test('escapes text from servers', () => {
    const page = htmlReport([report(hostile)], '2026-11-24');
    expect(page).not.toContain('<b>&');
    expect(page).toContain('&lt;b&gt;&amp;');
  });

  test('shows a table for several domains, and each piece of advice once', () => {
    const page = htmlReport([report('why'), { ...report('why'), subject: 'example.net' }], '2026-11-24');
    expect(page).toContain('<table class="matrix">');
    expect(page).toContain('href="#example.net"');
    expect(htmlReport([report('why')], '').match(/Point it\./g)).toHaveLength(1);
    expect(htmlReport([report('why')], '')).toContain('For Two, Three');
  });
});

describe('a terminal', () => {
  test('shows a client in a few lines', () => {
    const [first] = report('12 ms').clients;
    expect(first && clientLines(first, plain)).toBe(
      [
        '✓ One                          works         12 ms',
        '    Finds imap.example.net:993, smtp.example.net:465.',
        '    From https://autoconfig.example.org/',
        '    ✓ GET https://autoconfig.example.org/  12 ms  12 ms',
        '',
      ].join('\n'),
    );
  });

  test('shows findings, advice and counts at the end', () => {
    expect(summaryLines(report('why'), plain)).toBe(`
Records, certificates and servers

✓ MX example.org: is there
✗ A mail.example.org: why

What to change

Point it.
    autoconfig.example.org. 3600 IN CNAME facteur.example.net.
  For Two, Three

Take it away.
    ; nothing
  For A mail.example.org

1 works, 1 degraded, 1 fails, 1 asks nobody; 1.2 s
`);
  });

  test('shows a matrix for many domains', () => {
    const head = matrixHead(['One', 'Two', 'Three', 'Four']).split('\n');
    const line = matrixLine(report('why'), plain);
    expect(head.slice(0, 4)).toEqual(['  1  One', '  2  Two', '  3  Three', '  4  Four']);
    expect(line).toBe(`${'jo@example.org'.padEnd(36)}  ✓  ✗  ~  –  and 1 findings\n`);
    expect(head[5]?.indexOf('1')).toBe(line.indexOf('✓'));
  });
});
