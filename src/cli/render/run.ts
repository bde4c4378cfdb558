/** `facteur render`: sends a client's request to the pipeline and prints the answer byte for byte. */

import { inexpressible } from '../../../templates/autodiscover.ts';
import type { Environment } from '../../config/environment.ts';
import { autodiscoverReasons } from '../../config/lint.ts';
import type { Service } from '../../directory/service.ts';
import type { IncomingRequest } from '../../http/request.ts';
import type { Answer } from '../../http/response.ts';
import type { Account } from '../../model/account.ts';
import { parseAddress, parseDomain } from '../../model/address.ts';
import { ok } from '../../model/result.ts';
import { createPipeline } from '../../pipeline.ts';
import { withConfig } from '../shared/open-config.ts';
import { type ExitCode, printable, type Stdio, writeAll } from '../shared/stdio.ts';
import { omittedSettings } from './omitted-settings.ts';
import { type RenderRequest, type RenderSubject, renderRequests } from './requests.ts';

export interface RenderOptions {
  readonly config?: string;
  readonly explain?: true;
  readonly headers?: true;
  readonly json?: true;
}

/** @throws errors that end the command with exit code 2 */
export async function renderAnswer(
  dialect: string,
  name: string,
  options: RenderOptions,
  terminal: Stdio,
  environment: Environment,
): Promise<ExitCode> {
  const say = (line: string): void => void terminal.stderr.write(`${line}\n`);
  const request = Object.hasOwn(renderRequests, dialect) ? renderRequests[dialect] : undefined;
  if (!request) throw new Error(`"${dialect}" is none of ${Object.keys(renderRequests).join(', ')}`);
  const subject = subjectOf(name);
  return withConfig(options, terminal, environment, say, async (config) => {
    const { answer, refusal } = await answeredBy(config, request(subject));
    await writeAll(terminal.stdout, options.json ? [asJson(answer)] : partsOf(answer, options));
    if (refusal !== undefined) say(`Refused: ${refusal}.`);
    const good = answer.status < 400 && refusal === undefined;
    if (options.explain && good) await explain(config, request(subject), subject, say);
    if (options.explain && refusal === 'nothing-to-offer' && dialect.startsWith('autodiscover')) {
      await explainRefusal(config, subject, say);
    }
    return good ? 0 : 1;
  });
}

interface Answered {
  readonly answer: Answer;
  readonly refusal: string | undefined;
}

async function answeredBy(service: Service, request: RenderRequest): Promise<Answered> {
  let refusal: string | undefined;
  const { answer } = createPipeline(service, {
    now: () => new Date(),
    clock: () => 0,
    httpsBeside: false,
    report: (event) => {
      refusal = event.refusal ?? event.bug;
    },
  });
  return { answer: await answer(incomingOf(request)), refusal };
}

/** Compares unsigned answers, because signatures differ each time. */
async function explain(
  service: Service,
  request: RenderRequest,
  { domain, address }: RenderSubject,
  say: (line: string) => void,
): Promise<void> {
  const account = await service.directory.find(domain, address);
  if (typeof account !== 'object') return;
  const answered = async (other: Account): Promise<string> => {
    const directory = { find: () => other };
    const { answer } = await answeredBy({ ...service, directory, signer: undefined }, request);
    return `${answer.status} ${answer.headers['location']} ${answer.body}`;
  };
  const names = await omittedSettings(account, answered);
  say(
    names.length === 0
      ? 'The answer contains every setting.'
      : 'Not in the answer, because the format cannot express it or has no room:',
  );
  for (const name of names) say(printable(`  ${name}`));
}

/** Why Autodiscover has no answer for servers that other formats can express. */
async function explainRefusal(
  service: Service,
  { domain, address }: RenderSubject,
  say: (line: string) => void,
): Promise<void> {
  const account = await service.directory.find(domain, address);
  if (typeof account !== 'object') return;
  say('Autodiscover cannot express:');
  for (const server of [...account.incoming, ...account.outgoing]) {
    const reason = inexpressible(server);
    if (reason)
      say(printable(`  ${server.protocol} ${server.host}:${server.port}: ${autodiscoverReasons[reason]}`));
  }
}

function subjectOf(name: string): RenderSubject {
  if (name.includes('@')) {
    const address = parseAddress(name);
    if (address.ok) return { domain: address.value.domain, address: address.value };
  }
  const domain = parseDomain(name);
  if (!domain.ok) throw new Error(`"${name}" is neither an address nor a domain name`);
  return { domain: domain.value, address: undefined };
}

const incomingOf = ({ method, host, path, search = '', body = '' }: RenderRequest): IncomingRequest => ({
  method,
  host,
  path,
  base: '',
  search,
  header: () => undefined,
  readBody: () => ok(new TextEncoder().encode(body)),
  cameOverHttp: () => false,
});

/** A signed profile is binary, and printed in Base64. */
function asJson({ status, headers, body }: Answer): string {
  const whole =
    typeof body === 'string'
      ? { status, headers, body }
      : { status, headers, base64: Buffer.from(body).toString('base64') };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

/** With `--headers`, status and headers before the body, as in HTTP/1.1. */
function partsOf(
  { status, headers, body }: Answer,
  options: RenderOptions,
): readonly (string | Uint8Array)[] {
  if (!options.headers) return [body];
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
  return [`${status}\n${fields.join('')}\n`, body];
}
