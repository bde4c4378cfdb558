/** The key and the certificates that sign profiles, from files: read with the configuration, and again when it is. */

import { createPrivateKey } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import process from 'node:process';
import type { Config } from '../config.ts';
import type { Environment } from '../environment.ts';
import { ok, type Result, refuse } from '../result.ts';
import type { Signer } from '../signing/signer.ts';

/** Each a path, or PEM. */
interface Sources {
  readonly key: string;
  readonly certificate: string;
  readonly passphrase: string | undefined;
}

/**
 * @param file the configuration's, from whose folder its paths start; those in the environment start from here
 * @returns what signs; nothing when nobody asked for it; or all that is wrong, in words
 */
export async function readSigner(
  config: Config,
  file: string | undefined,
  environment: Environment,
): Promise<Result<Signer | undefined, readonly string[]>> {
  const sources = sourcesOf(config, file, environment);
  if (!sources.ok) return sources;
  if (!sources.value) return ok(undefined);
  const { key, certificate, passphrase } = sources.value;
  const keyText = textOf(key, { secret: true });
  const certificateText = textOf(certificate, { secret: false });
  const complaints = [keyText, certificateText].flatMap((one) => (one.ok ? [] : [one.refusal]));
  if (!keyText.ok || !certificateText.ok) return refuse(complaints);
  const plain = withoutPassphrase(keyText.value, passphrase);
  if (!plain.ok) return refuse([plain.refusal]);
  // A server that signs nothing need not wait for it.
  const { signerOf } = await import('../signing/signer.ts');
  return signerOf({ key: plain.value, certificate: certificateText.value }, new Date());
}

/** @returns the files to watch */
export function signingFiles(config: Config, file: string | undefined, environment: Environment): string[] {
  const sources = sourcesOf(config, file, environment);
  if (!sources.ok || !sources.value) return [];
  return [sources.value.key, sources.value.certificate].filter((source) => !isPem(source));
}

function sourcesOf(
  { signing }: Config,
  file: string | undefined,
  environment: Environment,
): Result<Sources | undefined, readonly string[]> {
  const variable = (name: string): string | undefined => {
    const value = environment[`FACTEUR_SIGNING_${name}`];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const [key, certificate, passphrase] = ['KEY', 'CERT', 'PASSPHRASE'].map(variable);
  if ((key === undefined) !== (certificate === undefined)) {
    return refuse(['FACTEUR_SIGNING_KEY and FACTEUR_SIGNING_CERT belong together: one of them is missing']);
  }
  if (key !== undefined && certificate !== undefined) return ok({ key, certificate, passphrase });
  if (!signing) return ok(undefined);
  const folder = file === undefined ? '' : dirname(file);
  const placed = (source: string): string => (isPem(source) ? source : resolve(folder, source));
  return ok({ key: placed(signing.key), certificate: placed(signing.certificate), passphrase });
}

const isPem = (source: string): boolean => source.includes('-----BEGIN ');

function textOf(source: string, { secret }: { readonly secret: boolean }): Result<string, string> {
  if (isPem(source)) return ok(source);
  try {
    const othersMayRead = (statSync(source).mode & 0o077) !== 0;
    if (secret && othersMayRead && process.platform !== 'win32') {
      return refuse(`${source} may be read by others than its owner: chmod 600 ${source}`);
    }
    return ok(readFileSync(source, 'utf8'));
  } catch (error) {
    return refuse(error instanceof Error ? error.message : `${source} cannot be read`);
  }
}

function withoutPassphrase(pem: string, passphrase: string | undefined): Result<string, string> {
  if (!/ENCRYPTED/.test(pem)) return ok(pem);
  if (passphrase === undefined)
    return refuse('the key has a passphrase: give it in FACTEUR_SIGNING_PASSPHRASE');
  try {
    const key = createPrivateKey({ key: pem, passphrase });
    return ok(key.export({ type: 'pkcs8', format: 'pem' }).toString());
  } catch {
    // OpenSSL's own words could hold anything.
    return refuse('FACTEUR_SIGNING_PASSPHRASE is not the passphrase of the key');
  }
}
