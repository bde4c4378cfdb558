/**
 * Google Workspace. Sources: "IMAP, POP, and SMTP" at developers.google.com/gmail/imap (hosts, ports, SASL XOAUTH2), read
 * in a third-party copy; Google's OpenID configuration (end-points). The account's own password has been refused since
 * 2025; an app password works only where the administrator and two-step verification allow it, so it is not assumed.
 * There are no calendars: Google's CalDAV takes tokens of registered programs only.
 */

import type { ProviderDocument } from '../config/schema.ts';

export const googleWorkspace: ProviderDocument = {
  name: 'Google Workspace',
  shortName: 'Google',
  incoming: [
    { protocol: 'imap', host: 'imap.gmail.com', security: 'tls', authentication: ['oauth2'] },
    { protocol: 'pop3', host: 'pop.gmail.com', security: 'tls', authentication: ['oauth2'] },
  ],
  outgoing: [{ protocol: 'smtp', host: 'smtp.gmail.com', security: 'tls', authentication: ['oauth2'] }],
  oauth2: {
    issuer: 'https://accounts.google.com',
    authorization: 'https://accounts.google.com/o/oauth2/v2/auth',
    token: 'https://oauth2.googleapis.com/token',
    scope: 'https://mail.google.com/',
  },
  webmail: 'https://mail.google.com/',
  documentation: [
    {
      url: 'https://support.google.com/mail/answer/7126229',
      title: { en: 'Google: Gmail in other programs', fr: 'Google : Gmail dans d’autres logiciels' },
    },
  ],
  instructions: {
    en: [
      'Choose Google in your program if it has that, and sign in there. Your administrator decides whether IMAP is allowed.',
    ],
    fr: [
      'Choisissez Google si votre logiciel le propose, et connectez-vous. Votre administrateur décide si IMAP est autorisé.',
    ],
  },
};
