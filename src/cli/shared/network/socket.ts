/** TCP and TLS connections on Node. A bad certificate is reported, not rejected: the check needs the flaw. */

import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import type { CertificateFlaw, ConnectFailure, Tls } from '../../../check/net.ts';
import { ok, type Result, refuse } from '../../../model/result.ts';
import { tlsInfo } from './certificate.ts';
import type { Dns } from './dns.ts';

export interface DialOptions {
  readonly dns: Dns;
  /** PEM certificates that are trusted in addition to those of the system. */
  readonly ca: readonly string[] | undefined;
}

interface TcpConnection {
  readonly socket: Socket;
  readonly address: string;
}

/** Tries each address with an equal share of the timeout, as clients with IPv6 and IPv4 do. */
export async function openTcp(
  host: string,
  port: number,
  limitMilliseconds: number,
  { dns }: DialOptions,
): Promise<Result<TcpConnection, ConnectFailure>> {
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
): Promise<Result<TcpConnection, ConnectFailure>> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host: address, port });
    const done = (result: Result<TcpConnection, ConnectFailure>): void => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      // Without a listener a later error would end the process; the reader notices the close.
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

interface TlsConnection {
  readonly socket: TLSSocket;
  readonly tls: Tls;
}

/**
 * @param name the name that the certificate must cover
 * @param protocols sent with ALPN; mail clients send none, and some mail servers reject unknown ones (Exim's tls_alpn)
 */
export function startTls(
  socket: Socket,
  name: string,
  limitMilliseconds: number,
  { ca }: DialOptions,
  protocols: readonly string[] = [],
): Promise<Result<TlsConnection, ConnectFailure>> {
  const options: ConnectionOptions = {
    socket,
    ...(isIP(name) ? {} : { servername: name }),
    host: name,
    // tlsInfo reports the flaw instead.
    rejectUnauthorized: false,
    ...(protocols.length > 0 ? { ALPNProtocols: [...protocols] } : {}),
    ...(ca ? { ca: [...ca] } : {}),
  };
  return new Promise((resolve) => {
    const tlsSocket = connectTls(options);
    const done = (result: Result<TlsConnection, ConnectFailure>): void => {
      clearTimeout(timer);
      tlsSocket.removeAllListeners('error');
      tlsSocket.on('error', () => {});
      if (!result.ok) tlsSocket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => done(refuse({ reason: 'timeout' })), limitMilliseconds);
    tlsSocket.once('secureConnect', () => done(ok({ socket: tlsSocket, tls: tlsInfo(tlsSocket) })));
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

/** @returns the connection failure of a client that rejects the certificate */
export const certificateFailure = (flaw: CertificateFlaw, tls: Tls): ConnectFailure => ({
  reason: 'certificate',
  flaw,
  tls,
});
