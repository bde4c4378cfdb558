/** `facteur import`: reads one source, and prints it as a configuration with everything that was lost. */

import { open, readFile } from 'node:fs/promises';
import type { Net } from '../../check/net.ts';
import { parseDomain } from '../../model/address.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import { directRoute } from '../shared/network/http.ts';
import { nodeNet } from '../shared/network/index.ts';
import { parseResolver } from '../shared/network/resolver.ts';
import { progressOn } from '../shared/progress.ts';
import { type ExitCode, printable, type Stdio, writeAll } from '../shared/stdio.ts';
import { importText, limitBytes } from './detect-format.ts';
import { discoverDomain } from './discover-domain.ts';
import { fetchDocument, limitMilliseconds } from './fetch-document.ts';
import type { ImportedConfig } from './imported-provider.ts';
import { configDocument, documentFlaws, lossLine, yamlOf } from './provider-document.ts';

export interface ImportOptions {
  readonly json?: true;
  readonly resolver?: string;
  readonly ca?: string;
}

export type NetOf = (options: Pick<ImportOptions, 'resolver' | 'ca'>) => Promise<Net>;

export const openNet: NetOf = async ({ resolver, ca }) =>
  nodeNet({
    resolver: resolver === undefined ? undefined : parseResolver(resolver),
    ca: ca === undefined ? undefined : await readFile(ca, 'utf8'),
    limitMilliseconds,
    routeOf: directRoute,
  });

/** @throws errors that end the command with exit code 2 */
export async function runImport(
  source: string,
  options: ImportOptions,
  terminal: Stdio,
  netOf: NetOf,
): Promise<ExitCode> {
  const say = (line: string): void => void terminal.stderr.write(`${printable(line)}\n`);
  const found = await importedFrom(source, () => netOf(options), terminal);
  if (!found.ok) {
    for (const line of found.refusal) say(line);
    return 1;
  }
  const imported = found.value;
  const document = configDocument(imported);
  const flaws = documentFlaws(document);
  if (flaws.length > 0) throw new Error([`${source} cannot be imported`, ...flaws].join('; '));
  for (const loss of imported.lost) say(lossLine(loss));
  const { lost, from } = imported;
  const text = options.json
    ? `${JSON.stringify({ document, lost, from }, null, 2)}\n`
    : yamlOf(source, imported, document);
  await writeAll(terminal.stdout, [text]);
  return lost.length === 0 ? 0 : 1;
}

/** @returns the imported configuration; for a domain that publishes nothing, the result of each lookup */
async function importedFrom(
  source: string,
  netOf: () => Promise<Net>,
  terminal: Stdio,
): Promise<Result<ImportedConfig, readonly string[]>> {
  const whole = (read: Result<ImportedConfig, string>): Result<ImportedConfig, never> => {
    if (read.ok) return read;
    throw new Error(`${source}: ${read.refusal}`);
  };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(source)) {
    if (!/^https:\/\//i.test(source)) throw new Error(`${source}: only https is read`);
    if (!URL.canParse(source)) throw new Error(`${source}: is no URL`);
    const page = await fetchDocument(await netOf(), source);
    return whole(page.ok ? importText(page.value.text, page.value.url) : page);
  }
  const text = await contentOf(source);
  if (text !== undefined) return whole(importText(text, source));
  const domain = parseDomain(source);
  if (!domain.ok || !domain.value.includes('.')) {
    throw new Error(`${source}: there is no such file, and it is neither a URL nor a domain`);
  }
  const heard: string[] = [];
  const progress = progressOn(terminal.stderr, undefined, () => performance.now(), 'questions');
  const found = await discoverDomain(domain.value, await netOf(), (line) => {
    heard.push(line);
    progress.show(heard.length, 0);
  });
  progress.clear();
  return found ? ok(found) : refuse([`${domain.value} publishes no settings for an account:`, ...heard]);
}

/** @returns undefined when the file does not exist */
async function contentOf(path: string): Promise<string | undefined> {
  const file = await open(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!file) return undefined;
  try {
    const chunks: Uint8Array[] = [];
    // A device may have no end.
    for await (const chunk of file.createReadStream({ end: limitBytes, autoClose: false })) {
      if (chunk instanceof Uint8Array) chunks.push(chunk);
    }
    const bytes = Buffer.concat(chunks);
    if (bytes.length > limitBytes) throw new Error(`${path}: more than ${limitBytes} bytes`);
    return new TextDecoder().decode(bytes);
  } finally {
    await file.close();
  }
}
