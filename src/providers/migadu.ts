/**
 * Migadu. Its guides (www.migadu.com/en/guides) list servers for IMAP, POP3 and SMTP, but the copies that were read have
 * lost the values: the hosts and ports here are not verified with a document of the vendor.
 */

import type { ProviderDocument } from '../config/schema.ts';

export const migadu: ProviderDocument = {
  name: 'Migadu',
  shortName: 'Migadu',
  incoming: ['imaps://imap.migadu.com:993', 'pop3s://pop.migadu.com:995'],
  outgoing: ['smtps://smtp.migadu.com:465'],
  webmail: 'https://webmail.migadu.com/',
  documentation: [
    {
      url: 'https://www.migadu.com/guides/',
      title: { en: 'Migadu: guides', fr: 'Migadu : guides (en anglais)' },
    },
  ],
};
