/**
 * Microsoft 365: mailboxes of Exchange Online. Hosts, ports and OAuth2 are those of Microsoft's page "POP, IMAP, and SMTP
 * settings" in third-party copies of 2026-05, and of office365.com.xml in Thunderbird's database; no copy of Microsoft's own
 * pages was at hand. Passwords have been refused since October 2022, for SMTP since 2026. The URL of Autodiscover is the one
 * to which Microsoft's autodiscover.outlook.com redirects, as traces of it show (o365info.com); no document of Microsoft was
 * found.
 *
 * There is no `ews`: it ends in Exchange Online on 2027-04-01 (Microsoft's message MC1227454).
 */

import type { ProviderDocument } from '../config/schema.ts';

export const microsoft365: ProviderDocument = {
  name: 'Microsoft 365',
  shortName: 'Microsoft',
  incoming: [
    { protocol: 'imap', host: 'outlook.office365.com', security: 'tls', authentication: ['oauth2'] },
    { protocol: 'pop3', host: 'outlook.office365.com', security: 'tls', authentication: ['oauth2'] },
  ],
  outgoing: [
    { protocol: 'smtp', host: 'smtp.office365.com', security: 'starttls', authentication: ['oauth2'] },
  ],
  // POX cannot express OAuth2, so Outlook goes to Microsoft.
  autodiscover: 'https://autodiscover-s.outlook.com/autodiscover/autodiscover.xml',
  activesync: 'https://outlook.office365.com/Microsoft-Server-ActiveSync',
  oauth2: {
    issuer: 'https://login.microsoftonline.com/common/v2.0',
    authorization: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    token: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    scope:
      'https://outlook.office365.com/IMAP.AccessAsUser.All https://outlook.office365.com/POP.AccessAsUser.All https://outlook.office365.com/SMTP.Send offline_access',
  },
  webmail: 'https://outlook.office.com/',
  documentation: [
    {
      url: 'https://support.microsoft.com/en-us/office/pop-imap-and-smtp-settings-8361e398-8af4-4e97-b147-6c6c4ac95353',
      title: {
        en: 'Microsoft: POP, IMAP and SMTP settings',
        fr: 'Microsoft : paramètres POP, IMAP et SMTP (en anglais)',
      },
    },
  ],
  instructions: {
    en: [
      'Choose Exchange or Microsoft 365 in your program if it has that, and sign in with your work or school account.',
    ],
    fr: [
      'Choisissez Exchange ou Microsoft 365 si votre logiciel le propose, et connectez-vous avec votre compte professionnel ou scolaire.',
    ],
  },
};
