/** The error boundary around requests, listeners and timers, by HTTP/1 and HTTP/2. */

import { createServer, get, type RequestListener, ServerResponse } from 'node:http';
import { connect, createServer as createHttp2Server } from 'node:http2';
import { describe, expect, onTestFinished, test } from 'vitest';
import { plainText } from '../../../src/http/response.ts';
import type { RequestEvent } from '../../../src/pipeline.ts';
import { errorBoundary } from '../../../src/runtime/node/error-boundary.ts';
import { type NodeResponse, type RequestHandler, send } from '../../../src/runtime/node/http-types.ts';

/** An error as input could make one: its message repeats an address, on a line that looks like a frame. */
const failure = (): Error => new Error('jo@example.org\n    at jo@example.org (a.ts:1:1)');

type Handle = Parameters<ReturnType<typeof errorBoundary>['request']>[0];

/** What `writeHead` of HTTP/1 and HTTP/2 have in common is no type of its own. */
function begin(outgoing: NodeResponse, status: number, headers: Record<string, string>): void {
  if (outgoing instanceof ServerResponse) outgoing.writeHead(status, headers);
  else outgoing.writeHead(status, headers);
}

const handlers: readonly {
  readonly title: string;
  readonly handle: Handle;
  readonly status: number | 'closed';
}[] = [
  {
    title: 'a handler that throws',
    status: 500,
    handle: () => {
      throw failure();
    },
  },
  { title: 'a handler that rejects', status: 500, handle: async () => Promise.reject(failure()) },
  {
    title: 'an answer that cannot be sent',
    status: 500,
    handle: (_message, outgoing) => begin(outgoing, 99, { etag: '"a"' }),
  },
  {
    title: 'a handler that throws after its headers are out',
    status: 'closed',
    handle: (_message, outgoing) => {
      begin(outgoing, 200, {});
      if (outgoing instanceof ServerResponse) outgoing.write('half');
      else outgoing.write('half');
      throw failure();
    },
  },
];

function boundaryWithReports() {
  const reports: RequestEvent[] = [];
  const bugs: string[] = [];
  const boundary = errorBoundary({
    report: (event) => void reports.push(event),
    bug: (place) => void bugs.push(place),
  });
  return { boundary, reports, bugs };
}

async function listening(
  server: ReturnType<typeof createServer | typeof createHttp2Server>,
): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? bound.port : 0;
}

interface Reply {
  readonly status: number | 'closed';
  readonly headers: Readonly<Record<string, unknown>>;
}

const askHttp1 = (port: number): Promise<Reply> =>
  new Promise((resolve) => {
    const closed = () => resolve({ status: 'closed', headers: {} });
    get({ port, host: '127.0.0.1', agent: false }, (response) => {
      response.on('error', closed).resume();
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
    }).on('error', closed);
  });

type Ask = () => Promise<Reply>;

async function overHttp1(listener: RequestHandler): Promise<Ask> {
  const onRequest: RequestListener = listener;
  const port = await listening(createServer(onRequest));
  return () => askHttp1(port);
}

/** All requests on one connection, which must outlive each of them. */
async function overHttp2(listener: RequestHandler): Promise<Ask> {
  const client = connect(`http://127.0.0.1:${await listening(createHttp2Server(listener))}`);
  onTestFinished(() => client.destroy());
  return () =>
    new Promise((resolve) => {
      const stream = client.request({ ':path': '/' });
      let reply: Reply = { status: 'closed', headers: {} };
      stream.on('response', (headers) => {
        reply = { status: Number(headers[':status']), headers: { ...headers } };
      });
      stream.on('error', () => {});
      stream.on('close', () => resolve(stream.rstCode === 0 ? reply : { ...reply, status: 'closed' }));
      stream.resume();
    });
}

describe.each([
  ['HTTP/1', overHttp1],
  ['HTTP/2', overHttp2],
])('by %s', (_, serve) => {
  test.each(handlers)(
    '$title ends that request alone, and is reported by its place',
    async ({ handle, status }) => {
      const { boundary, reports, bugs } = boundaryWithReports();
      let failing = true;
      const ask = await serve(
        boundary.request((message, outgoing) =>
          failing ? handle(message, outgoing) : send(outgoing, plainText(200, 'ok')),
        ),
      );
      const reply = await ask();
      expect(reply.status).toBe(status);
      if (status === 500) {
        expect(reply.headers['x-content-type-options']).toBe('nosniff');
        expect(reply.headers['etag']).toBeUndefined();
      }
      expect(bugs).toEqual([]);
      expect(reports).toMatchObject([{ dialect: 'none', method: 'GET', status: 500 }]);
      expect(reports[0]?.bug).toMatch(/^\w*Error at .+:\d+:\d+/);
      expect(JSON.stringify(reports)).not.toContain('example.org');
      failing = false;
      expect((await ask()).status).toBe(200);
    },
  );

  test('a reporter that throws does not keep the request from its end', async () => {
    const boundary = errorBoundary({
      report: () => {
        throw failure();
      },
      bug: () => {},
    });
    const ask = await serve(
      boundary.request(() => {
        throw failure();
      }),
    );
    expect((await ask()).status).toBe(500);
  });
});

describe('a listener or a timer', () => {
  test('that throws is reported by its place, and ends what it was about', () => {
    const { boundary, bugs } = boundaryWithReports();
    const ended: string[] = [];
    const listener = boundary.listener(
      (_name: string) => {
        throw failure();
      },
      (name) => {
        ended.push(name);
        throw failure();
      },
    );
    expect(() => listener('socket')).not.toThrow();
    expect(ended).toEqual(['socket']);
    expect(bugs).toHaveLength(1);
    expect(bugs[0]).toMatch(/^Error at .+:\d+:\d+/);
    expect(bugs[0]).not.toContain('example.org');
  });

  test('a promise that is not awaited is reported when it rejects', async () => {
    const { boundary, bugs } = boundaryWithReports();
    boundary.detached(Promise.reject(failure()));
    await new Promise(setImmediate);
    expect(bugs).toHaveLength(1);
  });
});
