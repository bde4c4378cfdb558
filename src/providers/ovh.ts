/**
 * OVH's mail services, as OVH's own guides give them (github.com/ovh/docs, pages/web_cloud/
 * email_and_collaborative_solutions). Where a guide leaves a value open, so do we.
 */

import type { ProviderDocument } from '../config/schema.ts';

const guide =
  'https://help.ovhcloud.com/csm/fr-mx-plan-outlook-windows-configuration?id=kb_article_view&sysparm_article=KB0052099';

/** What the page says of every provider is not said again: the whole address, authentication, Exchange. */
const popBeforeSmtp = {
  fr: '« POP before SMTP » n’est pas pris en charge : sans authentification du serveur sortant, rien ne part.',
  en: '"POP before SMTP" is not supported: without authentication for the outgoing server, nothing is sent.',
} as const;

/**
 * Shared mail (MX Plan) in Europe: "Courrier sur Windows 8" (legacy guide 1281), and its successor
 * mx_plan/how_to_configure_windows_10 (2025-09-26), which names ssl0.ovh.net beside imap.mail.ovh.net and the like.
 */
export const ovh: ProviderDocument = {
  name: 'OVH',
  shortName: 'OVH',
  incoming: ['imaps://ssl0.ovh.net:993', 'pop3s://ssl0.ovh.net:995'],
  outgoing: ['smtps://ssl0.ovh.net:465'],
  // "SSL désactivée" in the guide: shown to people, marked as not encrypted, never sent to a client.
  manual: ['imap://ssl0.ovh.net:143', 'pop3://ssl0.ovh.net:110', 'smtp://ssl0.ovh.net:587'],
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

/** The same in America and Asia: mx_plan/how_to_configure_windows_10 (2025-09-26), "AMERIQUE / ASIE-PACIFIQUE". */
export const ovhCanada: ProviderDocument = {
  name: 'OVH',
  shortName: 'OVH',
  incoming: ['imaps://imap.mail.ovh.ca:993', 'pop3s://pop.mail.ovh.ca:995'],
  outgoing: ['smtps://smtp.mail.ovh.ca:465'],
  instructions: {
    fr: [popBeforeSmtp.fr],
    en: [popBeforeSmtp.en],
  },
};

/**
 * Email Pro: email_pro/how_to_configure_thunderbird (2021-08-26). The host, pro and a number, is the customer's:
 * it stands in the control panel. No guide names a port for implicit TLS when sending.
 */
export const ovhEmailPro = (host: string): ProviderDocument => ({
  ...onOneHost(host),
  name: 'OVH Email Pro',
  shortName: 'OVH Email Pro',
});

/**
 * Hosted Exchange by IMAP: microsoft_exchange/how_to_configure_thunderbird (2026-03-24). The host, ex and a number,
 * is the customer's. The guides for iOS and Windows have people choose Exchange with this host; they name no
 * ActiveSync or EWS URL, so none stands here.
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
