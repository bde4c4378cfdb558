/** Reads the key and certificates that sign profiles, at each load of the configuration. */

import { createPrivateKey } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import type { Environment } from '../../config/environment.ts';
import type { Config } from '../../config/index.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import { signerOf } from '../../signing/load-signer.ts';
import type { Signer } from '../../signing/signer.ts';
import { keyFileFlaw, readKeyFile, readNamed } from './key-file.ts';

/** A file, or PEM text in the environment or the configuration. */
interface Source {
  /** The name of the setting, for messages. */
  readonly setting: string;
  readonly value: string;
  /** The configuration file, when the PEM is in it. */
  readonly inside: string | undefined;
}

interface Sources {
  readonly key: Source;
  readonly certificate: Source;
  readonly passphrase: string | undefined;
}

/**
 * @param file the configuration file: its paths are relative to its folder, those in the environment to the working
 * directory
 * @returns the signer; undefined when signing is not configured; or all errors
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
  const signer = await signerFrom(key, certificate, passphrase);
  return signer.ok
    ? signer
    : refuse([...signer.refusal, placeOf('key', key), placeOf('certificate', certificate)]);
}

async function signerFrom(
  key: Source,
  certificate: Source,
  passphrase: string | undefined,
): Promise<Result<Signer, readonly string[]>> {
  const keyText = textOf(key, 'key');
  const certificateText = textOf(certificate, 'certificate');
  const complaints = [keyText, certificateText].flatMap((one) => (one.ok ? [] : [one.refusal]));
  if (!keyText.ok || !certificateText.ok) return refuse(complaints);
  const plain = withoutPassphrase(keyText.value, passphrase);
  if (!plain.ok) return refuse([plain.refusal]);
  return signerOf({ key: plain.value, certificate: certificateText.value }, new Date());
}

const placeOf = (what: 'key' | 'certificate', { setting, value }: Source): string =>
  `(the ${what} is ${isPem(value) ? 'the PEM' : value} in ${setting})`;

/** @returns the files to watch */
export function signingFiles(config: Config, file: string | undefined, environment: Environment): string[] {
  const sources = sourcesOf(config, file, environment);
  if (!sources.ok || !sources.value) return [];
  const { key, certificate } = sources.value;
  return [key.value, certificate.value].filter((value) => !isPem(value));
}

function sourcesOf(
  { signing }: Config,
  file: string | undefined,
  environment: Environment,
): Result<Sources | undefined, readonly string[]> {
  const variable = (name: string): string | undefined => {
    const value = environment[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const keyName = 'FACTEUR_SIGNING_KEY';
  const certificateName = 'FACTEUR_SIGNING_CERT';
  const key = variable(keyName);
  const certificate = variable(certificateName);
  const passphrase = variable('FACTEUR_SIGNING_PASSPHRASE');
  if ((key === undefined) !== (certificate === undefined)) {
    return refuse([`${keyName} and ${certificateName} must be set together: one of them is missing`]);
  }
  if (key !== undefined && certificate !== undefined) {
    return ok({
      key: { setting: keyName, value: key, inside: undefined },
      certificate: { setting: certificateName, value: certificate, inside: undefined },
      passphrase,
    });
  }
  if (!signing) return ok(undefined);
  const folder = file === undefined ? '' : dirname(file);
  const placed = (name: 'key' | 'certificate'): Source => ({
    setting: `signing.${name}`,
    value: isPem(signing[name]) ? signing[name] : resolve(folder, signing[name]),
    inside: file,
  });
  return ok({ key: placed('key'), certificate: placed('certificate'), passphrase });
}

const isPem = (source: string): boolean => source.includes('-----BEGIN ');

function textOf({ value, inside }: Source, what: 'key' | 'certificate'): Result<string, string> {
  if (isPem(value)) {
    // A configuration with a key in it must be as private as a key file.
    const flaw =
      what === 'key' && inside !== undefined
        ? keyFileFlaw('the configuration with the key', inside)
        : undefined;
    return flaw === undefined ? ok(value) : refuse(flaw);
  }
  return what === 'key' ? readKeyFile(value) : readNamed(value, what);
}

function withoutPassphrase(pem: string, passphrase: string | undefined): Result<string, string> {
  if (!/ENCRYPTED/.test(pem)) return ok(pem);
  if (passphrase === undefined) {
    return refuse('the key has a passphrase: give it in FACTEUR_SIGNING_PASSPHRASE');
  }
  try {
    const key = createPrivateKey({ key: pem, passphrase });
    return ok(key.export({ type: 'pkcs8', format: 'pem' }).toString());
  } catch {
    // OpenSSL's own message could contain anything.
    return refuse('the key is damaged, or FACTEUR_SIGNING_PASSPHRASE is not its passphrase');
  }
}
