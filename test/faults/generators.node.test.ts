/** What `npm run faults -- hostile` sends: the same for the same numbers, and all that it says that it sends. */

import { describe, expect, test } from 'vitest';
import { http1Cases, http2Cases, stallsFrom } from '../../bench/faults/hostile/generators/cases.ts';
import { isJsonLine, logFlaws } from '../../bench/faults/hostile/judges/log.ts';

const of = {
  seed: 1,
  way: 'test',
  roughOneIn: 10,
  avoid: new Set<string>(),
  known: { tokens: ['ABCDEFGH'] },
};
const count = 4000;
const all = Array.from({ length: count }, (_, number) => http1Cases(of)(number));
const sent = all.map(({ message }) => message.bytes.toString('latin1'));

test('a number gives the same bytes again, another seed others', () => {
  const again = http1Cases(of)(count - 1);
  const other = http1Cases({ ...of, seed: 2 })(count - 1);
  expect(again.message.bytes.toString('latin1')).toBe(sent.at(-1));
  expect(other.message.bytes.toString('latin1')).not.toBe(sent.at(-1));
});

describe('there are among them', () => {
  test.each<[string, RegExp]>([
    ['control characters, encoded in a path', /^GET \/[^? ]*%(?:00|0d|0a|1b|7f)/im],
    [
      'text beyond ASCII, encoded in a path',
      /^GET \/autodiscover\/autodiscover\.json\/v1\.0\/[^? ]*%[c-f]/im,
    ],
    ['paths of mixed letters', /^GET \/AUTODISC|^GET \/[a-z]+[A-Z]/m],
    ['absolute forms', /^[A-Z]+ https?:\/\//m],
    ['other methods', /^(?:PROPFIND|M-SEARCH|TRACE|get) /m],
    ['plain http by a proxy', /^x-forwarded-proto: http\r/im],
    ['chunks', /\r\ntransfer-encoding: chunked\r/i],
    ['expectations', /\r\nexpect: 100-continue\r/i],
    ['two lengths', /content-length: \d+\r\ncontent-length: \d+/i],
    ['lengths and chunks', /content-length: \d+\r\n(?:.*\r\n)?transfer-encoding: /i],
    ['requests behind requests', /\r\n\r\nGET \/healthz HTTP/],
    ['small elements', /(?:x<a\/>){50}|(?:<a><\/a>){50}/],
    ['nesting', /(?:<a>){50}/],
    ['entities', /<!ENTITY/],
    ['SOAP', /GetUserSettingsRequestMessage/],
    ['forms', /\r\n\r\nemailaddress=/],
    ['JSON', /\r\n\r\n\{"Email"/],
    ['sealed links', /^GET \/l\/ABCDEFGH/im],
    ['profiles of many addresses', /mobileconfig\?(?:emailaddress=[^&]*&){9}/i],
    ['what a client holds already', /^if-none-match: \*/im],
    ['languages', /^accept-language: \S*fr/im],
    ['origins', /^origin: null/im],
    ['surrogates', /\xed[\xa0-\xbf][\x80-\xbf]/],
    ['international names', /^host: [^\r]*xn--/im],
    ['clients as they are, changed', /Thunderbird|Outlook/],
  ])('%s', (_, pattern) => {
    expect(sent.some((bytes) => pattern.test(bytes))).toBe(true);
  });

  test('mostly requests that must be answered', () => {
    const whole = all.filter(({ message }) => message.expectation === 'answered');
    expect(whole.length).toBeGreaterThan(count / 3);
  });

  test('by HTTP/2, streams that break no rule, and such as do', () => {
    const kinds = new Set(
      Array.from({ length: 2000 }, (_, number) => http2Cases(of)(number).message.expectation),
    );
    expect([...kinds].toSorted()).toEqual(['answered', 'may-drop', 'may-reset']);
  });

  test('requests that stall, from a number on', () => {
    expect(http1Cases(of)(stallsFrom).message.expectation).toBe('stalls');
    expect(http2Cases(of)(stallsFrom).message.expectation).toBe('stalls');
  });
});

describe('a line of the log', () => {
  const line = '{"level":"info","id":"4d77a7c61051-1","dialect":"autoconfig","status":200,"msg":"answered"}';

  test('that tells nothing is right', () => {
    expect(logFlaws(`${line}\n`, isJsonLine)).toEqual([]);
  });

  test.each([
    ['a mark', line.replace('4d77a7c61051-1', 'ZQ912Q')],
    ['an address', line.replace('4d77a7c61051-1', 'jo@mail.test')],
    ['a domain', line.replace('4d77a7c61051-1', 'example.org')],
    ['a bug', line.replace('"msg"', '"bug":"TypeError at a","msg"')],
    ['other words', 'Warning: something happened'],
  ])('that tells %s is a flaw', (_, wrong) => {
    expect(logFlaws(wrong, isJsonLine)).toHaveLength(1);
  });

  test('a request id of the server is no mark, and one that is not of its form is', () => {
    const line = (id: string): string => `{"level":"info","id":"${id}","msg":"answered"}\n`;
    expect(logFlaws(line('349287ca7c2c-zq9'), isJsonLine)).toEqual([]);
    expect(logFlaws(line('zq9123q'), isJsonLine)).toHaveLength(1);
  });
});
