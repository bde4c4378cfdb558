/** Bodies of hostile requests: of each protocol, with hostile text in them, and documents made to be expensive. */

import type { Random } from './random.ts';
import { pair } from './targets.ts';
import { domain, hostileText, mailbox, utf8 } from './text.ts';

/** What is parsed has 64 KiB at most at the time of writing; bodies go a little beyond, whatever the limit is. */
const most = 65_600;

const microsoft = 'http://schemas.microsoft.com/exchange/autodiscover';

/** Text escaped for XML, or unescaped, which breaks the document. */
function inXml(random: Random, text: string): string {
  const escaped = (): string =>
    text.replace(
      /[<>&"']/g,
      (character) =>
        `&#${random.oneIn(2) ? '' : 'x'}${random.oneIn(2) ? character.charCodeAt(0) : character.charCodeAt(0).toString(16)};`,
    );
  return random.weighted<() => string>([
    [4, () => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')],
    [3, () => text],
    [1, escaped],
    [1, () => `<![CDATA[${text}]]>`],
    [
      1,
      () => Array.from(text, (character) => `&#x${(character.codePointAt(0) ?? 0).toString(16)};`).join(''),
    ],
    [1, () => `<a>${text}</a>`],
    [1, () => `<!--${text}-->${text}<?zq9 ${text}?>`],
  ])();
}

function pox(random: Random, mark: string): string {
  const asked = inXml(random, mailbox(random, mark));
  const schema = random.weighted<() => string>([
    [5, () => `${microsoft}/outlook/responseschema/2006a`],
    [2, () => `${microsoft}/mobilesync/responseschema/2006`],
    [1, () => inXml(random, hostileText(random, mark))],
    [1, () => ''],
  ])();
  const prefix = random.pick(['', '', '', 'a:', 'xml:', 'xmlns:']);
  const attributes = random.oneIn(8) ? ` a="${inXml(random, hostileText(random, mark))}"` : '';
  return [
    random.pick([
      '',
      '<?xml version="1.0" encoding="utf-8"?>\n',
      '<?xml version="1.0" encoding="utf-16"?>',
      '<?xml version="9"?>',
      '\n ',
      '<!DOCTYPE a>',
      '<!--a-->',
    ]),
    `<${prefix}Autodiscover xmlns="${microsoft}/outlook/requestschema/2006"${attributes}><Request>`,
    `<EMailAddress>${asked}</EMailAddress>`.repeat(random.oneIn(20) ? 1 + random.below(40) : 1),
    random.oneIn(6) ? `<LegacyDN>${inXml(random, hostileText(random, mark))}</LegacyDN>` : '',
    `<AcceptableResponseSchema>${schema}</AcceptableResponseSchema>`,
    `</Request></${prefix}Autodiscover>`,
    random.pick(['', '', '', '\n', '\0', '<a/>', 'x', '\r\n0']),
  ].join('');
}

function soap(random: Random, mark: string): string {
  const users = random.oneIn(2);
  const subjects = random.times(
    random.weighted([
      [6, 1],
      [2, 5],
      [1, random.below(101)],
      [1, 101],
    ]),
    () => {
      const text = inXml(random, users ? mailbox(random, mark) : domain(random, mark));
      return users ? `<a:User><a:Mailbox>${text}</a:Mailbox></a:User>` : `<a:Domain>${text}</a:Domain>`;
    },
  );
  const settings = random.times(
    random.weighted([
      [5, 3],
      [2, 10],
      [1, random.below(200)],
    ]),
    () =>
      random.weighted<() => string>([
        [
          5,
          () =>
            random.pick([
              'ExternalEwsUrl',
              'UserDisplayName',
              'EwsSupportedSchemas',
              'ExternalImap4Connections',
              'toString',
              '__proto__',
              'zq9',
            ]),
        ],
        [1, () => inXml(random, hostileText(random, mark))],
      ])(),
  );
  const one = users ? 'User' : 'Domain';
  return `<?xml version="1.0"?><soap:Envelope xmlns:a="${microsoft.replace('/autodiscover', '/2010/Autodiscover')}" xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header><a:RequestedServerVersion>Exchange2013</a:RequestedServerVersion></soap:Header><soap:Body><a:Get${one}SettingsRequestMessage><a:Request><a:${one}s>${subjects.join('')}</a:${one}s><a:RequestedSettings>${settings.map((name) => `<a:Setting>${name}</a:Setting>`).join('')}</a:RequestedSettings></a:Request></a:Get${one}SettingsRequestMessage></soap:Body></soap:Envelope>`;
}

const form = (random: Random, mark: string): string =>
  random
    .times(
      random.weighted([
        [8, 1],
        [4, 2 + random.below(10)],
        [1, 200],
        [1, random.oneIn(10) ? 4000 : 20],
      ]),
      () => pair(random, mark),
    )
    .join('&');

function json(random: Random, mark: string): string {
  const text = JSON.stringify({
    Email: mailbox(random, mark),
    emailaddress: hostileText(random, mark),
    __proto__: { a: 1 },
  });
  return random.weighted<() => string>([
    [4, () => text],
    [1, () => text.slice(0, random.below(text.length))],
    [1, () => '['.repeat(random.below(3000))],
    [1, () => `{"__proto__":{"status":500},"Email":${'9'.repeat(400)}}`],
  ])();
}

/** Documents of many small parts, of the requested length: elements, nesting, attributes, entities, namespaces. */
const dear: readonly [(length: number) => string, ...((length: number) => string)[]] = [
  (length) => `<Autodiscover>${'x<a/>'.repeat(length / 5)}`,
  (length) => `<Autodiscover>${'x<a/>'.repeat(length / 5)}</Autodiscover>`,
  (length) => `<Autodiscover>${'<a></a>'.repeat(length / 7)}</Autodiscover>`,
  (length) => '<a>'.repeat(length / 3),
  (length) => `${'<a>'.repeat(length / 7)}${'</a>'.repeat(length / 7)}`,
  (length) => `<a ${Array.from({ length: length / 9 }, (_, at) => `a${at}="1"`).join(' ')}/>`,
  (length) => `<a ${'a="" '.repeat(length / 5)}/>`,
  (length) => `<a>${'<!---->'.repeat(length / 7)}</a>`,
  (length) => `<a>${'<!--'.repeat(length / 4)}`,
  (length) => `<a>${'<![CDATA[]]>'.repeat(length / 12)}</a>`,
  (length) => `<a>${'<![CDATA['.repeat(length / 9)}`,
  (length) => `<a>${'<?a?>'.repeat(length / 5)}</a>`,
  (length) => `<a>${'&#'.repeat(length / 2)}</a>`,
  (length) => `<a>${'&amp;'.repeat(length / 5)}</a>`,
  (length) => `<a>${'&#x10ffff;'.repeat(length / 10)}</a>`,
  (length) => `<!DOCTYPE a [<!ENTITY a "zq9">${'<!ENTITY b "&a;&a;&a;&a;">'.repeat(length / 26)}]><a>&b;</a>`,
  (length) => `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>${' '.repeat(length)}`,
  (length) => `<${'a'.repeat(length)}/>`,
  (length) => `<${'a:'.repeat(length / 2)}/>`,
  (length) => `<a ${'xmlns:a="b" '.repeat(length / 12)}/>`,
  (length) => '<a b="'.padEnd(length, '<'),
  (length) => `<a>${']]>'.repeat(length / 3)}</a>`,
  (length) => `<a>${'\r\n'.repeat(length / 2)}</a>`,
  (length) => '<'.repeat(length),
  (length) => '>'.repeat(length),
  (length) => '&'.repeat(length),
  (length) => '=&'.repeat(length / 2),
  (length) => 'emailaddress=a&'.repeat(length / 15),
  (length) => `emailaddress=${'%41'.repeat(length / 3)}`,
  (length) => `emailaddress=${'%'.repeat(length)}`,
  (length) => `emailaddress=${'a@'.repeat(length / 2)}`,
  (length) => `emailaddress=${'é.'.repeat(length / 3)}`,
  (length) => '\0'.repeat(length),
  (length) => '\ufeff'.repeat(length / 3),
  (length) => '{"a":'.repeat(length / 5),
];

/** Text in an encoding that is seldom met, or that is not what it says. */
function otherEncoding(random: Random, text: string): string {
  const utf16 = Buffer.from(text, 'utf16le');
  return random.weighted<() => string>([
    [2, () => Buffer.from(`\ufeff${text}`, 'utf16le').toString('latin1')],
    [1, () => utf16.toString('latin1')],
    [2, () => `\xfe\xff${Buffer.from(utf16).swap16().toString('latin1')}`],
    [1, () => `\xff\xfe${utf16.toString('latin1').slice(0, -1)}`],
    [1, () => `\xef\xbb\xbf${utf8(text)}`],
    [1, () => `\xff\xfe\0\0${utf8(text)}`],
    [1, () => `\x1f\x8b\x08${utf8(text)}`],
    [
      1,
      () =>
        utf8(text).replace(/[a-z]/g, (letter) =>
          random.oneIn(30) ? String.fromCharCode(128 + random.below(128)) : letter,
        ),
    ],
  ])();
}

export function body(random: Random, mark: string): { readonly kind: string; readonly bytes: string } {
  const text = (kind: string, make: (random: Random, mark: string) => string) => () => {
    const made = make(random, mark);
    return { kind, bytes: random.oneIn(10) ? otherEncoding(random, made) : utf8(made) };
  };
  return random.weighted<() => { readonly kind: string; readonly bytes: string }>([
    [40, text('pox', pox)],
    [20, text('soap', soap)],
    [30, text('form', form)],
    [4, text('json', json)],
    [4, text('text', hostileText)],
    [2, () => ({ kind: 'empty', bytes: '' })],
    // Rare, because they are slow to make, send and check; their lengths span three orders of magnitude.
    [
      8,
      () => ({
        kind: 'dear',
        bytes: utf8(random.pick(dear)(random.below(random.pick([300, 1000, 3000, 4000, most])))),
      }),
    ],
    [1, () => ({ kind: 'padded', bytes: utf8(pox(random, mark)).padEnd(most - random.below(200), ' ') })],
  ])();
}
