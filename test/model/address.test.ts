/** Mail domains and addresses: which text is one, in which spelling it is kept, and what is wrong with the others. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAddress, parseDomain } from '../../src/model/address.ts';
import type { AddressFlaw } from '../../src/model/refusal.ts';

const repeated = (length: number): string => 'a'.repeat(length);

describe('a domain', () => {
  test.each<[why: string, text: string, domain: string]>([
    ['stays as it is in lower case', 'example.org', 'example.org'],
    ['has no letter case', 'Example.ORG', 'example.org'],
    ['loses its final dot', 'example.org.', 'example.org'],
    ['may have one label', 'localhost', 'localhost'],
    ['may have digits anywhere but in a last label of nothing else', '1.2.3a', '1.2.3a'],
    ['may have a hyphen inside a label', 'my-mail.example', 'my-mail.example'],
    ['may have two hyphens, even third and fourth', 'r3--sn.example', 'r3--sn.example'],
    ['may have a label of 63 octets', `${repeated(63)}.example`, `${repeated(63)}.example`],
  ])('%s', (_, text, domain) => {
    expect(parseDomain(text)).toEqual({ ok: true, value: domain });
  });

  test.each<[why: string, text: string]>([
    ['is empty', ''],
    ['is nothing but its final dot', '.'],
    ['has an empty label', 'example..org'],
    ['begins with an empty label', '.example.org'],
    ['ends in two dots', 'example.org..'],
    ['has a label that begins with a hyphen', '-mail.example'],
    ['has a label that ends in a hyphen', 'mail-.example'],
    ['has an underscore', '_dmarc.example.org'],
    ['has a label of 64 octets', `${repeated(64)}.example`],
    ['is an IPv4 address', '192.0.2.1'],
    ['ends in a label of digits, as IPv4 addresses do', 'example.1'],
    ['is an IPv6 address', '2001:db8::1'],
    ['is a domain literal', '[192.0.2.1]'],
    ['has a port', 'example.org:25'],
    ['has a percent sign', 'ex%41mple.org'],
    ['has a slash', 'example.org/path'],
    ['begins with a space', ' example.org'],
    ['ends in a space', 'example.org '],
    ['has a line feed inside', 'exam\nple.org'],
    ['has a NUL', 'example.org\0'],
    ['has a DEL', 'exam\x7fple.org'],
  ])('is none that %s', (_, text) => {
    expect(parseDomain(text)).toEqual({ ok: false, refusal: { reason: 'domain-malformed' } });
  });

  const longest = [repeated(63), repeated(63), repeated(63), repeated(61)].join('.');

  test.each<[why: string, text: string, served: boolean]>([
    ['253 octets are the most', longest, true],
    ['the final dot does not count', `${longest}.`, true],
    ['254 octets are too many', `${longest}a`, false],
    ['254 octets and a final dot are too many', `${longest}a.`, false],
    ['a text without end is not even looked at', 'a.'.repeat(500_000), false],
  ])('of the whole name, %s', (_, text, served) => {
    expect(parseDomain(text).ok).toBe(served);
  });
});

describe('an internationalised domain (UTS #46, non-transitional, by the platform)', () => {
  test.each<[why: string, text: string, domain: string]>([
    ['a U-label becomes an A-label', 'bücher.example', 'xn--bcher-kva.example'],
    ['capitals are the same name', 'BÜCHER.Example', 'xn--bcher-kva.example'],
    ['composed and decomposed letters are the same name', 'bu\u0308cher.example', 'xn--bcher-kva.example'],
    ['an A-label stays', 'xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['an A-label in capitals is the same name', 'XN--BCHER-KVA.EXAMPLE', 'xn--bcher-kva.example'],
    ['ß is not ss (IDNA 2008)', 'straße.example', 'xn--strae-oqa.example'],
    ['a final sigma stays one', 'βόλος.example', 'xn--nxasmm1c.example'],
    ['a capital sigma is the other one', 'ΒΌΛΟΣ.example', 'xn--nxasmq6b.example'],
    ['an ideographic full stop is a dot', '例え。テスト', 'xn--r8jz45g.xn--zckzah'],
    ['full-width letters and dots are ASCII', 'ｅｘａｍｐｌｅ．ｏｒｇ', 'example.org'],
    ['a soft hyphen is nothing', 'exam\u00adple.org', 'example.org'],
    ['the Kelvin sign is a k', '\u212aelvin.example', 'kelvin.example'],
    ['a final dot is lost here, too', 'bücher.example.', 'xn--bcher-kva.example'],
    ['letters that run from right to left are letters', 'مثال.إختبار', 'xn--mgbh0fb.xn--kgbechtv'],
    ['they stay so as A-labels', 'xn--mgbh0fb.xn--kgbechtv', 'xn--mgbh0fb.xn--kgbechtv'],
    ['a number in front is no IPv4 address', '1.2.bücher.example', '1.2.xn--bcher-kva.example'],
    ['a symbol that old registrations have is let through', '💩.example', 'xn--ls8h.example'],
    ['a label may fill its 63 octets', `${'ü'.repeat(57)}.example`, `xn--td${repeated(57)}.example`],
  ])('%s', (_, text, domain) => {
    expect(parseDomain(text)).toEqual({ ok: true, value: domain });
  });

  test.each<[why: string, text: string]>([
    ['a prefix of A-labels with nothing after it', 'xn--.example'],
    ['an A-label of ASCII alone, which is none', 'xn--example-.org'],
    ['Punycode that means no character, beside a U-label', 'bücher.xn--a.example'],
    ['a label over 63 octets as A-label', `${'ü'.repeat(58)}.example`],
    ['a name over 253 octets as A-labels, under it as U-labels', `${'ü.'.repeat(32)}example`],
    ['a label that is empty once the soft hyphen is gone', '\u00ad.example'],
    ['an underscore beside a U-label', 'bü_cher.example'],
    ['a percent sign, which a URL would decode', 'bü%63her.example'],
    ['a port, which a URL would cut off', 'bücher.example:25'],
    ['a path, which a URL would cut off', 'bücher.example/x'],
    ['a tab, which a URL would drop', 'bü\tcher.example'],
    ['a full-width slash', 'bücher.example／x'],
    ['a full-width at sign', 'x＠bücher.example'],
    ['a full-width percent sign', 'bü％63cher.example'],
    ['a character that unfolds to a slash', '℀.example'],
    ['an IPv4 address in full-width digits', '１９２.０.２.１'],
    ['a zero-width joiner where no script wants one', 'a\u200db.example'],
    ['a control of writing direction', 'bü\u202echer.example'],
    ['a lone surrogate', 'b\ud800cher.example'],
    ['a noncharacter', 'b\ufdd0cher.example'],
  ])('%s is refused', (_, text) => {
    expect(parseDomain(text)).toEqual({ ok: false, refusal: { reason: 'domain-malformed' } });
  });

  // The URL parsers of Node and workerd look into A-labels only where something else in the name is not ASCII.
  test.each<[why: string, text: string]>([
    ['Punycode that means no character', 'xn--a.example'],
    ['Punycode that means a zero-width joiner alone', 'xn--1ug.example'],
    ['Punycode that means a decomposed letter', 'xn--u-ccb.example'],
  ])('%s is refused in a name of ASCII', (_, text) => {
    expect(parseDomain(text).ok).toBe(false);
  });

  // toLowerCase makes a final sigma of it, which UTS #46 then keeps.
  test('a capital sigma at the end of a word is the same one as elsewhere', () => {
    expect(parseDomain('ΒΌΛΟΣ-1.example')).toEqual(parseDomain('βόλοσ-1.example'));
  });

  test('an ideographic full stop at the end is a final dot', () => {
    expect(parseDomain('例え.テスト。')).toEqual({ ok: true, value: 'xn--r8jz45g.xn--zckzah' });
  });
});

describe('an address', () => {
  test.each<[why: string, text: string, localPart: string, domain: string]>([
    ['is a local part, an @ and a domain', 'jo@example.org', 'jo', 'example.org'],
    ['keeps the case of its local part, and of that alone', 'Jo.Doe@Example.ORG', 'Jo.Doe', 'example.org'],
    ['keeps its plus', 'jo+news@example.org', 'jo+news', 'example.org'],
    ['may hold every atext of RFC 5322', "!#$%&'*+-/=?^_`{|}~@x.org", "!#$%&'*+-/=?^_`{|}~", 'x.org'],
    ['may hold a percent sign with hexadecimal digits', 'a%41@example.org', 'a%41', 'example.org'],
    ['may look like a placeholder', '%EMAILADDRESS%@example.org', '%EMAILADDRESS%', 'example.org'],
    ['has its domain in A-labels', 'jo@bücher.example', 'jo', 'xn--bcher-kva.example'],
    ['loses the final dot of its domain', 'jo@example.org.', 'jo', 'example.org'],
    ['may be at a domain of one label', 'root@localhost', 'root', 'localhost'],
    ['may have a local part beyond ASCII (RFC 6531)', '用户@例え.テスト', '用户', 'xn--r8jz45g.xn--zckzah'],
    ['is not normalised in its local part', 'u\u0308@example.org', 'u\u0308', 'example.org'],
    ['may hold a character beyond the first plane', '👩‍🚀@example.org', '👩‍🚀', 'example.org'],
    ['may be quoted', '"jo doe"@example.org', '"jo doe"', 'example.org'],
    ['may be quoted and hold an @', '"jo@home"@example.org', '"jo@home"', 'example.org'],
    [
      'may be quoted and hold an escaped quotation mark',
      '"jo\\"doe"@example.org',
      '"jo\\"doe"',
      'example.org',
    ],
    ['may be quoted and hold an escaped backslash', '"jo\\\\"@example.org', '"jo\\\\"', 'example.org'],
    ['may be quoted and hold dots anywhere', '".jo..doe."@example.org', '".jo..doe."', 'example.org'],
    ['may be quoted and hold what XML escapes', '"<&\'>"@example.org', '"<&\'>"', 'example.org'],
    ['may be quoted and beyond ASCII', '"żółw żółty"@example.org', '"żółw żółty"', 'example.org'],
    ['may be quoted and empty', '""@example.org', '""', 'example.org'],
    ['may stand in white space', ' \t\r\njo@example.org\r\n ', 'jo', 'example.org'],
    ['may stand after a byte order mark', '\ufeffjo@example.org', 'jo', 'example.org'],
  ])('%s', (_, text, localPart, domain) => {
    expect(parseAddress(text)).toEqual({
      ok: true,
      value: { text: `${localPart}@${domain}`, localPart, domain },
    });
  });

  test.each<[why: string, text: string]>([
    ['nothing', ''],
    ['white space', ' \t\r\n'],
  ])('is missing where there is %s', (_, text) => {
    expect(parseAddress(text)).toEqual({ ok: false, refusal: { reason: 'address-missing' } });
  });

  test.each<[flaw: AddressFlaw, why: string, text: string]>([
    ['no-at-sign', 'a local part alone', 'jo'],
    ['no-at-sign', 'a domain alone', 'example.org'],
    ['no-at-sign', 'an @ that is full-width', 'jo＠example.org'],
    ['local-part', 'nothing before the @', '@example.org'],
    ['local-part', 'nothing but the @', '@'],
    ['local-part', 'two @, for the last one divides', 'jo@doe@example.org'],
    ['local-part', 'a leading dot', '.jo@example.org'],
    ['local-part', 'a trailing dot', 'jo.@example.org'],
    ['local-part', 'two dots side by side', 'jo..doe@example.org'],
    ['local-part', 'a space', 'jo doe@example.org'],
    ['local-part', 'a space before the @', 'jo @example.org'],
    ['local-part', 'a tab', 'jo\tdoe@example.org'],
    ['local-part', 'a line feed', 'jo\ndoe@example.org'],
    ['local-part', 'a carriage return and line feed', 'jo\r\nRCPT TO:<x@example.org'],
    ['local-part', 'a NUL', 'jo\0@example.org'],
    ['local-part', 'a C1 control', 'jo\x85@example.org'],
    ['local-part', 'a line separator', 'jo\u2028doe@example.org'],
    ['local-part', 'a display name before angle brackets', 'Jo Doe <jo@example.org>'],
    ['local-part', 'angle brackets', '<jo@example.org'],
    ['local-part', 'a URI', 'mailto:jo@example.org'],
    ['local-part', 'a comment', 'jo(home)@example.org'],
    ['local-part', 'a backslash outside quotes', 'jo\\doe@example.org'],
    ['local-part', 'a quotation mark that is not closed', '"jo@example.org'],
    ['local-part', 'a quotation mark that is closed by an escaped one only', '"jo\\"@example.org'],
    ['local-part', 'a quotation mark inside quotes', '"jo"doe"@example.org'],
    ['local-part', 'a quoted and an unquoted half', '"jo".doe@example.org'],
    ['local-part', 'a tab inside quotes', '"jo\tdoe"@example.org'],
    ['local-part', 'a line break inside quotes', '"jo\r\n doe"@example.org'],
    ['local-part', 'an escaped NUL inside quotes', '"jo\\\0"@example.org'],
    ['local-part', 'a lone high surrogate', 'jo\ud800@example.org'],
    ['local-part', 'a lone low surrogate', '\udc00jo@example.org'],
    ['local-part', 'surrogates in the wrong order', '\udc00\ud800@example.org'],
    ['local-part', 'a character for private use beyond the first plane', '\u{f0000}@example.org'],
    ['domain', 'nothing after the @', 'jo@'],
    ['domain', 'a domain literal', 'jo@[192.0.2.1]'],
    ['domain', 'an IPv6 domain literal', 'jo@[IPv6:2001:db8::1]'],
    ['domain', 'an IPv4 address', 'jo@192.0.2.1'],
    ['domain', 'a space after the @', 'jo@ example.org'],
    ['domain', 'a NUL at the end', 'jo@example.org\0'],
    ['domain', 'a line feed in the domain', 'jo@example\n.org'],
    ['domain', 'a closing angle bracket', 'jo@example.org>'],
    ['domain', 'an underscore in the domain', 'jo@my_mail.example'],
    ['domain', 'two addresses', 'jo@example.org,doe'],
    ['domain', 'a path after the domain', 'jo@example.org/home'],
    ['too-long', 'a local part of 65 octets', `${repeated(65)}@example.org`],
    ['too-long', 'a local part of 33 characters and 66 octets', `${'ü'.repeat(33)}@example.org`],
    ['too-long', 'a text without end', `jo@${repeated(1_000_000)}`],
  ])('%s: %s', (flaw, _, text) => {
    expect(parseAddress(text)).toEqual({ ok: false, refusal: { reason: 'address-malformed', flaw } });
  });

  /** 189 octets: with a local part of 64 and the @ they make 254. */
  const rest = [repeated(63), repeated(63), repeated(61)].join('.');

  test.each<[why: string, text: string]>([
    ['64 octets before the @', `${repeated(64)}@example.org`],
    ['32 characters of two octets before the @', `${'ü'.repeat(32)}@example.org`],
    ['254 octets', `${repeated(64)}@${rest}`],
    ['222 characters that are 254 octets', `${'ü'.repeat(32)}@${rest}`],
    ['254 octets and white space around', `  ${repeated(64)}@${rest}\n`],
  ])('may have %s', (_, text) => {
    expect(parseAddress(text).ok).toBe(true);
  });

  test.each<[why: string, text: string]>([
    ['255 octets', `${repeated(64)}@${rest}a`],
    ['223 characters that are 255 octets', `${'ü'.repeat(32)}@${rest}a`],
  ])('is too long with %s', (_, text) => {
    expect(parseAddress(text)).toEqual({
      ok: false,
      refusal: { reason: 'address-malformed', flaw: 'too-long' },
    });
  });

  // RFC 5321 §4.5.3.1.3 bounds what is sent over SMTP, and that is the form with A-labels.
  test('is too long with 162 octets whose A-labels make it 312', () => {
    const address = parseAddress(`${repeated(64)}@${'ü.'.repeat(30)}example`);
    expect(address.ok ? address.value.text.length : 0).toBeLessThanOrEqual(254);
  });

  test('holds no noncharacter', () => {
    const planes = Array.from({ length: 17 }, (_, plane) => plane * 0x10000);
    const noncharacters = [
      ...Array.from({ length: 32 }, (_, at) => 0xfdd0 + at),
      ...planes.flatMap((plane) => [plane + 0xfffe, plane + 0xffff]),
    ];
    const held = noncharacters.filter((point) => parseAddress(`${String.fromCodePoint(point)}@x.org`).ok);
    expect(noncharacters).toHaveLength(66);
    expect(held).toEqual([]);
  });

  const embeddings = [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069];
  const marks = [0x061c, 0x200e, 0x200f];
  const held = (points: readonly number[]): readonly string[] =>
    points
      .filter((point) => parseAddress(`jo${String.fromCodePoint(point)}doe@example.org`).ok)
      .map((point) => point.toString(16));

  test('holds no embedding, override or isolate of writing direction', () => {
    expect(held(embeddings)).toEqual([]);
  });

  // They are Bidi_Control as well (UAX #9 §2), as invisible as the others.
  test('holds no mark of writing direction', () => {
    expect(held(marks)).toEqual([]);
  });
});

