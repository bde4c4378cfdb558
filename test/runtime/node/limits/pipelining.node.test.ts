import { once } from 'node:events';
import { Agent, createServer, get, type ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { withoutPipelining } from '../../../../src/runtime/node/limits/pipelining.ts';

test('an idle connection keeps no response in memory', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: unknown = runInNewContext('gc');
  if (typeof collectGarbage !== 'function') throw new Error('no garbage collector to call');
  const sent: WeakRef<ServerResponse>[] = [];
  const { listener } = withoutPipelining((_message, outgoing) => {
    if (!('assignSocket' in outgoing)) throw new Error('HTTP/1 only');
    sent.push(new WeakRef(outgoing));
    outgoing.end('x');
  });
  const server = createServer(listener).listen(0, '127.0.0.1');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => {
    agent.destroy();
    server.close();
  });
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  for (let count = 0; count < 3; count++) {
    const [response] = await once(get({ port, host: '127.0.0.1', agent }), 'response');
    await once(response.resume(), 'end');
    await nextTurn();
  }
  for (let turn = 0; turn < 5; turn++) {
    await nextTurn();
    collectGarbage();
  }
  expect(sent.map((response) => response.deref())).toEqual([undefined, undefined, undefined]);
});
