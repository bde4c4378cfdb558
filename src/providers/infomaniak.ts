/**
 * Infomaniak's Mail Service. Source: www.infomaniak.com/en/support/faq/admin2/email-service: "use only" IMAP 993 and SMTP
 * 465; POP3 995 is supported and not recommended, so it is for people only. Calendars belong to another account and another
 * login, so they are left out.
 */

import type { ProviderDocument } from '../config/schema.ts';

export const infomaniak: ProviderDocument = {
  name: 'Infomaniak',
  shortName: 'Infomaniak',
  incoming: ['imaps://mail.infomaniak.com:993'],
  outgoing: ['smtps://mail.infomaniak.com:465'],
  manual: ['pop3s://mail.infomaniak.com:995'],
  webmail: 'https://mail.infomaniak.com/',
  documentation: [
    {
      url: 'https://www.infomaniak.com/en/support/faq/admin2/email-service',
      title: { en: 'Infomaniak: Mail Service', fr: 'Infomaniak : Service Mail (en anglais)' },
    },
  ],
  instructions: {
    en: ['The password is that of the mail address, not of your Infomaniak account.'],
    fr: ['Le mot de passe est celui de l’adresse e-mail, et non celui de votre compte Infomaniak.'],
  },
};
