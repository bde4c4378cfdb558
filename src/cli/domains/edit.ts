/** `facteur domains add` and `remove`: domains from the command line. */

import type { Entry } from '../../directory/entry.ts';
import { editSqlite, readSqlite, type SqliteEditor } from '../../directory/stores/node/sqlite-editor.ts';
import { parsePattern } from '../../directory/wildcard.ts';
import { type ExitCode, printable, type Stdio } from '../shared/stdio.ts';
import { checkProviderBy } from './known-providers.ts';
import { parseRow } from './rows.ts';

export interface EditOptions extends Partial<Entry> {
  readonly store: string;
  readonly config?: string;
}

export async function addDomains(
  names: readonly string[],
  { store, config, ...entry }: EditOptions,
  terminal: Stdio,
): Promise<ExitCode> {
  const checkProvider = await checkProviderBy(config);
  return edit(store, names, terminal, (editor, domain) => {
    const row = parseRow({ domain, ...entry }, checkProvider);
    if (!row.ok) return row.refusal.join('; ');
    editor.put(row.value.pattern, row.value.entry);
    return undefined;
  });
}

export async function removeDomains(
  names: readonly string[],
  { store }: EditOptions,
  terminal: Stdio,
): Promise<ExitCode> {
  // Opening the editor would create a store that does not exist.
  readSqlite(store).close();
  return edit(store, names, terminal, (editor, name) => {
    const pattern = parsePattern(name);
    return pattern.ok && editor.remove(pattern.value) ? undefined : `"${name}" is not in the store`;
  });
}

/** @param change returns an error message for a name that cannot be changed; the other names are changed anyway */
function edit(
  store: string,
  names: readonly string[],
  { stderr }: Stdio,
  change: (editor: SqliteEditor, name: string) => string | undefined,
): ExitCode {
  const editor = editSqlite(store);
  try {
    editor.begin();
    const complaints = names.flatMap((name) => change(editor, name) ?? []);
    editor.commit();
    for (const complaint of complaints) stderr.write(`${printable(complaint)}\n`);
    return complaints.length > 0 ? 1 : 0;
  } finally {
    editor.rollback();
    editor.close();
  }
}
