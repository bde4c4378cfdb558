/**
 * mailbox.org. Source: kb.mailbox.org/en/private/e-mail/e-mail-configuration: the user name is the main address of the
 * mailbox, also at an own domain, and with two-factor authentication only an application password works.
 */

import type { ProviderDocument } from '../config/schema.ts';

export const mailboxOrg: ProviderDocument = {
  name: 'mailbox.org',
  shortName: 'mailbox.org',
  incoming: ['imaps://imap.mailbox.org:993', 'pop3s://pop3.mailbox.org:995'],
  outgoing: ['smtps://smtp.mailbox.org:465'],
  documentation: [
    {
      url: 'https://kb.mailbox.org/en/private/e-mail/e-mail-configuration',
      title: { en: 'mailbox.org: e-mail configuration', fr: 'mailbox.org : configuration (en anglais)' },
    },
  ],
  instructions: {
    en: [
      'If your address is an alias, the user name is the main address of your mailbox.',
      'With two-factor authentication, create an application password first.',
    ],
    fr: [
      'Si votre adresse est un alias, le nom d’utilisateur est l’adresse principale de votre boîte.',
      'Avec l’authentification à deux facteurs, créez d’abord un mot de passe d’application.',
    ],
  },
};
