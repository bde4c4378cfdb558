/**
 * IONOS, by country. Source: the glossary of www.ionos.fr and www.ionos.co.uk, which names imap.ionos.fr and pop.ionos.fr.
 * The ports are those of Thunderbird's database for 1&1, its former name; no page of IONOS with them was found.
 */

import type { ProviderDocument } from '../config/schema.ts';

/** @param host the domain of the customer's country: `ionos.fr` */
export const ionos = (host: string): ProviderDocument => ({
  name: 'IONOS',
  shortName: 'IONOS',
  incoming: [`imaps://imap.${host}:993`, `pop3s://pop.${host}:995`],
  outgoing: [`smtps://smtp.${host}:465`],
});
