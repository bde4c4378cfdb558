/**
 * Zoho Mail with an own domain, by data centre. Source: Zoho's help pages on IMAP and POP access, read in third-party
 * copies (2021 to 2024): `imappro`, `poppro` and `smtppro` for addresses at an own domain, `imap` and so on only for those
 * at zoho.com; `zoho.eu`, `zoho.in` and others instead of `zoho.com` in other regions.
 */

import type { ProviderDocument } from '../config/schema.ts';

/** @param host the domain of the customer's data centre: `zoho.eu` */
export const zoho = (host: string): ProviderDocument => ({
  name: 'Zoho Mail',
  shortName: 'Zoho',
  incoming: [`imaps://imappro.${host}:993`, `pop3s://poppro.${host}:995`],
  outgoing: [`smtps://smtppro.${host}:465`],
  webmail: `https://mail.${host}/`,
  documentation: [
    {
      url: 'https://www.zoho.com/mail/help/imap-access.html',
      title: { en: 'Zoho: IMAP access', fr: 'Zoho : accès IMAP (en anglais)' },
    },
  ],
  instructions: {
    en: [
      'Allow IMAP first, in the settings of Zoho Mail under Mail Accounts.',
      'With two-factor authentication, create an application-specific password first.',
    ],
    fr: [
      'Autorisez d’abord IMAP, dans les réglages de Zoho Mail, sous « Mail Accounts ».',
      'Avec l’authentification à deux facteurs, créez d’abord un mot de passe d’application.',
    ],
  },
});
