/** Admission control: which requests are admitted during overload. */

import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { admissionControl } from '../../../../src/runtime/node/limits/admission.ts';

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
    '%s is admitted, so that a busy server is not taken for a dead one',
    (url) => {
      expect(gate.admit(messageFor(url))).toBeUndefined();
    },
  );

  test.each(['/', '/healthz/', '/healthzz', '/x?/healthz', 'http://facteur.example.net/x/healthz'])(
    '%s is rejected',
    (url) => {
      expect(gate.admit(messageFor(url))).toBe('overloaded');
    },
  );
});
