/** Autodiscover POX: the name of each service, what the format cannot express, and the error frames. */

import { describe, expect, test } from 'vitest';
import { elements, firstText, named, parse, text } from '../../../src/check/parsers/dom.ts';
import { writeXml } from '../../../src/format/xml.ts';
import type { Account } from '../../../src/model/account.ts';
import { autodiscover as template } from '../../../templates/autodiscover.ts';
import { account, imap, pop3, smtp } from '../../support/account.ts';
import { bodyOf, outlookSchema, post, poxRequest, send } from '../../support/world.ts';

/** Each Protocol as pairs of element and value. */
function protocols(of: Account): (readonly (readonly [string, string])[])[] {
  const document = template(of, { address: 'jo@example.org', loginName: ({ username }) => username });
  const [response] = document ? named(parse(writeXml(document)), 'Response') : [];
  const [found] = response ? named(response, 'Account') : [];
  return found
    ? named(found, 'Protocol').map((one) => elements(one).map((leaf) => [leaf.nodeName, text(leaf)] as const))
    : [];
}

const said = (of: Account) => protocols(of).map((one) => Object.fromEntries(one));

describe('a service', () => {
  test('is said in the order of MS-OXDSCLI, with nothing left to a default', () => {
    const [first] = protocols(account());
    expect(first).toEqual([
      ['Type', 'IMAP'],
      ['TTL', '24'],
      ['Server', 'imap.example.net'],
      ['Port', '993'],
      ['LoginName', '%EMAILADDRESS%'],
      ['DomainRequired', 'off'],
      ['SPA', 'off'],
      ['SSL', 'on'],
      ['Encryption', 'SSL'],
      ['AuthRequired', 'on'],
    ]);
  });

  test('that sends mail uses the credentials of the one that reads it', () => {
    expect(said(account()).at(-1)).toMatchObject({ Type: 'SMTP', UsePOPAuth: 'on', SMTPLast: 'off' });
  });

  test.each([
    [143, 'starttls', 'TLS'],
    [993, 'tls', 'SSL'],
    [9993, 'tls', 'SSL'],
  ] as const)('on port %i with %s has SSL on and Encryption %s', (port, security, encryption) => {
    const [first] = said(account({ incoming: [imap(port, security)] }));
    expect(first).toMatchObject({ Port: String(port), SSL: 'on', Encryption: encryption });
  });

  test.each([
    ['STARTTLS on a port where clients begin with TLS', [imap(1143, 'starttls')]],
    ['TLS on a port where clients begin in the clear', [imap(143, 'tls')]],
    ['OAuth2 and nothing else', [{ ...imap(), authentication: ['oauth2'] as const }]],
  ])('with %s cannot be said and is left out', (_, incoming) => {
    expect(said(account({ incoming: [...incoming, pop3()] })).map(({ Type }) => Type)).toEqual([
      'POP3',
      'SMTP',
    ]);
  });

  test('stands alone of its type: the most preferred one that can be said', () => {
    const both = account({
      incoming: [imap(1143, 'starttls'), imap(), imap(143, 'starttls')],
      outgoing: [smtp(), smtp(587, 'starttls')],
    });
    expect(said(both).map(({ Type, Port }) => [Type, Port])).toEqual([
      ['IMAP', '993'],
      ['SMTP', '465'],
    ]);
  });

  test.each([
    ['read', account({ incoming: [imap(1143, 'starttls')] })],
    ['sent', account({ outgoing: [smtp(2525, 'starttls')] })],
  ])('makes no answer when mail could not be %s', (_, of) => {
    expect(template(of, undefined)).toBeUndefined();
  });
});

describe('a request', () => {
  const url = 'https://autodiscover.example.org/autodiscover/autodiscover.xml';
  const codeOf = async (body: string) =>
    /<ErrorCode>(\d+)</.exec(await bodyOf(await post('example', url, body)))?.[1];

  test.each([
    ['nothing', ''],
    ['no XML', 'emailaddress=jo@example.org'],
    ['markup that does not close', '<Autodiscover><Request>'],
    ['tags that do not match', '<Autodiscover><Request></Autodiscover></Request>'],
    ['another root', poxRequest('jo@example.org').replaceAll('Autodiscover', 'Autodetect')],
    ['no address', poxRequest('')],
    ['white space for an address', poxRequest(' \n ')],
    ['half an address', poxRequest('jo')],
    ['two lines of address', poxRequest('jo&#13;&#10;@example.org')],
    ['a zero in the address', poxRequest('jo&#0;@example.org')],
    ['an address of 300 characters', poxRequest(`${'j'.repeat(300)}@example.org`)],
    ['a DOCTYPE', `<!DOCTYPE a>${poxRequest('jo@example.org').replace(/^<\?xml.*\?>/, '')}`],
    [
      'an entity of its own',
      `<!DOCTYPE a [<!ENTITY e "jo@example.org">]><Autodiscover><Request><EMailAddress>&e;</EMailAddress></Request></Autodiscover>`,
    ],
    [
      'an element called __proto__',
      poxRequest('jo@example.org').replace('<Request>', '<Request><__proto__/>'),
    ],
    [
      'an element called constructor',
      poxRequest('jo@example.org').replace('<Request>', '<Request><constructor/>'),
    ],
    ['40 levels', `${'<Autodiscover>'.repeat(40)}${'</Autodiscover>'.repeat(40)}`],
  ])('with %s is told 600', async (_, body) => {
    expect(await codeOf(body)).toBe('600');
  });

  test.each([
    ['mobilesync', 'http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006'],
    [
      'mobilesync with https',
      'https://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006',
    ],
    ['nonsense', 'constructor'],
  ])('for the schema %s is told 601', async (_, schema) => {
    expect(await codeOf(poxRequest('jo@example.org', schema))).toBe('601');
  });

  test.each([
    ['with http', outlookSchema],
    ['with https, as Microsoft’s pages print it', outlookSchema.replace('http:', 'https:')],
    ['in capitals', outlookSchema.toUpperCase()],
    ['not named', ''],
  ])('for the Outlook schema %s is answered', async (_, schema) => {
    const answer = await post('example', url, poxRequest('jo@example.org', schema));
    expect(answer.status).toBe(200);
    expect(await codeOf(poxRequest('jo@example.org', schema))).toBeUndefined();
  });

  test('for a domain that is not served gets a 404, whatever the schema', async () => {
    for (const schema of [outlookSchema, 'nonsense']) {
      expect((await post('example', url, poxRequest('jo@other.example', schema))).status).toBe(404);
    }
  });

  test('for an address that is not served is not answered with the settings of the Host', async () => {
    const own = 'https://facteur.example.net/autodiscover/autodiscover.xml';
    expect((await post('example', own, poxRequest('jo@other.example'))).status).toBe(404);
  });

  test('by GET to a customer’s host is answered without a login name', async () => {
    const answer = await send('example', url);
    expect(answer.status).toBe(200);
    expect(await bodyOf(answer)).not.toMatch(/LoginName|<User>/);
  });
});

test('the error frame names the time to seven decimals', async () => {
  const frame = parse(await bodyOf(await post('ovh', 'https://localhost/autodiscover/autodiscover.xml', '')));
  const [response] = named(frame, 'Response');
  const [error] = response ? named(response, 'Error') : [];
  expect(error?.getAttribute('Time')).toBe('10:11:12.1230000');
  expect(error?.getAttribute('Id')).toMatch(/^\d+$/);
  expect(error && firstText(error, 'Message')).toBe('Invalid Request');
});
