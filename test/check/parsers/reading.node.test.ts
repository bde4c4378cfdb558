/** Whatever comes over the wire, a reader gives a reading and throws nothing. */

import { describe, expect, it } from 'vitest';
import {
  autoconfigClients,
  autodiscoverClients,
  mobileconfigClients,
} from '../../../src/check/parsers/index.ts';
import { address, http, pox, vanilla } from '../../support/parser-samples.ts';

const bodies = [
  '',
  'Not Found\n',
  '{"ErrorCode":"InvalidProtocol"}',
  '<',
  '<a/>',
  '<a></b>',
  '<a>&unknown;</a>',
  '<!DOCTYPE html><html><head><br></head></html>',
  '<clientConfig/>',
  '<clientConfig><emailProvider/></clientConfig>',
  '<clientConfig version="1.1"><emailProvider id="a.b"><incomingServer/><outgoingServer/></emailProvider></clientConfig>',
  '<Autodiscover/>',
  '<plist/>',
  '<plist version="1.0"><dict/></plist>',
  `\uFEFF${vanilla}`,
  vanilla.slice(0, 500),
  `${pox}'`,
];

const lists = {
  autoconfig: autoconfigClients,
  autodiscover: autodiscoverClients,
  mobileconfig: mobileconfigClients,
};

describe.each(Object.entries(lists))('%s', (_, clients) => {
  it.each(clients)('$id', (client) => {
    for (const type of ['text/xml', 'application/x-apple-aspen-config']) {
      for (const body of bodies) {
        const reading = client.read(http(body, { headers: new Map([['content-type', type]]) }), address);
        expect(typeof reading.ok).toBe('boolean');
      }
    }
  });
});
