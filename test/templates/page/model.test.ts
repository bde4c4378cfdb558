/** The words of the page for a server. */

import { describe, expect, test } from 'vitest';
import { en } from '../../../templates/locales/en.ts';
import { hostOf, securityOf, serviceOf, usernameOf } from '../../../templates/page/model.ts';
import { imap, pop3, smtp } from '../../support/account.ts';

describe('a server in words', () => {
  test.each<[username: string, words: string]>([
    ['%EMAILADDRESS%', en.wholeAddress],
    ['%EMAILLOCALPART%', en.localPart],
    ['shared-login', 'shared-login'],
    [String.raw`EXAMPLE\%EMAILLOCALPART%`, String.raw`EXAMPLE\[${en.localPart}]`],
    ['%EMAILLOCALPART%@%EMAILDOMAIN%', `[${en.localPart}]@…`],
  ])('the user name %s is %s', (username, words) => {
    expect(usernameOf(username, en)).toBe(words);
  });

  test.each([
    [imap(), `${en.receiving} (IMAP)`],
    [pop3(), `${en.receiving} (POP3)`],
    [smtp(), `${en.sending} (SMTP)`],
  ])('%j is called %s', (server, words) => {
    expect(serviceOf(server, en)).toBe(words);
  });

  test('one without encryption says so', () => {
    expect(securityOf({ ...imap(143), security: 'none' }, en)).toBe(en.noSecurity);
    expect(securityOf(imap(143, 'starttls'), en)).not.toBe(securityOf(imap(993, 'tls'), en));
  });

  test('the domain in a host is left open', () => {
    expect(hostOf({ ...imap(), host: 'mail.%EMAILDOMAIN%' })).toBe('mail.…');
  });
});
