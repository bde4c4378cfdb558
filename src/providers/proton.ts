/**
 * Proton Mail. Source: the README of github.com/ProtonMail/proton-bridge: programs cannot connect to Proton's servers; the
 * Bridge runs on the person's own computer, with a port and a password of its own. So no client gets a server.
 */

import type { ProviderDocument } from '../config/schema.ts';

export const proton: ProviderDocument = {
  name: 'Proton Mail',
  shortName: 'Proton',
  webmail: 'https://mail.proton.me/',
  documentation: [
    {
      url: 'https://proton.me/mail/bridge',
      title: { en: 'Proton: Mail Bridge', fr: 'Proton : Mail Bridge (en anglais)' },
    },
  ],
  instructions: {
    en: [
      'Mail programs cannot connect to Proton Mail directly.',
      'On a computer, install Proton Mail Bridge, and enter the values that it shows. On a phone, use the app of Proton Mail.',
    ],
    fr: [
      'Les logiciels de messagerie ne peuvent pas se connecter directement à Proton Mail.',
      'Sur un ordinateur, installez Proton Mail Bridge et saisissez les valeurs qu’il affiche. Sur un téléphone, utilisez l’application Proton Mail.',
    ],
  },
};
