/** Proposes answers from the settings that a domain already publishes, with a short timeout. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Net } from '../../check/net.ts';
import { serverUrl } from '../../config/server-url.ts';
import { parseDomain } from '../../model/address.ts';
import { discoverDomain } from '../import/discover-domain.ts';
import type { Answers } from './answers.ts';

/** Enough for a domain that answers, short enough for a person who waits. */
const timeoutMilliseconds = 8000;

export async function proposalsFor(name: string, net: Net): Promise<Partial<Answers>> {
  const domain = parseDomain(name);
  if (!domain.ok) return {};
  const lookup = new AbortController();
  const late = sleep(timeoutMilliseconds, undefined, { signal: lookup.signal }).catch(() => undefined);
  try {
    const found = await Promise.race([discoverDomain(domain.value, net, () => {}), late]);
    if (!found) return {};
    const { incoming, outgoing, name: called } = found.provider;
    const url = (protocol: 'imap' | 'pop3'): string | undefined => {
      const server = incoming.find((one) => one.protocol === protocol);
      return server && serverUrl(server);
    };
    const [imap, pop3] = [url('imap'), url('pop3')];
    const [smtp] = outgoing.map(serverUrl);
    return {
      name: called,
      ...(imap === undefined ? {} : { imap }),
      ...(pop3 === undefined ? {} : { pop3 }),
      ...(smtp === undefined ? {} : { smtp }),
    };
  } finally {
    lookup.abort();
  }
}
