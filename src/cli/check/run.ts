/** What `facteur check` does: some domains at a time, each told as soon as it is known. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { askedOf, type CheckOptions, check, isFine } from '../../check/check.ts';
import { inOrder } from '../../check/concurrent-map.ts';
import type { Report } from '../../check/report.ts';
import type { Clocks } from '../../check/rules/ground-truth.ts';
import { truthFor } from '../../check/rules/index.ts';
import { players } from '../../check/simulators/index.ts';
import type { Asked } from '../../check/subject.ts';
import { direct } from '../shared/network/http.ts';
import { nodeNet } from '../shared/network/index.ts';
import { resolverOf } from '../shared/network/resolver.ts';
import { progressOn } from '../shared/progress.ts';
import { type ExitCode, printable, type Terminal } from '../shared/stdio.ts';
import type { CheckFormat } from './command.ts';
import { routeTo, targetIn } from './target.ts';
import { writerFor } from './write-report.ts';

export interface CheckCommandOptions {
  readonly list?: string;
  readonly server?: string;
  readonly target?: string;
  readonly resolver?: string;
  readonly ca?: string;
  readonly client?: readonly string[];
  readonly format: CheckFormat;
  readonly json?: true;
  readonly clientsOnly?: true;
  readonly steps?: true;
  readonly timeout: number;
  readonly parallel: number;
}

const progressMilliseconds = 200;

interface Subject {
  readonly text: string;
  readonly asked: Asked;
}

/** @throws what should end with code 2 */
export async function runCheck(
  given: readonly string[],
  options: CheckCommandOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const listed = options.list === undefined ? [] : linesOf(await contentOf(options.list, terminal));
  const { subjects, refused } = subjectsOf([...given, ...listed]);
  for (const line of refused) {
    terminal.stderr.write(`${printable(line)}: neither an address nor a domain\n`);
  }
  if (subjects.length === 0) throw new Error('there is nothing to check: name an address or a domain');
  // One that was typed is a mistake; of a list the others are checked.
  if (refused.some((line) => given.includes(line))) return 2;

  const server = options.server === undefined ? undefined : serverOf(options.server);
  const domains = new Set<string>(subjects.map(({ asked }) => asked.domain));
  const net = nodeNet({
    resolver: options.resolver === undefined ? undefined : resolverOf(options.resolver),
    ca: options.ca === undefined ? undefined : await readFile(options.ca, 'utf8'),
    limitMilliseconds: options.timeout * 1000,
    routeOf: server ? routeTo(server, (domain) => domains.has(domain)) : direct,
  });
  const played = players.filter(({ id }) => options.client?.includes(id) ?? true);
  const target = options.target ?? (server && targetIn(server));
  const clocks: Clocks = { now: () => new Date(), nowMilliseconds: () => performance.now() };
  const how: CheckOptions = {
    players: played,
    target,
    md5: (value) => createHash('md5').update(value).digest('hex'),
    ...clocks,
    ...(options.client === undefined && !options.clientsOnly ? { truth: truthFor(target, clocks) } : {}),
  };
  const names = played.map(({ name }) => name);
  const writer = writerFor(
    options.json ? 'json' : options.format,
    subjects.length > 1,
    names,
    options.steps ?? false,
    terminal,
  );
  const total = subjects.length * played.length;
  const progress = progressOn(terminal.stderr, total, () => performance.now(), 'clients');
  let done = 0;
  // Those who wait for a server that says nothing are to see that this is what they wait for.
  const timer = setInterval(() => progress.show(done, done), progressMilliseconds);
  const work = ({ text: subject, asked }: Subject): Promise<Report> =>
    check(subject, asked, net, {
      ...how,
      onPlayed: () => void done++,
      onClient: (client) => {
        progress.clear();
        writer.client(client);
      },
    });
  let fine = refused.length === 0;
  try {
    for await (const report of inOrder(subjects, options.parallel, work)) {
      fine &&= isFine(report);
      progress.clear();
      writer.report(report);
    }
  } finally {
    clearInterval(timer);
    progress.clear();
  }
  await writer.end();
  return fine ? 0 : 1;
}

function subjectsOf(lines: readonly string[]): { readonly subjects: Subject[]; readonly refused: string[] } {
  const subjects: Subject[] = [];
  const refused: string[] = [];
  for (const line of new Set(lines)) {
    const asked = askedOf(line);
    if (asked.ok) subjects.push({ text: line, asked: asked.value });
    else refused.push(line);
  }
  return { subjects, refused };
}

/** Empty lines, and what begins with a hash, are for people. */
const linesOf = (content: string): readonly string[] =>
  content
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

const contentOf = (file: string, { stdin }: Terminal): Promise<string> =>
  file === '-' ? text(stdin) : readFile(file, 'utf8');

function serverOf(given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  throw new Error(`--server should be a URL such as https://facteur.example.net, and not "${given}"`);
}
