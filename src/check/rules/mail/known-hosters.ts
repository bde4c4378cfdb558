/**
 * Mailbox hosters by host name. They show outdated CNAMEs that were not changed when the mail moved, and where a mail
 * exchanger's mailboxes are. Mail filters, which only forward mail, are not listed.
 */

const hosters: readonly (readonly [name: string, suffixes: readonly string[]])[] = [
  ['Microsoft 365', ['outlook.com', 'office365.com', 'mx.microsoft', 'hotmail.com']],
  ['GoDaddy', ['secureserver.net']],
  ['Google', ['google.com', 'googlemail.com', 'googlehosted.com', 'gmail.com']],
  ['Rackspace', ['emailsrvr.com']],
  [
    'IONOS',
    ['1and1.info', '1and1.com', 'ionos.com', 'ionos.de', 'ionos.co.uk', 'ionos.fr', 'kundenserver.de'],
  ],
  ['OVH', ['ovh.net', 'ovh.com']],
  ['Hostinger', ['hostinger.com', 'titan.email']],
  ['Namecheap', ['privateemail.com']],
  ['Zoho', ['zoho.com', 'zoho.eu', 'zoho.in']],
  ['Fastmail', ['messagingengine.com', 'fastmail.com']],
  ['Migadu', ['migadu.com']],
  ['Yandex', ['yandex.net', 'yandex.ru', 'yandex.com']],
  ['Proton', ['protonmail.ch', 'proton.me']],
  ['mailbox.org', ['mailbox.org']],
  ['Infomaniak', ['infomaniak.ch', 'infomaniak.com']],
  ['Gandi', ['gandi.net']],
  ['iCloud', ['icloud.com']],
  ['Amazon WorkMail', ['awsapps.com']],
];

/** @returns the mailbox hoster that a host belongs to */
export const hosterOf = (host: string): string | undefined =>
  hosters.find(([, suffixes]) =>
    suffixes.some((suffix) => host === suffix || host.endsWith(`.${suffix}`)),
  )?.[0];
