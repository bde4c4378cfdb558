/** Servers with correct or faulty behaviour, on free ports, until the test file ends. */

import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import { afterAll } from 'vitest';

export async function http(listener: RequestListener): Promise<number> {
  return portOf(createHttpServer(listener));
}

/** @param certificates by SNI name; the first one is the default */
export async function https(
  listener: RequestListener,
  folder: string,
  certificates: Readonly<Record<string, string>>,
): Promise<number> {
  const pair = (file: string) => ({
    key: readFileSync(join(folder, `${file}.key`)),
    cert: readFileSync(join(folder, `${file}.crt`)),
  });
  const contexts = new Map<string, SecureContext>(
    Object.entries(certificates).map(([name, file]) => [name, createSecureContext(pair(file))]),
  );
  const server = createHttpsServer(
    {
      ...pair(Object.values(certificates)[0] ?? ''),
      SNICallback: (name, done) => done(null, contexts.get(name)),
    },
    listener,
  );
  return portOf(server);
}

export async function tcp(talk: (socket: Socket) => void): Promise<number> {
  return portOf(
    createTcpServer((socket) => {
      socket.on('error', () => {});
      talk(socket);
    }),
  );
}

export async function portOf(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => void sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