describe('what was parsed', () => {
  const piece = fc.constantFrom(
    ...[
      'a',
      'B',
      '1',
      '-',
      '.',
      '@',
      '"',
      '\\',
      ' ',
      '+',
      '%',
      '_',
      '&',
      '<',
      'ü',
      'ß',
      'Σ',
      '。',
      'ａ',
      '例',
    ],
    ...[
      'xn--',
      'xn--bcher-kva',
      'example',
      '\u00ad',
      '\u200d',
      '\u0308',
      '💩',
      '\ud800',
      '\0',
      '\n',
      '\u00a0',
    ],
  );
  const text = fc.string({ unit: piece, maxLength: 20 });

  test('is the same when it is parsed again', () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        const domain = parseDomain(right);
        if (domain.ok) expect(parseDomain(domain.value)).toEqual(domain);
        const address = parseAddress(`${left}@${right}`);
        if (address.ok) expect(parseAddress(address.value.text)).toEqual(address);
      }),
      { numRuns: 2000 },
    );
  });

  test('is a domain of lower-case letters, digits, hyphens and dots', () => {
    fc.assert(
      fc.property(text, (typed) => {
        const domain = parseDomain(typed);
        if (domain.ok) expect(domain.value).toMatch(/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/);
      }),
      { numRuns: 2000 },
    );
  });

  test('is an address that any XML document can carry', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 8 }), (typed) => {
        const address = parseAddress(`${typed}@example.org`);
        if (address.ok) expect(address.value.text).not.toMatch(/[\p{Cc}\p{Cs}\ufffe\uffff]/u);
      }),
      { numRuns: 2000 },
    );
  });
});

