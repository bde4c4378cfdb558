/** `facteur link`: prints the page's link for each address that is served. */

import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Environment } from '../../config/environment.ts';
import type { Config } from '../../config/index.ts';
import { type Link, linkTo } from '../../links/link.ts';
import { type Address, parseAddress } from '../../model/address.ts';
import { withConfig } from '../shared/open-config.ts';
import { type ExitCode, printable, type Stdio, writeEach } from '../shared/stdio.ts';
import { qrBlocks, qrSvg } from './qr-drawing.ts';

export interface LinkOptions {
  readonly config?: string;
  readonly days?: number;
  readonly qr?: true;
  readonly svg?: string;
  readonly json?: true;
}

/** @throws errors that end the command with exit code 2 */
export async function printLinks(
  given: readonly string[],
  options: LinkOptions,
  terminal: Stdio,
  environment: Environment,
): Promise<ExitCode> {
  const { days, qr, svg, json } = options;
  const say = (line: string): void => void terminal.stderr.write(`${printable(line)}\n`);
  if ((qr || svg !== undefined) && (given.length > 1 || given[0] === '-')) {
    throw new Error('--qr and --svg take one address');
  }
  if (qr && json) throw new Error('--qr and --json cannot be combined');
  return withConfig(options, terminal, environment, say, async (config) => {
    if (config.origin === undefined)
      throw new Error('links need the url of the service: set url in the configuration');
    if (days !== undefined && !config.sealer)
      throw new Error('--days is for sealed links: open links never expire');
    const hours = days === undefined ? undefined : days * 24;
    const now = new Date();
    let refused = false;
    async function* texts(): AsyncIterable<string> {
      for await (const text of addressesFrom(given, terminal)) {
        const address = await servedIn(config, text);
        if (typeof address === 'string') {
          refused = true;
          say(address);
          continue;
        }
        const link = await linkTo(address.text, config, now, hours);
        // openConfig fails when the key is missing.
        if (!link) throw new Error('links cannot be sealed');
        if (svg !== undefined) await writeFile(svg, qrSvg(link.code));
        yield (qr ? qrBlocks(link.code, terminal.stdout.isTTY === true && !environment['NO_COLOR']) : '') +
          lineOf(address, link, json);
      }
    }
    await writeEach(terminal.stdout, texts());
    return refused ? 1 : 0;
  });
}

const lineOf = (address: Address, { url }: Link, json: true | undefined): string =>
  `${json ? JSON.stringify({ address: address.text, url }) : url}\n`;

async function* addressesFrom(given: readonly string[], { stdin }: Stdio): AsyncIterable<string> {
  for (const one of given) {
    if (one !== '-') {
      yield one;
      continue;
    }
    for await (const line of createInterface({
      input: Readable.from(stdin),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      const text = line.replace(/^\uFEFF/, '').trim();
      if (text !== '') yield text;
    }
  }
}

/** @returns the address, or why there is no link for it */
async function servedIn({ directory }: Config, text: string): Promise<Address | string> {
  const address = parseAddress(text);
  if (!address.ok) return `${text}: is not a mail address`;
  const found = await directory.find(address.value.domain, address.value);
  if (found === 'unavailable') throw new Error('the store does not answer');
  return typeof found === 'object' ? address.value : `${text}: ${address.value.domain} is not served`;
}
