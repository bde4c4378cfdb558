/** Which user names are right, and what was meant by those that are not. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseUsername, usernameComplaint } from '../../src/model/username.ts';

describe('a user name may be', () => {
  test.each<[written: string, read?: string]>([
    ['%EMAILADDRESS%'],
    ['%EMAILLOCALPART%'],
    ['%EMAILLOCALPART%@%EMAILDOMAIN%', '%EMAILADDRESS%'],
    ['EXAMPLE\\%EMAILLOCALPART%'],
    ['%EMAILLOCALPART%@realm.example'],
    ['%EMAILDOMAIN%\\%EMAILLOCALPART%'],
    ['%EMAILLOCALPART%%EMAILDOMAIN%'],
    [' jo ', 'jo'],
    ['jo@example.org'],
    ['50%off@example.org'],
    ['100%'],
    ['50%off%x'],
    ['jo%40example.org'],
    ['jo%example.org'],
    ['%'],
    ['PC01$'],
    ['jo$smith'],
    ['jo{1}'],
    ['email'],
    ['{'],
    ['5%d5'],
    ['émile'],
  ])('%s', (written, read = written) => {
    expect(parseUsername(written)).toEqual({ ok: true, value: read });
  });
});

describe('a placeholder of another program or a misspelt one is refused', () => {
  test.each<[written: string, meant: string]>([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what an operator writes.
    ['${email}', '%EMAILADDRESS%'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as above.
    ['EXAMPLE\\${localpart}', 'EXAMPLE\\%EMAILLOCALPART%'],
    ['{email}', '%EMAILADDRESS%'],
    ['{{email}}', '%EMAILADDRESS%'],
    ['{{ user.email }}', '%EMAILADDRESS%'],
    ['{local}@{domain}', '%EMAILADDRESS%'],
    ['<email>', '%EMAILADDRESS%'],
    ['<local part>', '%EMAILLOCALPART%'],
    ['$user', '%EMAILADDRESS%'],
    ['%u', '%EMAILADDRESS%'],
    ['%s', '%EMAILADDRESS%'],
    ['%n', '%EMAILLOCALPART%'],
    ['%Lu', '%EMAILADDRESS%'],
    ['%n@%d', '%EMAILADDRESS%'],
    ['%u@%d', '%EMAILADDRESS%'],
    ['%{user}', '%EMAILADDRESS%'],
    ['%{user | username}', '%EMAILADDRESS%'],
    ['%n@realm.example', '%EMAILLOCALPART%@realm.example'],
    ['%EMAILADRESS%', '%EMAILADDRESS%'],
    ['%EMAILADDRES%', '%EMAILADDRESS%'],
    ['%emailaddress%', '%EMAILADDRESS%'],
    ['%EmailLocalPart%', '%EMAILLOCALPART%'],
    ['%EMAIL_ADDRESS%', '%EMAILADDRESS%'],
    ['%EMAIL%', '%EMAILADDRESS%'],
    ['%USER%', '%EMAILADDRESS%'],
    ['%EMAILLOCALPART', '%EMAILLOCALPART%'],
    ['EMAILLOCALPART%', '%EMAILLOCALPART%'],
    ['EMAILADDRESS', '%EMAILADDRESS%'],
    ['%EMAILLOCALPART@%EMAILDOMAIN%', '%EMAILADDRESS%'],
    ['EXAMPLE\\%EMAILLOCALPART', 'EXAMPLE\\%EMAILLOCALPART%'],
    ['%REALNAME%', '%EMAILADDRESS%'],
    ['%ASKEDDOMAIN%', '%EMAILDOMAIN%'],
  ])('%s, and %s was meant', (written, meant) => {
    const username = parseUsername(written);
    expect(username).toMatchObject({ ok: false, refusal: { flaw: 'placeholder', meant } });
    if (!username.ok) expect(usernameComplaint(username.refusal)).toContain(`did you mean ${meant}?`);
  });
});

describe('a user name is refused', () => {
  test.each<[written: string, complaint: string]>([
    ['', 'is empty'],
    [' \t', 'is empty'],
    ['j o', 'holds a space or a control character'],
    ['jo\u0000', 'holds a space or a control character'],
    ['00123', 'would be read as a number by Thunderbird'],
    ['True', 'would be read as a number by Thunderbird'],
    ['x'.repeat(255), 'is longer than 254 characters'],
  ])('%j: it %s', (written, complaint) => {
    const username = parseUsername(written);
    expect(username.ok ? undefined : usernameComplaint(username.refusal)).toBe(complaint);
  });
});

test('a placeholder is suggested, whatever is written', () => {
  const piece = fc.constantFrom(
    ...[
      '%',
      'EMAIL',
      'ADDRESS',
      'LOCALPART',
      'DOMAIN',
      '{',
      '}',
      '$',
      '@',
      'u',
      'n',
      'd',
      'jo',
      '\\',
      '<',
      '>',
    ],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const username = parseUsername(pieces.join(''));
      fc.pre(!username.ok && username.refusal.flaw === 'placeholder');
      if (!username.ok && username.refusal.flaw === 'placeholder') {
        expect(username.refusal.meant).toMatch(/%EMAIL(ADDRESS|LOCALPART|DOMAIN)%/);
        expect(usernameComplaint(username.refusal)).toContain(username.refusal.written);
      }
    }),
  );
});
