/** Every parser returns a result for any input and never throws. */

import { describe, expect, it } from 'vitest';
import {
  autoconfigParsers,
  autodiscoverParsers,
  mobileconfigParsers,
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
  autoconfig: autoconfigParsers,
  autodiscover: autodiscoverParsers,
  mobileconfig: mobileconfigParsers,
};

describe.each(Object.entries(lists))('%s', (_, parsers) => {
  it.each(parsers)('$id', (parser) => {
    for (const type of ['text/xml', 'application/x-apple-aspen-config']) {
      for (const body of bodies) {
        const result = parser.parse(http(body, { headers: new Map([['content-type', type]]) }), address);
        expect(typeof result.ok).toBe('boolean');
      }
    }
  });
});
