/** Runs `facteur check`: several domains in parallel, each reported as soon as its turn comes. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { type CheckOptions, check, passes } from '../../check/check.ts';
import { concurrentMap } from '../../check/concurrent-map.ts';
import type { Report } from '../../check/report.ts';
import type { Clocks } from '../../check/rules/ground-truth.ts';
import { groundTruthFinder } from '../../check/rules/index.ts';
import { simulators } from '../../check/simulators/index.ts';
import { parseSubject, type Subject } from '../../check/subject.ts';
import { directRoute } from '../shared/network/http.ts';
import { nodeNet } from '../shared/network/index.ts';
import { parseResolver } from '../shared/network/resolver.ts';
import { progressOn } from '../shared/progress.ts';
import { type ExitCode, printable, type Stdio } from '../shared/stdio.ts';
import type { CheckFormat } from './formats.ts';
import { routeToServer, targetOfServer } from './target.ts';
import { createReportWriter } from './write-report.ts';

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

interface NamedSubject {
  readonly text: string;
  readonly subject: Subject;
}

/** @throws errors that end the command with exit code 2 */
export async function runCheck(
  given: readonly string[],
  options: CheckCommandOptions,
  terminal: Stdio,
): Promise<ExitCode> {
  const listed = options.list === undefined ? [] : linesOf(await contentOf(options.list, terminal));
  const { subjects, invalid } = parseSubjects([...given, ...listed]);
  for (const line of invalid) {
    terminal.stderr.write(`${printable(line)}: neither an address nor a domain\n`);
  }
  if (subjects.length === 0) throw new Error('nothing to check: give an address or a domain');
  // A malformed argument stops the command; a malformed line of a list is skipped.
  if (invalid.some((line) => given.includes(line))) return 2;

  const server = options.server === undefined ? undefined : parseServerUrl(options.server);
  const domains = new Set<string>(subjects.map(({ subject }) => subject.domain));
  const net = nodeNet({
    resolver: options.resolver === undefined ? undefined : parseResolver(options.resolver),
    ca: options.ca === undefined ? undefined : await readFile(options.ca, 'utf8'),
    limitMilliseconds: options.timeout * 1000,
    routeOf: server ? routeToServer(server, (domain) => domains.has(domain)) : directRoute,
  });
  const selected = simulators.filter(({ id }) => options.client?.includes(id) ?? true);
  const target = options.target ?? (server && targetOfServer(server));
  const clocks: Clocks = { now: () => new Date(), nowMilliseconds: () => performance.now() };
  const checkOptions: CheckOptions = {
    simulators: selected,
    target,
    md5: (value) => createHash('md5').update(value).digest('hex'),
    ...clocks,
    ...(options.client === undefined && !options.clientsOnly
      ? { findGroundTruth: groundTruthFinder(target, clocks) }
      : {}),
  };
  const names = selected.map(({ name }) => name);
  const writer = createReportWriter(
    options.json ? 'json' : options.format,
    subjects.length > 1,
    names,
    options.steps ?? false,
    terminal,
  );
  const total = subjects.length * selected.length;
  const progress = progressOn(terminal.stderr, total, () => performance.now(), 'clients');
  let done = 0;
  // Shows progress also while a server does not answer.
  const timer = setInterval(() => progress.show(done, done), progressMilliseconds);
  const checkOne = ({ text, subject }: NamedSubject): Promise<Report> =>
    check(text, subject, net, {
      ...checkOptions,
      onClientDone: () => void done++,
      onClient: (client) => {
        progress.clear();
        writer.client(client);
      },
    });
  let passed = invalid.length === 0;
  try {
    for await (const report of concurrentMap(subjects, options.parallel, checkOne)) {
      passed &&= passes(report);
      progress.clear();
      writer.report(report);
    }
  } finally {
    clearInterval(timer);
    progress.clear();
  }
  await writer.end();
  return passed ? 0 : 1;
}

function parseSubjects(lines: readonly string[]): {
  readonly subjects: NamedSubject[];
  readonly invalid: string[];
} {
  const subjects: NamedSubject[] = [];
  const invalid: string[] = [];
  for (const line of new Set(lines)) {
    const subject = parseSubject(line);
    if (subject.ok) subjects.push({ text: line, subject: subject.value });
    else invalid.push(line);
  }
  return { subjects, invalid };
}

/** Skips empty lines and comments, which begin with a hash. */
const linesOf = (content: string): readonly string[] =>
  content
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

const contentOf = (file: string, { stdin }: Stdio): Promise<string> =>
  file === '-' ? text(stdin) : readFile(file, 'utf8');

function parseServerUrl(given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  throw new Error(`--server must be a URL such as https://facteur.example.net, not "${given}"`);
}
