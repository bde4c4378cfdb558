/**
 * What holds for any request whatever: an address comes back exactly as it went in, nothing else does, and nothing
 * makes the server fail. Independent readers judge the answers.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Element, elements, parse, text } from '../src/check/parsers/dom.ts';
import { parsePlist } from '../src/check/parsers/plist.ts';
import { appOf, bodyOf, outlookSchema, post, poxRequest, send, type WorldName } from './support/world.ts';

const pox = 'https://autodiscover.example.org/autodiscover/autodiscover.xml';
const profile = 'https://autoconfig.example.org/profile.mobileconfig';
const autoconfig = 'https://autoconfig.example.org/mail/config-v1.1.xml';

// What people may have for an address (RFC 5321, RFC 6531), and how requests carry it.

const octets = (characters: string): number => new TextEncoder().encode(characters).length;
const points = (min: number, max: number) =>
  fc.integer({ min, max }).map((point) => String.fromCodePoint(point));

const atext = fc.constantFrom(..."abcXYZ019!#$%&'*+-/=?^_`{|}~");
/** Letters of many scripts, marks, symbols and what lies beyond the first plane, U+FFFD and spaces left out. */
const beyondAscii = fc
  .oneof(points(0xa1, 0x167f), points(0x2070, 0x2bff), points(0x3041, 0xd7ff), points(0x10000, 0x1fbff))
  .filter((one) => !/[\p{Zs}\p{Bidi_Control}\p{Noncharacter_Code_Point}]/u.test(one));
const atom = fc.string({
  unit: fc.oneof({ arbitrary: atext, weight: 3 }, beyondAscii),
  minLength: 1,
  maxLength: 8,
});
const asciiAtom = fc.string({ unit: atext, minLength: 1, maxLength: 12 });
const quoted = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(..." !#$%&'()*+,-./09:;<=>?@AZ[]^_`az{|}~"),
      fc.constantFrom('\\"', '\\\\', '\\ ', '\\a', '\\<'),
      beyondAscii,
    ),
    maxLength: 12,
  })
  .map((content) => `"${content}"`);
const localPart = fc
  .oneof(
    fc.array(asciiAtom, { minLength: 1, maxLength: 3 }).map((atoms) => atoms.join('.')),
    fc.array(atom, { minLength: 1, maxLength: 3 }).map((atoms) => atoms.join('.')),
    quoted,
  )
  .filter((part) => octets(part) <= 64);

const asciiDomain = fc
  .string({ unit: fc.constantFrom(...'abcXYZ019'), minLength: 1, maxLength: 10 })
  .map((label) => ({
    typed: `${label}.Example`,
    aLabels: `${label.toLowerCase()}.example`,
  }));
const idnDomain = fc.constantFrom(
  { typed: 'bücher.example', aLabels: 'xn--bcher-kva.example' },
  { typed: 'BÜCHER.Example', aLabels: 'xn--bcher-kva.example' },
  { typed: 'straße.example', aLabels: 'xn--strae-oqa.example' },
  { typed: 'xn--bcher-kva.example', aLabels: 'xn--bcher-kva.example' },
  { typed: '例え。テスト', aLabels: 'xn--r8jz45g.xn--zckzah' },
  { typed: 'ｅｘａｍｐｌｅ．ｏｒｇ', aLabels: 'example.org' },
);
const address = fc
  .tuple(localPart, fc.oneof(asciiDomain, idnDomain))
  .map(([part, { typed, aLabels }]) => ({ sent: `${part}@${typed}`, kept: `${part}@${aLabels}` }));

const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** The ways in which XML can say a text. */
const spellings: readonly ((characters: string) => string)[] = [
  (characters) => characters.replace(/[&<>]/g, (one) => references[one] ?? one),
  (characters) => [...characters].map((one) => `&#${one.codePointAt(0)};`).join(''),
  (characters) => [...characters].map((one) => `&#x${one.codePointAt(0)?.toString(16)};`).join(''),
  (characters) => `<![CDATA[${characters.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`,
  (characters) => `\n  ${characters.replace(/[&<>]/g, (one) => references[one] ?? one)}\t`,
];
const spelling = fc.constantFrom(...spellings);

