/** Options of the server from the command line and the environment; domains are in the configuration. */

import { parseArgs } from 'node:util';
import type { Environment } from '../../config/environment.ts';
import { type Endpoint, parseEndpoint } from '../../config/server-settings.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import type { CertificateFiles } from '../../runtime/node/tls-certificates.ts';

export interface ServeOptions {
  /** The configuration; without one, the environment's variables or the default document apply. */
  readonly file: string | undefined;
  readonly at: Endpoint;
  /** The TLS listener, if there are certificates. */
  readonly secureAt: Endpoint;
  readonly internal: Endpoint | undefined;
  /** A certificate that comes before those of the configuration. */
  readonly tls: CertificateFiles | undefined;
  readonly logsRequests: boolean;
}

/** @returns the options, or an error message */
export function readServeOptions(
  args: readonly string[],
  environment: Environment,
): Result<ServeOptions, string> {
  const variable = (name: string): string | undefined => {
    const value = environment[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const file = configFile(args);
  if (file instanceof Error)
    return refuse(`${file.message.split('. ')[0]}. Usage: facteur start --config FILE`);
  for (const name of ['PORT', 'TLS_PORT']) {
    const text = variable(name);
    if (text !== undefined && !isPort(Number(text))) {
      return refuse(`${name} is ${text}, but must be a number from 0 to 65535.`);
    }
  }
  const [written, key, certificate] = ['FACTEUR_INTERNAL', 'FACTEUR_TLS_KEY', 'FACTEUR_TLS_CERT'].map(
    variable,
  );
  const internal = written === undefined ? undefined : parseEndpoint(written);
  if (written !== undefined && !internal) {
    return refuse(`FACTEUR_INTERNAL is ${written}, but must be a host and a port, such as 127.0.0.1:9090.`);
  }
  if ((key === undefined) !== (certificate === undefined)) {
    return refuse('FACTEUR_TLS_KEY and FACTEUR_TLS_CERT must be set together: one of them is missing.');
  }
  const host = variable('HOST') ?? '127.0.0.1';
  return ok({
    file: file ?? variable('FACTEUR_CONFIG'),
    at: { host, port: Number(variable('PORT') ?? 8080) },
    secureAt: { host, port: Number(variable('TLS_PORT') ?? 8443) },
    internal,
    tls: key === undefined || certificate === undefined ? undefined : { key, certificate },
    logsRequests: variable('FACTEUR_LOG') === 'requests',
  });
}

const isPort = (port: number): boolean => Number.isInteger(port) && port >= 0 && port <= 65_535;

/** @returns the path, or an error about the arguments */
function configFile(args: readonly string[]): string | undefined | Error {
  try {
    return parseArgs({ args: [...args], options: { config: { type: 'string' } } }).values.config;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
