/** `facteur validate`: looks at a configuration without answering by it. */

import { existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import type { Command } from 'commander';
import { complaint } from '../../config/complaints.ts';
import { configFileIn, type Environment } from '../../config/environment.ts';
import type { Config } from '../../config/index.ts';
import { lint } from '../../config/lint.ts';
import { type Domain, parseDomain } from '../../model/address.ts';
import { unusedDomain } from '../../ops/readiness.ts';
import { signerWarnings } from '../../signing/expiry-warning.ts';
import { explained } from '../shared/help.ts';
import { readSealer } from '../shared/links-key.ts';
import { loadConfig } from '../shared/load-config.ts';
import type { LoadedConfig, LocatedComplaint } from '../shared/loaded-config.ts';
import { readSigner } from '../shared/signing-files.ts';
import { type ExitCode, printable, run, type Stdio, writeAll } from '../shared/stdio.ts';
import { readServeOptions } from '../start/serve-options.ts';
import { inspectCertificates } from '../start/tls-files.ts';
import { linesOfReport, reportStores, type StoreReport } from './connect.ts';
import { edgeFindings } from './edge.ts';

interface ValidateOptions {
  readonly json?: true;
  readonly edge?: true;
  /** A domain, or `true` for a reserved one, which is in no store. */
  readonly connect?: string | true;
}

/** @param environment what may name a configuration, or be one */
export function describeValidate(program: Command, terminal: Stdio, environment: Environment): void {
  const command = program
    .command('validate')
    .description('report errors and likely mistakes in a configuration')
    .argument('[file]', 'the configuration; FACTEUR_CONFIG names it as well')
    .option(
      '--connect [domain]',
      'open the stores too, look a domain up in each, and show what its row becomes',
    )
    .option('--edge', 'report what keeps a Worker from using it, too')
    .option('--json', 'print what was found as JSON')
    .action((file: string | undefined, options: ValidateOptions) =>
      run(terminal, () => {
        const { connect } = options;
        // `--connect facteur.yaml`: the domain is optional, so the parser takes the file for it.
        return file === undefined && typeof connect === 'string' && existsSync(connect)
          ? validate(connect, { ...options, connect: true }, terminal, environment)
          : validate(file ?? configFileIn(environment), options, terminal, environment);
      }),
    );
  explained(command, {
    examples: [
      'facteur validate facteur.yaml',
      'facteur validate facteur.yaml --connect example.org',
      'facteur validate facteur.yaml --edge',
      'facteur validate facteur.yaml --json',
    ],
    notes: `Without --connect no store is opened and no server is asked. Without a domain,
--connect looks up readiness.invalid, which shows whether the query works.`,
    exitCodes: { 0: 'nothing to report', 1: 'something was found', 2: 'it could not run' },
  });
}

/**
 * An error keeps a server from starting, a warning does not; a loss is what a provider's file contains in vain; a
 * failure is of a store, which the server is started without.
 */
interface Finding extends Partial<Omit<LocatedComplaint, 'keys'>> {
  readonly severity: 'error' | 'warning' | 'loss' | 'failure';
  readonly message: string;
}

async function validate(
  file: string | undefined,
  { json, edge, connect }: ValidateOptions,
  terminal: Stdio,
  environment: Environment,
): Promise<ExitCode> {
  // A file that is not there is nothing found in it.
  if (file !== undefined) await access(file);
  const domain = connect === undefined ? undefined : domainToLookUp(connect);
  const loaded = await loadConfig(file, environment);
  const stores = loaded.ok && domain ? await reportStores(loaded.value.config, domain) : [];
  const findings: readonly Finding[] = loaded.ok
    ? [
        ...loaded.value.warnings.map((message) => ({ severity: 'loss', message }) as const),
        ...lint(loaded.value.config.document).map((one) => found('warning', loaded.value.located(one))),
        ...(await signingFindings(loaded.value.config, file, environment)),
        ...(await linksFindings(loaded.value.config, file, environment)),
        ...tlsFindings(loaded.value.config, file, environment),
        ...(edge ? edgeFindings(loaded.value) : []).map(({ severity, complaint }) =>
          found(severity, loaded.value.located(complaint)),
        ),
        ...stores.flatMap((report, at) => storeFindings(report, at, loaded.value.located)),
      ]
    : loaded.refusal.map((one) => found('error', one));
  const starts = findings.every(({ severity }) => severity !== 'error');
  const summary = loaded.ok && starts ? loaded.value.config.summary : undefined;
  const texts = json
    ? [`${JSON.stringify({ file, summary, findings, ...(domain && { stores }) }, null, 2)}\n`]
    : [
        ...stores.flatMap((report) => [...linesOfReport(report)].map((line) => `${printable(line)}\n`)),
        ...findings.map((one) => `${lineOf(file, one)}\n`),
        `${verdict(findings, summary)}\n`,
      ];
  await writeAll(terminal.stdout, texts);
  return findings.length === 0 ? 0 : 1;
}

/** What signs profiles is looked at as a server does that starts; so is what seals links. */
async function signingFindings(
  config: Config,
  file: string | undefined,
  environment: Environment,
): Promise<readonly Finding[]> {
  const signer = await readSigner(config, file, environment);
  const of = (severity: 'error' | 'warning', message: string): Finding => ({
    severity,
    path: 'signing',
    message,
  });
  if (!signer.ok) return signer.refusal.map((message) => of('error', message));
  const warnings = signer.value ? signerWarnings(signer.value, new Date()) : [];
  return warnings.map((message) => of('warning', message));
}

async function linksFindings(
  config: Config,
  file: string | undefined,
  environment: Environment,
): Promise<readonly Finding[]> {
  const sealer = await readSealer(config, file, environment);
  return sealer.ok ? [] : [{ severity: 'error', path: 'links', message: sealer.refusal }];
}

/** Certificates for TLS are read as well; where to listen is not looked at. */
function tlsFindings(config: Config, file: string | undefined, environment: Environment): readonly Finding[] {
  const settings = readServeOptions([], environment);
  if (!settings.ok) return [{ severity: 'error', message: settings.refusal }];
  const { errors, warnings } = inspectCertificates({ tls: settings.value.tls, file }, config);
  return [
    ...errors.map((message) => ({ severity: 'error', path: 'tls', message }) as const),
    ...warnings.map((message) => ({ severity: 'warning', path: 'tls', message }) as const),
  ];
}

const found = (
  severity: 'error' | 'warning',
  { path, message, line, column }: LocatedComplaint,
): Finding => ({
  severity,
  path,
  message,
  ...(line === undefined ? {} : { line }),
  ...(column === undefined ? {} : { column }),
});

/** As compilers write it, so that editors find the place. */
function lineOf(file: string | undefined, { severity, path = '', message, line, column }: Finding): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  return printable(`${[place, severity, path].filter((part) => part !== '').join(' ')}: ${message}`);
}

function verdict(findings: readonly Finding[], summary: string | undefined): string {
  if (summary === undefined) return 'A server would not start with this.';
  const failures = findings.filter(({ severity }) => severity === 'failure').length;
  const others = findings.length - failures;
  const warnings = others === 1 ? '1 warning' : `${others || 'no'} warnings`;
  return failures === 0
    ? `Valid, ${warnings}. Serves ${summary}.`
    : `${failures === 1 ? 'A store fails' : `${failures} stores fail`}; the rest is valid, ${warnings}. Would serve ${summary}.`;
}

/** @throws when it is not a domain */
function domainToLookUp(connect: string | true): Domain {
  const domain = connect === true ? unusedDomain : parseDomain(connect);
  if (domain.ok) return domain.value;
  throw new Error(`"${connect}" is not a domain name`);
}

function storeFindings(
  { failure, keepsFromStarting }: StoreReport,
  at: number,
  located: LoadedConfig['located'],
): readonly Finding[] {
  if (failure === undefined) return [];
  const place = located(complaint(['directories', at], failure));
  return [
    {
      ...found('warning', place),
      severity: keepsFromStarting ? 'error' : 'failure',
      message: failure,
    },
  ];
}