/** The texts of all elements of that name, in the order of the document. */
function textsOf(root: Element, name: string): string[] {
  const own = root.localName === name ? [text(root)] : [];
  return [...own, ...elements(root).flatMap((element) => textsOf(element, name))];
}

describe('a reader finds the very address that was sent, its domain in A-labels', () => {
  test('in an Autodiscover answer, wherever it stands there', async () => {
    await fc.assert(
      fc.asyncProperty(address, spelling, async ({ sent, kept }, spelled) => {
        const root = parse(await bodyOf(await post('ovh', pox, poxRequest(spelled(sent)))));
        expect(textsOf(root, 'LoginName')).toEqual([kept, kept, kept]);
        expect(textsOf(root, 'DisplayName')).toEqual([kept]);
        expect(textsOf(root, 'AutoDiscoverSMTPAddress')).toEqual([kept]);
      }),
    );
  });

  test('in a profile, wherever it stands there', async () => {
    await fc.assert(
      fc.asyncProperty(address, async ({ sent, kept }) => {
        const answer = await send('ovh', `${profile}?emailaddress=${encodeURIComponent(sent)}`);
        expect(parsePlist(await bodyOf(answer))).toMatchObject({
          PayloadContent: [
            {
              EmailAddress: kept,
              EmailAccountDescription: kept,
              IncomingMailServerUsername: kept,
              OutgoingMailServerUsername: kept,
            },
          ],
        });
      }),
    );
  });

  test('in a profile, when nothing is percent-encoded that need not be', async () => {
    await fc.assert(
      fc.asyncProperty(address, async ({ sent, kept }) => {
        const raw = sent.replace(/[%&#]/g, encodeURIComponent);
        const answer = await send('ovh', `${profile}?emailaddress=${raw}`);
        expect(parsePlist(await bodyOf(answer))).toMatchObject({ PayloadContent: [{ EmailAddress: kept }] });
      }),
    );
  });
});

test('a reader finds any printable name in a profile, but for a plus, which forms send for a space', async () => {
  const printable = fc
    .string({ unit: fc.oneof(points(0x20, 0x7e), beyondAscii), minLength: 1, maxLength: 50 })
    .map((name) => name.replaceAll('+', '').trim())
    .filter((name) => name !== '');
  await fc.assert(
    fc.asyncProperty(printable, async (name) => {
      const query = `emailaddress=jo@example.org&name=${encodeURIComponent(name)}`;
      const answer = await send('ovh', `${profile}?${query}`);
      expect(parsePlist(await bodyOf(answer))).toMatchObject({
        PayloadContent: [{ EmailAccountName: name }],
      });
    }),
  );
});

test('an autoconfig answer does not depend on who at a domain asks', async () => {
  await fc.assert(
    fc.asyncProperty(localPart, fc.constantFrom<WorldName>('ovh', 'example'), async (part, world) => {
      const anybody = await send(world, `${autoconfig}?emailaddress=EVOLUTIONUSER@example.org`);
      const somebody = await send(
        world,
        `${autoconfig}?emailaddress=${encodeURIComponent(part)}@example.org`,
      );
      expect(somebody.status).toBe(200);
      expect([...somebody.headers]).toEqual([...anybody.headers]);
      expect(await bodyOf(somebody)).toBe(await bodyOf(anybody));
    }),
  );
});

test('an address that is not escaped has the autoconfig answer of its domain', async () => {
  // A client itself cuts the URL at a #.
  const unescaped = localPart.map((part) => part.replaceAll('#', ''));
  await fc.assert(
    fc.asyncProperty(unescaped, async (part) => {
      const answer = await send(
        'example',
        `https://autoconfig.example.net/mail/config-v1.1.xml?emailaddress=${part}@example.org`,
      );
      expect(textsOf(parse(await bodyOf(answer)), 'domain')).toEqual(['example.org', 'example.net']);
    }),
  );
});

test('a composite user name is that of the address, or left to the client', async () => {
  const template = String.raw`EXAMPLE\%EMAILLOCALPART%`;
  const server = { host: 'mail.example.net', security: 'tls', username: template } as const;
  const app = appOf({
    providers: {
      'example.net': {
        name: 'Example',
        incoming: [{ protocol: 'imap', ...server }],
        outgoing: [{ protocol: 'smtp', ...server }],
      },
    },
    domains: { 'example.org': 'example.net' },
  });
  await fc.assert(
    fc.asyncProperty(localPart, async (part) => {
      const url = `${autoconfig}?emailaddress=${encodeURIComponent(part)}@example.org`;
      const answer = await app.fetch(new Request(url, { headers: { host: 'autoconfig.example.org' } }));
      const [first, ...others] = new Set(textsOf(parse(await bodyOf(answer)), 'username'));
      expect(others).toEqual([]);
      expect([template, `EXAMPLE\\${part}`]).toContain(first);
      expect(answer.headers.get('cache-control')).toBe('private, no-store');
      // Plain local parts, which nearly all are, are always filled in.
      if (/^[\w.+-]+$/.test(part)) expect(first).not.toBe(template);
    }),
  );
});

// Bodies that no client sends.

const hostile = [
  ...[
    '<',
    '>',
    '&',
    '"',
    "'",
    ']]>',
    '<!--',
    '-->',
    '<![CDATA[',
    '<?',
    '?>',
    '/>',
    '</',
    '\0',
    '\ufffe',
    '\r',
    '%',
  ],
  ...[
    '<!DOCTYPE x [<!ENTITY e "v">]>',
    '&e;',
    '&#0;',
    '&#xd800;',
    '&#x110000;',
    '&lt;script&gt;',
    '<script>',
  ],
  ...[
    'EMailAddress>',
    '<EMailAddress>',
    '</EMailAddress>',
    '<EMailAddress/>',
    '<EMailAddress x="y">',
    '<Request>',
  ],
  ...[
    '</Request>',
    '<Autodiscover>',
    '</Autodiscover>',
    'AcceptableResponseSchema',
    outlookSchema,
    'address',
  ],
  ...[
    '<__proto__>',
    '</__proto__>',
    '<constructor/>',
    '%EMAILADDRESS%',
    '@',
    'jo@example.org',
    ' ',
    '\n',
    'ü',
    '👩',
  ],
];
const encoder = new TextEncoder();
const good = encoder.encode(poxRequest('jo@example.org'));

const utf16 = (characters: string, littleEndian: boolean): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(2 * characters.length + 2);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xfeff, littleEndian);
  for (let at = 0; at < characters.length; at++) {
    view.setUint16(2 + 2 * at, characters.charCodeAt(at), littleEndian);
  }
  return bytes;
};

