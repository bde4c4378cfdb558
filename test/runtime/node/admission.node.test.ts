/** Admission control: who is let in while there is too much to do. */

import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { admissionControl } from '../../../src/runtime/node/admission.ts';

const gate = admissionControl(
  { perSecond: 0, burst: 1 },
  { networkOf: () => undefined },
  () => true,
  () => 0,
);

function messageFor(url: string): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  message.url = url;
  return message;
}

describe('under overload', () => {
  test.each(['/healthz', '/HEALTHZ', '/healthz?x=y', 'http://facteur.example.net/healthz'])(
    '%s is let in, so that nobody takes a busy server for a dead one',
    (url) => {
      expect(gate.admit(messageFor(url))).toBeUndefined();
    },
  );

  test.each(['/', '/healthz/', '/healthzz', '/x?/healthz', 'http://facteur.example.net/x/healthz'])(
    '%s is turned away',
    (url) => {
      expect(gate.admit(messageFor(url))).toBe('overloaded');
    },
  );
});
