/**
 * Where the Worker's configuration comes from: `FACTEUR_CONFIG`, the entry `config` of a KV namespace bound as
 * `FACTEUR_KV`, or the quick start's variables. The default, OVH's settings for every domain, is only for a Worker
 * that has no binding and no variable at all: a lost secret or a typo must not send customers to OVH.
 */

import { documentFromEnvironment, withSwitches } from '../../config/environment.ts';
import { type Config, defaultDocument, readConfig } from '../../config/index.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import { type Bindings, isStringReader, readBinding } from './bindings.ts';

/** Why there is no configuration, in words for the log. */
export interface StartFailure {
  readonly reason: string;
  /** The errors of a configuration, each with its place. */
  readonly complaints?: readonly string[];
}

/** A document as it was found, before it is checked. */
export interface Source {
  /** `FACTEUR_CONFIG`, for messages. */
  readonly name: string;
  readonly document: unknown;
  /** The document as text, to see whether it has changed; nothing when a new one needs a new deployment. */
  readonly text: string | undefined;
}

const kvEntry = 'config';
const kvName = `the entry "${kvEntry}" of FACTEUR_KV`;

/** @returns the document, or why there is none; never the default while anything is bound or set */
export async function readSource(bindings: Bindings): Promise<Result<Source, StartFailure>> {
  const given = bindings['FACTEUR_CONFIG'];
  if (typeof given === 'object' && given !== null && !isStringReader(given)) {
    return ok({ name: 'FACTEUR_CONFIG', document: given, text: undefined });
  }
  const written = await readBinding(bindings, 'FACTEUR_CONFIG');
  if (!written.ok) return refuse({ reason: written.refusal });
  if (written.value !== undefined) {
    const { text, mayChange } = written.value;
    return parsed('FACTEUR_CONFIG', text, mayChange);
  }
  if ('FACTEUR_KV' in bindings) {
    const entry = await readKvEntry(bindings['FACTEUR_KV']);
    return entry.ok ? parsed(kvName, entry.value, true) : refuse({ reason: entry.refusal });
  }
  const quickStart = documentFromEnvironment(bindings);
  if (quickStart !== undefined) return ok({ name: 'its variables', document: quickStart, text: undefined });
  const others = Object.keys(bindings);
  if (others.length > 0) return refuse({ reason: missing(others) });
  return ok({ name: 'the default', document: defaultDocument, text: undefined });
}

/** @returns the configuration of a document, or all its errors */
export function configOf({ name, document }: Source, bindings: Bindings): Result<Config, StartFailure> {
  const config = readConfig(withSwitches(document, bindings));
  if (config.ok) return config;
  const complaints = config.refusal.map(({ path, message }) => withoutAddresses(`${path}: ${message}`));
  return refuse({ reason: `${name} is not a valid configuration`, complaints });
}

async function readKvEntry(namespace: unknown): Promise<Result<string, string>> {
  if (!isStringReader(namespace)) return refuse('FACTEUR_KV is not a KV namespace');
  try {
    const text = await namespace.get(kvEntry);
    if (typeof text === 'string' && text.trim() !== '') return ok(text);
    return refuse(`${kvName} is ${text === null ? 'missing' : 'empty'}`);
  } catch (error) {
    return refuse(`${kvName} cannot be read: ${error instanceof Error ? error.message : typeof error}`);
  }
}

function parsed(name: string, text: string, mayChange: boolean): Result<Source, StartFailure> {
  if (text.trim() === '') return refuse({ reason: `${name} is empty` });
  try {
    return ok({ name, document: JSON.parse(text), text: mayChange ? text : undefined });
  } catch (error) {
    // The rest of the message quotes the document, which may hold a password.
    const [place = ''] = /at position \d+/.exec(error instanceof Error ? error.message : '') ?? [];
    return refuse({ reason: `${name} is not JSON ${place}`.trim() });
  }
}

const missing = (others: readonly string[]): string =>
  `there is no configuration: set FACTEUR_CONFIG or bind FACTEUR_KV (${others.toSorted().join(', ')} ` +
  `${others.length === 1 ? 'is' : 'are'} there, so the default of OVH is not used)`;

/** A key or value of the configuration may be an address, which no log may hold. */
const withoutAddresses = (line: string): string => line.replaceAll(/[^\s"]+@[^\s"]+/g, 'an address');
