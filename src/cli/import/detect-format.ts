/** Detects the format of a provider's document by its content, not by its file name. */

import { parseDocument } from 'yaml';
import type { Domain } from '../../model/address.ts';
import { type Result, refuse } from '../../model/result.ts';
import { importAutoconfig } from './autoconfig.ts';
import { importAutomx2 } from './automx2.ts';
import { importEnvironment, variablesIn } from './env-file.ts';
import type { ImportedConfig } from './imported-provider.ts';
import { membersOf } from './json-path.ts';
import { importPacc } from './pacc.ts';

/** The longest files of the ISPDB have some 10,000. */
export const limitBytes = 256 * 1024;

/**
 * @param where the file or URL
 * @param domain the domain that publishes it, if known
 * @returns the imported configuration, or an error message
 */
export function importText(text: string, where: string, domain?: Domain): Result<ImportedConfig, string> {
  const content = text.replace(/^\uFEFF/, '').trim();
  if (content.startsWith('<')) return importAutoconfig(content, where);
  const variables = variablesIn(content);
  if ([...variables.keys()].some((name) => /^(IMAP|POP|SMTP)_HOST$/.test(name))) {
    return importEnvironment(variables, where);
  }
  const value = content.startsWith('{') ? jsonOf(content) : yamlOf(content);
  const keys = [...(membersOf(value)?.keys() ?? [])];
  if (keys.includes('protocols')) return importPacc(value, domain, where);
  if (keys.includes('servers')) return importAutomx2(value, where);
  return refuse(
    'is neither an autoconfig file, nor PACC, nor a seed of automx2, nor an environment of autodiscover-email-settings',
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The parser throws at aliases that would fill the memory, and at depths that would fill the stack. */
function yamlOf(text: string): unknown {
  try {
    const document = parseDocument(text);
    return document.errors.length > 0 ? undefined : document.toJS();
  } catch {
    return undefined;
  }
}
