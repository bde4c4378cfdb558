/** `facteur validate --connect`: opens the stores, looks one domain up in each, and shows what its row becomes. */

import { suggestion, unknownProvider } from '../../config/complaints.ts';
import type { Config } from '../../config/index.ts';
import { StoreError, sentenceOf, valueFlaw } from '../../directory/failure.ts';
import { fieldNames, type ReadColumn, readColumns } from '../../directory/row.ts';
import { workerStores } from '../../directory/stores/options.ts';
import { entryOfRows } from '../../directory/stores/row-store.ts';
import type { Store } from '../../directory/stores/store.ts';
import type { Account } from '../../model/account.ts';
import type { Domain } from '../../model/address.ts';
import { openNodeStore } from '../../runtime/node/stores.ts';
import { type StoreChoice, storeNames } from '../../runtime/open-stores.ts';

/** What was found in one store. */
export interface StoreReport {
  /** `postgres`, `postgres-2`. */
  readonly store: string;
  readonly domain: string;
  readonly rows: readonly (readonly ReportedColumn[])[];
  /** What the domain is answered by this store alone. */
  readonly answer: string;
  /** Why the store or its row cannot be used, with the name of the store. */
  readonly failure?: string;
  /** Whether a server would not start with the store. */
  readonly keepsFromStarting?: boolean;
}

interface ReportedColumn {
  readonly name: string;
  /** As JSON, or the kind of a value that is not text. */
  readonly written: string;
  /** What it becomes, or why it is ignored or refused. */
  readonly meaning: string;
}

/** @returns a report for each store, in the order of the configuration */
export async function reportStores(config: Config, domain: Domain): Promise<readonly StoreReport[]> {
  const names = storeNames(config.stores);
  const reports: StoreReport[] = [];
  for (const [at, choice] of config.stores.entries()) {
    reports.push(await reportStore(names[at] ?? '', choice, domain, config));
  }
  return reports;
}

async function reportStore(
  name: string,
  choice: StoreChoice,
  domain: Domain,
  config: Config,
): Promise<StoreReport> {
  const nothing = { store: name, domain, rows: [] };
  if (Object.keys(choice).some((kind) => kind in workerStores)) {
    return { ...nothing, answer: 'not looked up: it is a binding of a Worker' };
  }
  let store: Store;
  try {
    store = await openNodeStore(choice);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      ...nothing,
      answer: 'none',
      failure: `${name} cannot be opened: ${why}`,
      keepsFromStarting: true,
    };
  }
  try {
    const rows = await rowsOf(store, domain);
    const reported = { ...nothing, rows: rows.map(reportRow) };
    try {
      return { ...reported, ...answerOf(name, rows, domain, config) };
    } catch (error) {
      return { ...reported, answer: '503', failure: failureText(name, error) };
    }
  } catch (error) {
    return { ...nothing, answer: '503', failure: failureText(name, error) };
  } finally {
    await store.close?.();
  }
}

/** A store without rows of its own shows its entry in their place. */
async function rowsOf(store: Store, domain: Domain): Promise<readonly unknown[]> {
  if (store.rows) return store.rows(domain);
  const entry = await store.find(domain);
  return entry === undefined ? [] : [entry];
}

function answerOf(
  store: string,
  rows: readonly unknown[],
  domain: Domain,
  config: Config,
): Pick<StoreReport, 'answer' | 'failure'> {
  const entry = entryOfRows(store, rows);
  if (entry === undefined) return { answer: `${domain} is not in this store` };
  if (entry.provider === 'none') return { answer: `${domain} is never served` };
  const account = config.accountOf(entry);
  return account
    ? { answer: `${domain} is served: ${serversOf(account)}` }
    : { answer: '503', failure: `${store}: ${unknownProvider(entry.provider, config.providerIds)}` };
}

const serversOf = ({ incoming, outgoing, name }: Account): string =>
  [
    name,
    ...[...incoming, ...outgoing].map(
      ({ protocol, host, port, username }) => `${protocol} ${host}:${port} as ${username}`,
    ),
  ].join(', ');

const failureText = (name: string, error: unknown): string =>
  error instanceof StoreError ? sentenceOf(name, error.failure) : String(error);

function reportRow(row: unknown): readonly ReportedColumn[] {
  const columns = readColumns(row);
  return columns
    ? columns.map((column) => ({
        name: column.name,
        written: writtenOf(column.written),
        meaning: meaningOf(column),
      }))
    : [
        {
          name: 'row',
          written: writtenOf(row),
          meaning: 'refused: neither the name of a provider nor an object',
        },
      ];
}

function meaningOf({ name, field, written, value }: ReadColumn): string {
  if (field === undefined)
    return `ignored: not a column of facteur${suggestion(name, [...fieldNames.keys()])}`;
  if (!value.ok) return `refused: ${valueFlaw(value.refusal)}`;
  if (value.value === undefined) {
    return field === 'provider' ? 'refused: is missing' : 'empty: the provider’s value is used';
  }
  return value.value === written ? 'used as it is' : `becomes ${value.value}`;
}

function writtenOf(value: unknown): string {
  if (value === null) return 'NULL';
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return (
    JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part)) ?? 'nothing'
  );
}

/** @returns lines for a terminal */
export function* linesOfReport({ store, domain, rows, answer, failure }: StoreReport): Iterable<string> {
  yield `${store}, ${domain}:`;
  for (const [at, row] of rows.entries()) {
    if (rows.length > 1) yield `  row ${at + 1}`;
    const width = Math.max(...row.map(({ name }) => name.length));
    const writtenWidth = Math.min(40, Math.max(...row.map(({ written }) => written.length)));
    for (const { name, written, meaning } of row) {
      yield `  ${name.padEnd(width)}  ${written.padEnd(writtenWidth)}  ${meaning}`;
    }
  }
  yield failure === undefined ? `  ${answer}.` : `  Failure: ${failure}.`;
}
