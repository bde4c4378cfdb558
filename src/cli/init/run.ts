/** `facteur init`: asks questions, writes a configuration, and prints its records and the next steps. */

import { access, writeFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { Environment } from '../../config/environment.ts';
import { readConfig } from '../../config/index.ts';
import type { NetOf } from '../import/run.ts';
import { printRecords } from '../records/run.ts';
import { type ExitCode, printable, type Stdio } from '../shared/stdio.ts';
import { type Answers, readAnswer } from './answers.ts';
import { initialDocument } from './initial-document.ts';
import { proposalsFor } from './proposals.ts';
import { type Question, questionsOn } from './questions.ts';

export interface InitOptions extends Partial<Answers> {
  readonly yes?: true;
  readonly force?: true;
  readonly offline?: true;
  readonly resolver?: string;
  readonly ca?: string;
}

/** @throws errors that end the command with exit code 2 */
export async function runInit(
  file: string,
  options: InitOptions,
  terminal: Stdio,
  environment: Environment,
  netOf: NetOf,
): Promise<ExitCode> {
  if (!options.force && (await isThere(file))) throw alreadyThere(file);
  const answers = await answersOf(options, terminal, netOf);
  const text = initialDocument(answers);
  const config = readConfig(parse(text));
  if (!config.ok) {
    throw new Error(config.refusal.map(({ path, message }) => `${path}: ${message}`).join('; '));
  }
  try {
    await writeFile(file, text, { flag: options.force ? 'w' : 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw alreadyThere(file);
    throw error;
  }
  const code = await printRecords(answers.domain, { config: file, format: 'bind' }, terminal, environment);
  terminal.stderr.write(nextSteps(printable(file), answers));
  return code;
}

const alreadyThere = (file: string): Error => new Error(`${file} is there already; --force overwrites it`);

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** Flags are answers. The rest is asked for, or with --yes taken from what the domain publishes. */
async function answersOf(options: InitOptions, terminal: Stdio, netOf: NetOf): Promise<Answers> {
  const given = checked(options);
  const questions = options.yes ? undefined : questionsOn(terminal);
  const ask = (question: Question): Promise<string | undefined> =>
    questions ? questions.ask(question) : unasked(question);
  try {
    const domain =
      given.domain ??
      (await ask({
        ...{ text: 'The domain of your addresses', flag: '--domain', missing: 'it has no default' },
        ...{ proposal: undefined, read: readAnswer.domain },
      }));
    if (domain === undefined) throw new Error('--domain is missing');
    const enough = [given.name, given.imap ?? given.pop3, given.smtp].every((one) => one !== undefined);
    const proposed = options.offline || enough ? {} : await proposals(domain, options, terminal, netOf);
    const name = given.name ?? (await ask(nameQuestion(domain, proposed)));
    const pop3 = given.pop3;
    const imap = given.imap ?? (pop3 === undefined ? await ask(imapQuestion(domain, proposed)) : undefined);
    const smtp = given.smtp ?? (await ask(smtpQuestion(domain, proposed)));
    const url = given.url ?? (await ask(urlQuestion));
    if (name === undefined || smtp === undefined) throw new Error('--name and --smtp are needed');
    return {
      ...{ domain, name, smtp },
      ...(imap === undefined ? {} : { imap }),
      ...(pop3 === undefined ? {} : { pop3 }),
      ...(url === undefined ? {} : { url }),
    };
  } finally {
    questions?.close();
  }
}

const nameQuestion = (domain: string, { name = domain }: Partial<Answers>): Question => ({
  text: 'The name that people know your mail by',
  flag: '--name',
  missing: 'it has no default',
  proposal: name,
  read: readAnswer.name,
});

const imapQuestion = (domain: string, { imap }: Partial<Answers>): Question => ({
  text: `The IMAP server${imap === undefined ? `, such as imaps://imap.${domain}` : ''}`,
  flag: '--imap',
  missing: `${domain} publishes no IMAP server`,
  proposal: imap,
  read: readAnswer.imap,
});

const smtpQuestion = (domain: string, { smtp }: Partial<Answers>): Question => ({
  text: `The SMTP server${smtp === undefined ? `, such as smtps://smtp.${domain}` : ''}`,
  flag: '--smtp',
  missing: `${domain} publishes no SMTP server`,
  proposal: smtp,
  read: readAnswer.smtp,
});

const urlQuestion: Question = {
  text: 'The https address of facteur itself, if it has one already',
  flag: '--url',
  missing: 'it has no default',
  proposal: undefined,
  optional: true,
  read: readAnswer.url,
};

async function unasked({ flag, missing, proposal, optional, read }: Question): Promise<string | undefined> {
  if (proposal === undefined && optional) return undefined;
  if (proposal === undefined) throw new Error(`${flag} is required with --yes: ${missing}`);
  const answer = read(proposal);
  if (answer.ok) return answer.value;
  throw new Error(answer.refusal);
}

function checked(options: InitOptions): Partial<Answers> {
  const all = Object.entries(readAnswer).flatMap(([key, read]) => {
    const given = Object.entries(options).find(([name]) => name === key)?.[1];
    if (typeof given !== 'string') return [];
    const answer = read(given);
    if (!answer.ok) throw new Error(`--${key}: ${answer.refusal}`);
    return [[key, answer.value] as const];
  });
  return Object.fromEntries(all);
}

/** When the network fails, there are no proposals. */
async function proposals(
  domain: string,
  options: InitOptions,
  { stderr }: Stdio,
  netOf: NetOf,
): Promise<Partial<Answers>> {
  stderr.write(`Looking up what ${printable(domain)} already publishes.\n`);
  return proposalsFor(domain, await netOf(options));
}

const nextSteps = (file: string, { domain }: Answers): string => `
${file} is written. Add the records above to the zone of ${domain}. Next:
  facteur validate ${file}
  facteur start --config ${file}
  facteur check someone@${domain} --server http://127.0.0.1:8080   (before DNS points to it)
  facteur check someone@${domain}                                  (and after)
`;
