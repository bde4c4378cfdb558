/** What `facteur link` does: makes a link for each address that is served, as the page would, one by one. */

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

/** @throws what should end with code 2 */
export async function printLinks(
  given: readonly string[],
  options: LinkOptions,
  terminal: Stdio,
  environment: Environment,
): Promise<ExitCode> {
  const { days, qr, svg, json } = options;
  const say = (line: string): void => void terminal.stderr.write(`${printable(line)}\n`);
  if ((qr || svg !== undefined) && (given.length > 1 || given[0] === '-')) {
    throw new Error('--qr and --svg go with one address');
  }
  if (qr && json) throw new Error('--qr does not go with --json');
  return withConfig(options, terminal, environment, say, async (config) => {
    if (config.origin === undefined) throw new Error('links need the url of the service: nothing says it');
    if (days !== undefined && !config.sealer)
      throw new Error('--days goes with sealed links: open ones never end');
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
        // A configuration that was opened here has what seals, if it should have.
        if (!link) throw new Error('links cannot be signed');
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
  if (!address.ok) return `${text}: is no mail address`;
  const found = await directory.find(address.value.domain, address.value);
  if (found === 'unavailable') throw new Error('the store that would know does not answer');
  return typeof found === 'object' ? address.value : `${text}: ${address.value.domain} is not served`;
}
