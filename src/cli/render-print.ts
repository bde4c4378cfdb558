/** What `facteur render` does: asks the pipeline as a client would, and prints what it answers, byte for byte. */

import { parseAddress, parseDomain } from '../address.ts';
import type { Answer } from '../answer.ts';
import type { Environment } from '../environment.ts';
import type { Incoming } from '../http.ts';
import { pipeline } from '../pipeline.ts';
import { ok } from '../result.ts';
import { openConfig } from './opened.ts';
import { type Asked, type RenderRequest, renderRequests } from './render-requests.ts';
import { type ExitCode, type Terminal, writeAll } from './terminal.ts';

export interface RenderOptions {
  readonly config?: string;
  readonly headers?: true;
  readonly json?: true;
}

/** @throws what should end with code 2 */
export async function renderAnswer(
  dialect: string,
  name: string,
  options: RenderOptions,
  terminal: Terminal,
  environment: Environment,
): Promise<ExitCode> {
  const say = (line: string): void => void terminal.stderr.write(`${line}\n`);
  const request = Object.hasOwn(renderRequests, dialect) ? renderRequests[dialect] : undefined;
  if (!request) throw new Error(`"${dialect}" is none of ${Object.keys(renderRequests).join(', ')}`);
  const asked = askedBy(name);
  const file = options.config ?? (String(environment['FACTEUR_CONFIG'] ?? '') || undefined);
  const opened = await openConfig(file, environment, say);
  if (typeof opened === 'string') {
    say(opened);
    return 2;
  }
  try {
    let reason: string | undefined;
    const answerTo = pipeline(opened.config, {
      now: () => new Date(),
      clock: () => 0,
      httpsBeside: false,
      report: ({ refusal, bug }) => {
        reason = refusal ?? bug;
      },
    });
    const answer = await answerTo(incomingOf(request(asked)));
    await writeAll(terminal.stdout, options.json ? [asJson(answer)] : partsOf(answer, options));
    if (reason !== undefined) say(`Refused: ${reason}.`);
    return answer.status < 400 && reason === undefined ? 0 : 1;
  } finally {
    await opened.close();
  }
}

function askedBy(name: string): Asked {
  if (name.includes('@')) {
    const address = parseAddress(name);
    if (address.ok) return { domain: address.value.domain, address: address.value };
  }
  const domain = parseDomain(name);
  if (!domain.ok) throw new Error(`"${name}" is neither an address nor a domain name`);
  return { domain: domain.value, address: undefined };
}

const incomingOf = ({ method, host, path, search = '', body = '' }: RenderRequest): Incoming => ({
  method,
  host,
  path,
  search,
  header: () => undefined,
  readBody: () => ok(new TextEncoder().encode(body)),
  cameOverHttp: () => false,
});

/** What is signed is no text, and stands there in Base64. */
function asJson({ status, headers, body }: Answer): string {
  const whole =
    typeof body === 'string'
      ? { status, headers, body }
      : { status, headers, base64: Buffer.from(body).toString('base64') };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

/** As HTTP/1.1 has it, when the headers are wanted; otherwise the body and nothing else. */
function partsOf(
  { status, headers, body }: Answer,
  options: RenderOptions,
): readonly (string | Uint8Array)[] {
  if (!options.headers) return [body];
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
  return [`${status}\n${fields.join('')}\n`, body];
}
