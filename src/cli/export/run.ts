/** `facteur export`: writes providers of a configuration as files of the ISPDB. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../config/environment.ts';
import type { Config } from '../../config/index.ts';
import { type Entry, providerId } from '../../directory/entry.ts';
import type { Account } from '../../model/account.ts';
import { parseDomain } from '../../model/address.ts';
import type { Loss } from '../import/imported-provider.ts';
import { lossLine } from '../import/provider-document.ts';
import { withConfig } from '../shared/open-config.ts';
import { type ExitCode, printable, type Stdio, writeAll } from '../shared/stdio.ts';
import { ispdbFile } from './ispdb.ts';

export interface ExportOptions {
  readonly config?: string;
  readonly out?: string;
  readonly force?: true;
  readonly json?: true;
}

/** One file, before it is written. */
interface Subject {
  readonly account: Account;
  readonly domains: readonly string[];
  /** Domains that the format cannot express. */
  readonly lost: readonly Loss[];
}

interface Exported {
  readonly provider: string;
  readonly domains: readonly string[];
  readonly xml: string;
}

/** @throws errors that end the command with exit code 2 */
export async function runExport(
  name: string | undefined,
  options: ExportOptions,
  terminal: Stdio,
  environment: Environment,
): Promise<ExitCode> {
  const say = (line: string): void => void terminal.stderr.write(`${printable(line)}\n`);
  return withConfig(options, terminal, environment, say, async (config) => {
    const subjects = name === undefined ? everyProvider(config) : await subjectsOf(name, config);
    const lost = subjects.flatMap((subject) => subject.lost);
    const files = subjects.flatMap(({ account, domains }): readonly Exported[] => {
      const file = ispdbFile(account, domains);
      lost.push(
        ...(file?.lost ?? [
          { where: account.id, what: 'left out: it has no mail servers that the ISPDB can express' },
        ]),
      );
      return file ? [{ provider: account.id, domains, xml: file.xml }] : [];
    });
    if (name !== undefined && subjects.length === 0)
      say(`${name} is neither a provider nor a domain that is served.`);
    for (const loss of lost) say(lossLine(loss));
    await write(files, lost, options, terminal);
    return lost.length === 0 && files.length > 0 ? 0 : 1;
  });
}

/** The providers of the document, and the shipped ones that it uses. */
function everyProvider(config: Config): readonly Subject[] {
  const named = [...config.entries.values()].flatMap(
    (entry) => config.accountOf({ provider: entry.provider }) ?? [],
  );
  return [...new Set([...config.described, ...named])].map((account) => subjectOf(account, config));
}

async function subjectsOf(name: string, config: Config): Promise<readonly Subject[]> {
  const account = config.accountOf({ provider: name });
  if (account) return [subjectOf(account, config)];
  const domain = parseDomain(name);
  if (!domain.ok) throw new Error(`"${name}" is neither a provider nor a domain`);
  const found = await config.directory.find(domain.value);
  if (found === 'unavailable') throw new Error('the store does not answer');
  return typeof found === 'object' ? [{ account: found, domains: [domain.value], lost: [] }] : [];
}

function subjectOf(account: Account, { entries, stores }: Config): Subject {
  const own = [...entries].filter(([, entry]) => providerId(entry.provider) === account.id);
  const sayable = own.filter(([pattern, entry]) => !pattern.includes('*') && isPlain(entry));
  const domains = sayable.map(([pattern]) => pattern);
  const lost = own
    .filter(([pattern]) => !domains.includes(pattern))
    .map(([pattern, entry]) => ({
      where: `${account.id} ${pattern}`,
      what: isPlain(entry)
        ? 'left out: the ISPDB has no wildcards'
        : 'left out: it differs from its provider; export it by its own name',
    }));
  const inStores =
    stores.length === 0 ? [] : [{ where: account.id, what: 'left out: its domains in stores' }];
  // A file needs a domain; the provider's id is one, and unique.
  return { account, domains: domains.length > 0 ? domains : [account.id], lost: [...lost, ...inStores] };
}

const isPlain = ({ provider: _, ...changes }: Entry): boolean =>
  Object.values(changes).every((change) => change === undefined);

async function write(
  files: readonly Exported[],
  lost: readonly Loss[],
  { out, force, json }: ExportOptions,
  { stdout }: Stdio,
): Promise<void> {
  if (out !== undefined) {
    await mkdir(out, { recursive: true });
    const flag = force ? 'w' : 'wx';
    for (const { provider, xml } of files) await writeFile(join(out, `${provider}.xml`), xml, { flag });
  }
  if (json) return writeAll(stdout, [`${JSON.stringify({ files, lost }, null, 2)}\n`]);
  const paths = files.map(({ provider }) => (out === undefined ? provider : join(out, `${provider}.xml`)));
  if (out !== undefined) return writeAll(stdout, [paths.map((path) => `${path}\n`).join('')]);
  if (files.length > 1)
    throw new Error(`there are several; name one of ${paths.join(', ')}, or a folder with --out`);
  return writeAll(
    stdout,
    files.map(({ xml }) => xml),
  );
}
