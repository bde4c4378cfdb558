/** Connections on Node, with TLS judged and told, not just refused: what a check wants to know is the flaw. */

import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import type { CertificateFlaw, ConnectFailure, Tls } from '../../../check/net.ts';
import { ok, type Result, refuse } from '../../../model/result.ts';
import { tlsOf } from './certificate.ts';
import type { Dns } from './dns.ts';

export interface Dial {
  readonly dns: Dns;
  /** Certificates in PEM that are trusted beside those of the system. */
  readonly ca: readonly string[] | undefined;
}

export interface Opened {
  readonly socket: Socket;
  readonly address: string;
}

/** Tries each address for its share of the time, as clients with IPv6 and IPv4 do. */
export async function openTcp(
  host: string,
  port: number,
  limitMilliseconds: number,
  { dns }: Dial,
): Promise<Result<Opened, ConnectFailure>> {
  const began = performance.now();
  const found = isIP(host) ? ok([host]) : await dns.addresses(host, limitMilliseconds);
  if (!found.ok) return refuse({ reason: found.refusal, host });
  let failure: ConnectFailure = { reason: 'no-records', host };
  for (const [at, address] of found.value.entries()) {
    const left = limitMilliseconds - (performance.now() - began);
    const opened = await openOne(address, port, Math.max(1, left / (found.value.length - at)));
    if (opened.ok) return opened;
    failure = opened.refusal;
  }
  return refuse(failure);
}

function openOne(
  address: string,
  port: number,
  limitMilliseconds: number,
): Promise<Result<Opened, ConnectFailure>> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host: address, port });
    const done = (result: Result<Opened, ConnectFailure>): void => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      // Later errors are the conversation's to hear; without any listener one would end the process.
      socket.on('error', () => {});
      if (!result.ok) socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => done(refuse({ reason: 'timeout' })), limitMilliseconds);
    socket.once('connect', () => done(ok({ socket, address })));
    socket.once('error', (error) => done(refuse(tcpFailure(error))));
  });
}

export function tcpFailure(error: unknown): ConnectFailure {
  switch (codeOf(error)) {
    case 'ECONNREFUSED':
      return { reason: 'refused' };
    case 'ECONNRESET':
    case 'EPIPE':
      return { reason: 'closed' };
    case 'ETIMEDOUT':
      return { reason: 'timeout' };
    default:
      return { reason: 'unreachable' };
  }
}

export interface Secured {
  readonly socket: TLSSocket;
  readonly tls: Tls;
}

/**
 * @param name whose certificate it should be
 * @param protocols what is said by ALPN; mail clients say nothing, and some mail servers hang up on what is not theirs (Exim's tls_alpn)
 */
export function secure(
  socket: Socket,
  name: string,
  limitMilliseconds: number,
  { ca }: Dial,
  protocols: readonly string[] = [],
): Promise<Result<Secured, ConnectFailure>> {
  const options: ConnectionOptions = {
    socket,
    ...(isIP(name) ? {} : { servername: name }),
    host: name,
    // The flaw is looked at below, and told.
    rejectUnauthorized: false,
    ...(protocols.length > 0 ? { ALPNProtocols: [...protocols] } : {}),
    ...(ca ? { ca: [...ca] } : {}),
  };
  return new Promise((resolve) => {
    const tlsSocket = connectTls(options);
    const done = (result: Result<Secured, ConnectFailure>): void => {
      clearTimeout(timer);
      tlsSocket.removeAllListeners('error');
      tlsSocket.on('error', () => {});
      if (!result.ok) tlsSocket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => done(refuse({ reason: 'timeout' })), limitMilliseconds);
    tlsSocket.once('secureConnect', () => done(ok({ socket: tlsSocket, tls: tlsOf(tlsSocket) })));
    tlsSocket.once('error', (error) => done(refuse(tlsFailure(error))));
    tlsSocket.once('close', () => done(refuse({ reason: 'closed' })));
  });
}

function tlsFailure(error: unknown): ConnectFailure {
  const code = codeOf(error) ?? '';
  if (code === 'ECONNRESET') return { reason: 'closed' };
  return {
    reason: 'tls',
    detail: code
      .replace(/^ERR_SSL_/, '')
      .replaceAll('_', ' ')
      .toLowerCase(),
  };
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** @returns the failure that a client makes of a flawed certificate */
export const certificateFailure = (flaw: CertificateFlaw, tls: Tls): ConnectFailure => ({
  reason: 'certificate',
  flaw,
  tls,
});
