/**
 * OVH's mail services, with the values of OVH's own guides (github.com/ovh/docs, pages/web_cloud/
 * email_and_collaborative_solutions). A value that no guide gives is left out.
 */

import type { ProviderDocument } from '../config/schema.ts';

const guide =
  'https://help.ovhcloud.com/csm/fr-mx-plan-outlook-windows-configuration?id=kb_article_view&sysparm_article=KB0052099';

/** Only what the setup page does not already say for every provider: the whole address, authentication, Exchange. */
const popBeforeSmtp = {
  fr: '« POP before SMTP » n’est pas pris en charge : sans authentification du serveur sortant, rien ne part.',
  en: '"POP before SMTP" is not supported: without authentication for the outgoing server, nothing is sent.',
} as const;

/**
 * Shared mail (MX Plan) in Europe: "Courrier sur Windows 8" (legacy guide 1281), and its successor
 * mx_plan/how_to_configure_windows_10 (2025-09-26), which gives ssl0.ovh.net next to imap.mail.ovh.net and others.
 */
export const ovh: ProviderDocument = {
  name: 'OVH',
  shortName: 'OVH',
  incoming: ['imaps://ssl0.ovh.net:993', 'pop3s://ssl0.ovh.net:995'],
  outgoing: ['smtps://ssl0.ovh.net:465'],
  // "SSL désactivée" in the guide: shown on the page, marked as not encrypted, never sent to a client.
  manual: [
    // The other names in today's guides.
    'imaps://imap.mail.ovh.net:993',
    'pop3s://pop.mail.ovh.net:995',
    'smtps://smtp.mail.ovh.net:465',
    'imap://ssl0.ovh.net:143',
    'pop3://ssl0.ovh.net:110',
    'smtp://ssl0.ovh.net:587',
  ],
  documentation: [
    {
      url: guide,
      title: {
        fr: 'OVHcloud : configurer son adresse e-mail MX Plan',
        en: 'OVHcloud: setting up an MX Plan e-mail address (in French)',
      },
    },
  ],
  instructions: {
    fr: ['Le mot de passe est celui défini pour cette adresse dans l’espace client.', popBeforeSmtp.fr],
    en: ['The password is the one set for this address in the customer area.', popBeforeSmtp.en],
  },
};

/**
 * Zimbra: "same settings as MX Plan" (zimbra/zimbra_mail_apps, 2024-10-10), and calendars at zimbra1.mail.ovh.net
 * (zimbra/zimbra_calendar_sync, 2026-01-29). No guide was found for address books by CardDAV, nor for calendars in America
 * and Asia.
 */
export const ovhZimbra: ProviderDocument = {
  ...ovh,
  name: 'OVH Zimbra',
  shortName: 'OVH Zimbra',
  caldav: 'https://zimbra1.mail.ovh.net/',
};

/**
 * Zimbra Pro has ActiveSync, at the same host (zimbra/zimbra_outlook_app_android, 2025-07-03); Zimbra Starter has not. The
 * guides give the host alone: the path is the usual one of ActiveSync.
 */
export const ovhZimbraPro: ProviderDocument = {
  ...ovhZimbra,
  name: 'OVH Zimbra Pro',
  shortName: 'OVH Zimbra',
  activesync: 'https://zimbra1.mail.ovh.net/Microsoft-Server-ActiveSync',
};

/** Shared mail in America and Asia: mx_plan/how_to_configure_windows_10 (2025-09-26), "AMERIQUE / ASIE-PACIFIQUE". */
export const ovhCanada: ProviderDocument = {
  name: 'OVH',
  shortName: 'OVH',
  incoming: ['imaps://imap.mail.ovh.ca:993', 'pop3s://pop.mail.ovh.ca:995'],
  outgoing: ['smtps://smtp.mail.ovh.ca:465'],
  manual: ['imaps://ssl0.ovh.ca:993', 'pop3s://ssl0.ovh.ca:995', 'smtps://ssl0.ovh.ca:465'],
  instructions: {
    fr: [popBeforeSmtp.fr],
    en: [popBeforeSmtp.en],
  },
};

/**
 * Email Pro: email_pro/how_to_configure_thunderbird (2021-08-26). The host, `pro` and a number, depends on the
 * customer and is shown in the control panel. No guide gives a port for implicit TLS for sending.
 */
export const ovhEmailPro = (host: string): ProviderDocument => ({
  ...onOneHost(host),
  name: 'OVH Email Pro',
  shortName: 'OVH Email Pro',
});

/**
 * Hosted Exchange by IMAP: microsoft_exchange/how_to_configure_thunderbird (2026-03-24). The host, `ex` and a
 * number, depends on the customer. The guides for iOS and Windows tell users to choose Exchange with this host; they
 * give no ActiveSync or EWS URL, so there is none here.
 */
export const ovhExchange = (host: string): ProviderDocument => ({
  ...onOneHost(host),
  name: 'OVH Exchange',
  shortName: 'OVH Exchange',
});

const onOneHost = (host: string): ProviderDocument => ({
  incoming: [`imaps://${host}:993`, `pop3s://${host}:995`],
  outgoing: [`smtp+starttls://${host}:587`],
});

/** In Canada there is one host: the same guide in French of Canada (2026-03-24). */
export const ovhExchangeCanada: ProviderDocument = ovhExchange('ex.mail.ovh.ca');
