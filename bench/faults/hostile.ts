/** 100,000 hostile requests: none is answered 5xx or with something ill-formed, and none leaves a trace in the log. */

import { connect } from 'node:net';
import { XMLValidator } from 'fast-xml-parser';
import { start } from './facteur.ts';
import type { Outcome } from './faults.ts';
import { type Hostile, hostileRequests } from './requests.ts';

const count = Number(process.env['HOSTILE'] ?? 100_000);
const seed = Number(process.env['SEED'] ?? 1);
const connections = 16;

export async function hostile(progress: (done: number, of: number) => void): Promise<Outcome> {
  const facteur = await start({ FACTEUR_LOG: 'requests', FACTEUR_SOAP: '1' });
  const port = Number(new URL(facteur.url).port);
  const statuses = new Map<string, number>();
  const bad: string[] = [];
  const requests = hostileRequests(count, seed)[Symbol.iterator]();
  let done = 0;
  const client = async (): Promise<void> => {
    for (let next = requests.next(); !next.done; next = requests.next()) {
      const { status, flaw } = judge(next.value, await exchange(port, next.value));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (flaw !== undefined)
        bad.push(`${flaw}: ${JSON.stringify(next.value.bytes.toString('latin1').slice(0, 300))}`);
      if (++done % 1000 === 0) progress(done, count);
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  const alive = (await fetch(`${facteur.url}/healthz`)).ok;
  await facteur.stop();
  const logged = facteur
    .said()
    .split('\n')
    .filter((line) => line.startsWith('{'));
  const telling = logged.filter((line) => /@|example|passwd|DROP|<|alert/i.test(line));
  const figures = [...statuses]
    .toSorted()
    .map(([status, times]) => `${times} × ${status}`)
    .join(', ');
  return {
    good: bad.length === 0 && alive && telling.length === 0 && logged.length > 0,
    figures: `${done.toLocaleString('en')} requests: ${figures}; ${bad.length} ill-formed or 5xx; ${telling.length} of ${logged.length.toLocaleString('en')} lines of log tell who asked`,
    trouble: [...bad.slice(0, 10), ...telling.slice(0, 10)],
  };
}

/** Whatever comes until the other side closes the connection; it closes after half a minute at the latest. */
function exchange(port: number, { kind, bytes }: Hostile): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const end = (): void => {
      socket.destroy();
      resolve(Buffer.concat(chunks));
    };
    socket.setTimeout(30_000, end);
    socket
      .on('data', (chunk) => chunks.push(chunk))
      .on('end', end)
      .on('error', end);
    // Whoever says that no more will come is hung up on by Node while an answer is still being made; what need not
    // be whole has to say so, lest both sides wait.
    if (kind === 'raw') socket.end(bytes);
    else socket.write(bytes);
  });
}

interface Judged {
  readonly status: string;
  readonly flaw?: string;
}

function judge({ kind }: Hostile, reply: Buffer): Judged {
  // Half a request is no request: the connection is closed, and there is nobody to be answered.
  if (reply.length === 0)
    return kind === 'raw' ? { status: 'closed' } : { status: 'closed', flaw: 'no answer' };
  const [head, ...rest] = reply
    .toString('latin1')
    .replace(/^HTTP\/1\.1 100 .*\r\n\r\n/, '')
    .split('\r\n\r\n');
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(head ?? '')?.[1];
  if (status === undefined) return { status: 'none', flaw: 'this is not HTTP' };
  if (status.startsWith('5')) return { status, flaw: `answered ${status}` };
  if (!/\r\nx-content-type-options: nosniff/i.test(head ?? '')) return { status, flaw: 'no nosniff' };
  const length = /\r\ncontent-length: (\d+)/i.exec(head ?? '')?.[1];
  const type = /\r\ncontent-type: ([^\r]+)/i.exec(head ?? '')?.[1];
  const body = Buffer.from(rest.join('\r\n\r\n').slice(0, Number(length ?? 0)), 'latin1').toString('utf8');
  if (body === '' || type === undefined) return { status };
  const flaw = flawOf(type, body);
  return flaw === undefined ? { status } : { status, flaw };
}

function flawOf(type: string, body: string): string | undefined {
  const wellFormed = XMLValidator.validate(body) === true;
  if (/^(text\/xml|application\/(x-apple-aspen-config|soap\+xml))/.test(type))
    return wellFormed ? undefined : 'ill-formed XML';
  if (type.startsWith('application/json')) return isJson(body) ? undefined : 'ill-formed JSON';
  if (type.startsWith('text/html')) return /^<!doctype html>/i.test(body) ? undefined : 'ill-formed HTML';
  if (type.startsWith('text/plain')) return wellFormed ? 'words that parse as XML' : undefined;
  return `a type that nobody knows: ${type}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