const concatenated = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

const bytes = (constraints: fc.IntArrayConstraints) =>
  fc.uint8Array(constraints).map((content) => Uint8Array.from(content));
const piece = fc.oneof(
  { arbitrary: fc.constantFrom(...hostile).map((characters) => encoder.encode(characters)), weight: 4 },
  bytes({ maxLength: 4 }),
);
interface Change {
  /** Where, as a fraction of the whole. */
  readonly at: number;
  /** How many bytes are taken out there. */
  readonly out: number;
  readonly put: Uint8Array;
}
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  out: fc.nat(30),
  put: piece,
});
const changed = (start: Uint8Array<ArrayBuffer>, changes: readonly Change[]) =>
  changes.reduce((before, { at, out, put }) => {
    const from = Math.floor(at * before.length);
    return concatenated(before.subarray(0, from), put, before.subarray(from + out));
  }, start);

const body = fc.oneof(
  bytes({ maxLength: 200 }),
  fc.array(fc.constantFrom(...hostile), { maxLength: 20 }).map((pieces) => encoder.encode(pieces.join(''))),
  fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => changed(good, changes)),
  fc.nat(good.length).map((length) => good.slice(0, length)),
  fc
    .tuple(fc.array(fc.constantFrom(...hostile), { maxLength: 3 }), fc.boolean(), fc.nat(2))
    .map(([pieces, littleEndian, cut]) => {
      const whole = utf16(poxRequest(pieces.join('')), littleEndian);
      return whole.slice(0, whole.length - cut);
    }),
  fc
    .array(fc.constantFrom(...hostile), { maxLength: 4 })
    .map((pieces) => encoder.encode(poxRequest(pieces.join('')))),
);

