/**
 * Fastmail. Source: www.fastmail.com/help/technical/servernamesandports.html. It says that the user name is the Fastmail
 * address and that an app password is needed. Calendars and address books are left out: the copy that was read has no URL
 * of them.
 */

import type { ProviderDocument } from '../config/schema.ts';

export const fastmail: ProviderDocument = {
  name: 'Fastmail',
  shortName: 'Fastmail',
  incoming: ['imaps://imap.fastmail.com:993', 'pop3s://pop.fastmail.com:995'],
  outgoing: ['smtps://smtp.fastmail.com:465'],
  webmail: 'https://app.fastmail.com/',
  documentation: [
    {
      url: 'https://www.fastmail.com/help/technical/servernamesandports.html',
      title: { en: 'Fastmail: server names and ports', fr: 'Fastmail : serveurs et ports (en anglais)' },
    },
  ],
  instructions: {
    en: [
      'Create an app password first: your usual password is refused.',
      'If your address is an alias, the user name is the address with which you sign in to Fastmail.',
    ],
    fr: [
      'Créez d’abord un mot de passe d’application : votre mot de passe habituel est refusé.',
      'Si votre adresse est un alias, le nom d’utilisateur est l’adresse avec laquelle vous vous connectez à Fastmail.',
    ],
  },
};
