/** Clients that find mail servers in DNS according to RFC 6186 and RFC 8314 §5.1. */

import { firstOffered, type SrvAnswer, srvLookup } from '../dns-lookup.ts';
import type { Simulator } from '../simulator.ts';

export const srvClients: Simulator = {
  id: 'srv',
  name: 'SRV clients (RFC 6186)',
  source: 'RFC 6186 §3 and §4; RFC 8314 §5.1',
  asksServers: true,
  lookup: () =>
    srvLookup(['_imaps', '_imap', '_pop3s', '_pop3', '_submissions', '_submission'], (answers) => {
      const imap = firstOffered(answers, '_imaps', '_imap');
      const pop3 = firstOffered(answers, '_pop3s', '_pop3');
      const incoming = preferred(imap, pop3);
      const outgoing = firstOffered(answers, '_submissions', '_submission');
      const names = [...(incoming ? [] : ['_imaps']), ...(outgoing ? [] : ['_submissions'])];
      if (!incoming || !outgoing) return { kind: 'no-srv', names };
      return {
        incoming: {
          from: incoming,
          protocol: incoming === imap ? 'imap' : 'pop3',
          tls: /^_(imaps|pop3s)\./.test(incoming.name),
        },
        outgoing: { from: outgoing, tls: outgoing.name.startsWith('_submissions.') },
      };
    }),
};

/** RFC 6186 §3.4: the lower priority decides between IMAP and POP3; IMAP if both are equal. */
function preferred(imap: SrvAnswer | undefined, pop3: SrvAnswer | undefined): SrvAnswer | undefined {
  if (!imap || !pop3) return imap ?? pop3;
  return (pop3.records[0]?.priority ?? 0) < (imap.records[0]?.priority ?? 0) ? pop3 : imap;
}