/** RFC 5321 §4.5.3.1.1 counts octets; a character outside ASCII has two, three or four of them in UTF-8. */
describe('a local part in octets', () => {
  test.each<[character: string, octets: number]>([
    ['j', 1],
    ['ü', 2],
    ['字', 3],
    ['😀', 4],
  ])('of %s, which has %i, ends at 64', (character, octets) => {
    expect(new TextEncoder().encode(character)).toHaveLength(octets);
    const most = character.repeat(Math.floor(64 / octets));
    expect(parseAddress(`${most}@example.org`).ok).toBe(true);
    expect(parseAddress(`${most}${character}@example.org`)).toEqual({
      ok: false,
      refusal: { reason: 'address-malformed', flaw: 'too-long' },
    });
  });

  test('is 90 with 30 characters of three octets, which is too long', () => {
    expect(parseAddress(`${'字'.repeat(30)}@example.org`)).toEqual({
      ok: false,
      refusal: { reason: 'address-malformed', flaw: 'too-long' },
    });
  });

  test('is 64 with one ASCII character and 21 of three octets', () => {
    expect(parseAddress(`j${'字'.repeat(21)}@example.org`).ok).toBe(true);
    expect(parseAddress(`jo${'字'.repeat(21)}@example.org`).ok).toBe(false);
  });
});