describe('any body posted to Autodiscover', () => {
  const world = fc.constantFrom<WorldName>('ovh', 'example');

  test('is answered below 500, with text or with an Autodiscover document', async () => {
    await fc.assert(
      fc.asyncProperty(world, body, async (to, sent) => {
        const answer = await post(to, pox, sent);
        expect(answer.status).toBeLessThan(500);
        if (answer.headers.get('content-type') === 'text/plain; charset=utf-8') return;
        expect(answer.status).toBe(200);
        expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8');
        const root = parse(await bodyOf(answer));
        expect(root.nodeName).toBe('Autodiscover');
        expect(root.namespaceURI).toBe(
          'http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006',
        );
        expect(elements(root).map(({ nodeName }) => nodeName)).toEqual(['Response']);
      }),
      { numRuns: 500 },
    );
  });

  test('brings nothing into the answer but the address, and that only as the plainest request would', async () => {
    const errors = await Promise.all([
      post('ovh', pox, 'x').then(bodyOf),
      post('ovh', pox, poxRequest('jo@example.org', 'x')).then(bodyOf),
      post('example', pox, poxRequest('jo@other.example')).then(bodyOf),
    ]);
    expect(new Set(errors).size).toBe(3);
    await fc.assert(
      fc.asyncProperty(world, body, async (to, sent) => {
        const answer = await bodyOf(await post(to, pox, sent));
        if (errors.includes(answer)) return;
        const [found = ''] = textsOf(parse(answer), 'AutoDiscoverSMTPAddress');
        const escaped = found.replace(/[&<>]/g, (one) => references[one] ?? one);
        expect(answer).toBe(await bodyOf(await post(to, pox, poxRequest(escaped))));
      }),
      { numRuns: 500 },
    );
  });
});

describe('an Autodiscover request of a form that was seen before is answered like one of a form that was not', () => {
  const hostilePieces = fc.array(fc.oneof(fc.constantFrom(...hostile), asciiAtom, beyondAscii), {
    maxLength: 6,
  });
  const addressText = fc.oneof(
    hostilePieces.map((pieces) => pieces.join('')),
    fc.tuple(address, spelling).map(([{ sent }, spelled]) => spelled(sent)),
    fc.tuple(asciiAtom, hostilePieces).map(([part, pieces]) => `${part}${pieces.join('')}@example.org`),
  );
  const inFront = (comment: string, request: string) => request.replace('?>', `?>${comment}`);
  /** Longer than any form that is remembered. */
  const long = `<!--${'x'.repeat(3000)}-->`;

  test.each<[how: string, comment: string]>([
    ['too long to be remembered', long],
    ['with the name of the element in a comment', '<!-- EMailAddress> -->'],
    ['with an address in a comment', '<!-- <EMailAddress>doe@example.com</EMailAddress> -->'],
  ])('%s', async (_, comment) => {
    await post('ovh', pox, poxRequest('jo@example.org'));
    await fc.assert(
      fc.asyncProperty(addressText, async (sent) => {
        const [seen, unseen] = [poxRequest(sent), inFront(comment, poxRequest(sent))];
        const answer = await bodyOf(await post('ovh', pox, seen));
        expect(await bodyOf(await post('ovh', pox, unseen))).toBe(answer);
        expect(await bodyOf(await post('ovh', pox, seen))).toBe(answer);
      }),
    );
  });

  test('whichever schema it asks for, in either order', async () => {
    const schema = fc.oneof(
      fc.constantFrom(outlookSchema, '', 'x'),
      hostilePieces.map((pieces) => pieces.join('')),
    );
    await fc.assert(
      fc.asyncProperty(addressText, schema, fc.boolean(), async (sent, asked, addressFirst) => {
        const children = [
          `<EMailAddress>${sent}</EMailAddress>`,
          `<AcceptableResponseSchema>${asked}</AcceptableResponseSchema>`,
        ];
        const inOrder = (addressFirst ? children : children.toReversed()).join('');
        const request = `<?xml version="1.0"?><Autodiscover><Request>${inOrder}</Request></Autodiscover>`;
        const answer = await bodyOf(await post('ovh', pox, request));
        expect(await bodyOf(await post('ovh', pox, inFront(long, request)))).toBe(answer);
      }),
    );
  });

  // A form is read with stand-ins for the address; a document may hold such a word where the address really is.
  test.each([['address'], ['stand-in'], ['another']])('though its address is "%s"', async (word) => {
    for (const decoy of [
      '</EMailAddress>jo@example.org',
      '</EMailAddress><EMailAddress>jo@example.org</EMailAddress>',
    ]) {
      const request = `<Autodiscover><Request><EMailAddress x="">${word}${decoy}</Request></Autodiscover>`;
      const answer = await bodyOf(await post('ovh', pox, request));
      expect(answer).toContain('<ErrorCode>600</ErrorCode>');
      expect(await bodyOf(await post('ovh', pox, long + request))).toBe(answer);
    }
  });
});

