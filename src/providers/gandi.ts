/**
 * Gandi's mail. Source: docs.gandi.net, Gandi Mail, standard e-mail settings: the host, and the whole address as user name.
 * The ports are those of Thunderbird's database; the copy of Gandi's page that was read ends before them.
 */

import type { ProviderDocument } from '../config/schema.ts';

export const gandi: ProviderDocument = {
  name: 'Gandi Mail',
  shortName: 'Gandi',
  incoming: ['imaps://mail.gandi.net:993', 'pop3s://mail.gandi.net:995'],
  outgoing: ['smtps://mail.gandi.net:465'],
  documentation: [
    {
      url: 'https://docs.gandi.net/en/gandimail/standard_email_settings/index.html',
      title: { en: 'Gandi: standard e-mail settings', fr: 'Gandi : paramètres standard (en anglais)' },
    },
  ],
};
