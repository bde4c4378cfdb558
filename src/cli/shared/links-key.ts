/** The key or keys that seal links: from the environment, or from a file, read with the configuration and again when it is. */

import { dirname, resolve } from 'node:path';
import type { Environment } from '../../config/environment.ts';
import type { Config } from '../../config/index.ts';
import { sealedLinks } from '../../config/server-settings.ts';
import type { Sealer } from '../../links/cipher.ts';
import { howToMakeOne } from '../../links/keys.ts';
import { sealerOf } from '../../links/load-sealer.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import { readKeyFile } from './key-file.ts';

const variableName = 'FACTEUR_LINKS_KEY';

/**
 * @param file the configuration's, from whose folder the key's path starts
 * @returns what seals links; nothing when they are open; or what is wrong, in words that do not repeat the key
 */
export async function readSealer(
  config: Config,
  file: string | undefined,
  environment: Environment,
): Promise<Result<Sealer | undefined, string>> {
  const given = givenIn(environment);
  const signed = sealedLinks(config.links, given !== undefined);
  if (!signed) return ok(undefined);
  const [path] = linksFiles(config, file, environment);
  if (given === undefined && path === undefined) {
    return refuse(`there is no key, neither in ${variableName} nor by links.key: ${howToMakeOne}`);
  }
  const secret = path === undefined ? ok(given ?? '') : readKeyFile(path);
  if (!secret.ok) return secret;
  const sealer = await sealerOf(secret.value, signed.hours);
  return sealer.ok ? sealer : refuse(`${sealer.refusal} (it is ${path ?? `in ${variableName}`})`);
}

/** @returns the file to watch, if the key stands in one */
export function linksFiles({ links }: Config, file: string | undefined, environment: Environment): string[] {
  if (typeof links !== 'object' || links.key === undefined || givenIn(environment) !== undefined) return [];
  return [resolve(file === undefined ? '' : dirname(file), links.key)];
}

function givenIn({ [variableName]: value }: Environment): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
