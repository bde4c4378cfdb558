/**
 * Hetzner's web hosting (konsoleH). Source: wiki.hetzner.de, KonsoleH: E-Mailverwaltung: the whole address is the user
 * name. Host and ports are those of Thunderbird's database; no page of Hetzner with them was found.
 */

import type { ProviderDocument } from '../config/schema.ts';

export const hetzner: ProviderDocument = {
  name: 'Hetzner',
  shortName: 'Hetzner',
  incoming: ['imaps://mail.your-server.de:993'],
  outgoing: ['smtps://mail.your-server.de:465'],
};
