/**
 * iCloud Mail, also with an own domain. Source: Apple's "Mail server settings for iCloud email clients"
 * (support.apple.com/102525), read in third-party copies of 2024 and 2026: the user name is the part of the iCloud address
 * before the @, and for SMTP the whole iCloud address. At an own domain neither is the address that people know, so the
 * operator writes `username`. iCloud has no POP3.
 */

import type { ProviderDocument } from '../config/schema.ts';

export const icloud: ProviderDocument = {
  name: 'iCloud Mail',
  shortName: 'iCloud',
  incoming: ['imaps://imap.mail.me.com:993'],
  outgoing: ['smtp+starttls://smtp.mail.me.com:587'],
  webmail: 'https://www.icloud.com/mail/',
  documentation: [
    {
      url: 'https://support.apple.com/102525',
      title: { en: 'Apple: mail server settings for iCloud', fr: 'Apple : réglages des serveurs d’iCloud' },
    },
  ],
  instructions: {
    en: [
      'Create an app-specific password first, at account.apple.com: the password of your Apple Account is refused.',
      'The user name is that of your iCloud address (…@icloud.com), not of an address at your own domain.',
    ],
    fr: [
      'Créez d’abord un mot de passe d’app, sur account.apple.com : celui de votre compte Apple est refusé.',
      'Le nom d’utilisateur est celui de votre adresse iCloud (…@icloud.com), et non d’une adresse de votre propre domaine.',
    ],
  },
};