describe('any path and any query is answered below 500, and redirected to our own https address at most', () => {
  const known = fc.constantFrom(
    ...[
      '/',
      '/mail/config-v1.1.xml',
      '/.well-known/autoconfig/mail/config-v1.1.xml',
      '/.well-known/mail-v1.xml',
    ],
    ...['/v1.1/', '/v1.1/example.org', '/autodiscover/autodiscover.xml', '/profile.mobileconfig'],
    ...['/email.mobileconfig', '/healthz', '//', '/..', '/%2e%2e/'],
  );
  const scraps = fc.array(
    fc.oneof(
      fc.constantFrom(
        ...['%', '%2', '%00', '%0d%0a', '%ff', '%c3%bc', '%E4%BE%8B', '%2F', '%3F', '%23', '+', '..'],
      ),
      fc.constantFrom(
        ...['emailaddress', 'EmailAddress=', 'email=', 'name=', '&', '=', '?', '#', '/', ';', ':', '@'],
      ),
      fc.constantFrom(
        ...['jo@example.org', 'jo@none.example', 'bücher.example', 'example.org', '"', '<', '例'],
      ),
      fc.string({ maxLength: 5 }),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { maxLength: 8 },
  );
  const target = fc
    .tuple(fc.option(known, { nil: '/' }), scraps, scraps)
    .map(([path, tail, query]) => `${path}${tail.join('')}?${query.join('')}`);
  const host = fc.constantFrom(
    ...['autoconfig.example.org', 'autodiscover.example.org', 'autoconfig.none.example', 'other.example'],
    ...[
      'autoconfig.example.net',
      'facteur.example.net',
      'localhost:8080',
      '192.0.2.1',
      '[::1]',
      'xn--bcher-kva.example',
    ],
  );
  interface Asked {
    readonly world: WorldName;
    readonly host: string;
    readonly target: string;
  }
  const asked: fc.Arbitrary<Asked> = fc.record({
    world: fc.constantFrom<WorldName>('ovh', 'example'),
    host,
    target,
  });

  const check = (scheme: string, examples: [Asked][]) =>
    fc.assert(
      fc.asyncProperty(asked, async ({ world, host: at, target: path }) => {
        const { status, headers } = await send(world, `${scheme}://${at}${path}`);
        expect(status).toBeLessThan(500);
        const location = headers.get('location');
        if (location === null) return;
        expect([scheme, world, status]).toEqual(['http', 'example', 302]);
        expect(location).toMatch(/^https:\/\/facteur\.example\.net\/[\x21-\x7e]*$/);
      }),
      { numRuns: 500, examples },
    );

  test('over https', () => check('https', []));

  test('over http', () =>
    check('http', [
      [{ world: 'example', host: 'autoconfig.example.net', target: '/v1.1/%E4%BE%8B' }],
      [{ world: 'example', host: '192.0.2.1', target: '/v1.1/%0d%0a' }],
    ]));
});
