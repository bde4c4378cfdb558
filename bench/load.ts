/**
 * Load generator: 32 keep-alive connections without pipelining, which no mail client uses. autocannon needs about as
 * long for a request as facteur for the answer. `LOAD=wrk` uses wrk (Debian's package `wrk`), which is faster than every
 * server and therefore sleeps: the server has to wake it up for each answer, which costs as much as some answers.
 */

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import autocannon from 'autocannon';

export interface Load {
  readonly url: string;
  /** Including queries; requested in turn, repeatedly. */
  readonly paths: readonly string[];
  readonly method: string;
  /** `Host` with a capital, because wrk adds its own otherwise. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly seconds: number;
}

/** @throws if an answer is not a success */
export type Generator = (load: Load) => Promise<number>;

const connections = 32;
const run = promisify(execFile);

/** The load generators: `LOAD` selects one, default autocannon. */
export function generator(): { readonly name: string; readonly perSecond: Generator } {
  const name = process.env['LOAD'] ?? 'autocannon';
  const perSecond = new Map([
    ['autocannon', byAutocannon],
    ['wrk', byWrk],
  ]).get(name);
  if (!perSecond) throw new Error(`LOAD is ${name}, and should be autocannon or wrk`);
  return { name, perSecond };
}

const byWrk: Generator = async ({ url, paths, method, headers, body, seconds }) => {
  const folder = await mkdtemp(join(tmpdir(), 'facteur-load-'));
  try {
    await writeFile(join(folder, 'paths'), paths.join('\n'));
    await writeFile(join(folder, 'body'), body ?? '');
    const script = join(folder, 'load.lua');
    await writeFile(script, luaOf(folder, method, headers, paths.length > 1));
    const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, url + (paths[0] ?? '/')];
    const { stdout } = await run('wrk', args);
    const wrong = /Non-2xx.*|Socket errors.*/.exec(stdout)?.[0];
    const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
    if (wrong !== undefined || !(rate > 0)) throw new Error(`${url}${paths[0]}: ${wrong ?? stdout}`);
    return rate;
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** Lua's long strings have no escapes; their content is our own. */
function luaOf(folder: string, method: string, headers: Load['headers'], several: boolean): string {
  const lines = [
    `wrk.method = [[${method}]]`,
    ...Object.entries(headers).map(([name, value]) => `wrk.headers[ [[${name}]] ] = [[${value}]]`),
    ...(method === 'POST' ? [`wrk.body = io.open([[${join(folder, 'body')}]]):read("*a")`] : []),
  ];
  const inTurn = [
    'local paths = {}',
    `for path in io.lines([[${join(folder, 'paths')}]]) do paths[#paths + 1] = path end`,
    'local at = 0',
    'function request() at = at % #paths + 1; return wrk.format(nil, paths[at]) end',
  ];
  return [...lines, ...(several ? inTurn : [])].join('\n');
}

const byAutocannon: Generator = async ({ url, paths, method, headers, body, seconds }) => {
  let connection = 0;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    method: method === 'POST' ? 'POST' : 'GET',
    headers: { ...headers },
    ...(body === undefined ? {} : { body }),
    setupClient(client) {
      const first = connection++;
      const share = paths.filter((_, at) => paths.length === 1 || at % connections === first);
      client.setRequests(share.map((path) => ({ path })));
    },
  });
  const { non2xx, errors, requests, duration } = result;
  if (non2xx + errors > 0) throw new Error(`${url}${paths[0]}: ${non2xx} answers are none, ${errors} errors`);
  return requests.total / duration;
};
