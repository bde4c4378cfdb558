/**
 * OVH's shared mail (MX Plan) in Europe, as OVH's own guides give it.
 *
 * Values: github.com/ovh/docs, "Courrier sur Windows 8 - Configuration de l'adresse e-mail" (legacy guide 1281),
 * and its successor mx_plan/how_to_configure_windows_10 (2025-09-26), which names ssl0.ovh.net beside
 * imap.mail.ovh.net and the like. Not for Exchange addresses, nor for OVH in America and Asia (mail.ovh.ca).
 */

import type { ProviderDocument } from '../config.ts';

const host = 'ssl0.ovh.net';

export const ovh: ProviderDocument = {
  name: 'OVH',
  shortName: 'OVH',
  incoming: [
    { protocol: 'imap', host, port: 993, security: 'tls' },
    { protocol: 'pop3', host, port: 995, security: 'tls' },
  ],
  outgoing: [{ protocol: 'smtp', host, port: 465, security: 'tls' }],
  // "SSL désactivée" in the guide: shown to people, marked as not encrypted, never sent to a client.
  manual: [
    { protocol: 'imap', host, port: 143, security: 'none' },
    { protocol: 'pop3', host, port: 110, security: 'none' },
    { protocol: 'smtp', host, port: 587, security: 'none' },
  ],
  documentation: [
    {
      url: 'https://help.ovhcloud.com/csm/fr-mx-plan-outlook-windows-configuration?id=kb_article_view&sysparm_article=KB0052099',
      title: {
        fr: 'OVHcloud : configurer son adresse e-mail MX Plan',
        en: 'OVHcloud: setting up an MX Plan e-mail address (in French)',
      },
    },
  ],
  instructions: {
    fr: [
      'Le nom d’utilisateur est l’adresse e-mail entière.',
      'Le mot de passe est celui défini pour cette adresse dans l’espace client.',
      'L’authentification du serveur sortant est indispensable, avec le même nom d’utilisateur et le même mot de passe que pour la réception : « POP before SMTP » n’est pas pris en charge.',
      'Ces réglages ne valent pas pour les adresses Exchange.',
    ],
    en: [
      'The user name is the whole e-mail address.',
      'The password is the one set for this address in the customer area.',
      'Authentication for the outgoing server must be on, with the same user name and password as for receiving: "POP before SMTP" is not supported.',
      'These settings do not apply to Exchange addresses.',
    ],
  },
};
