/**
 * Parses a Dockerfile into stages and instructions: as much of the format as ours needs. It throws at anything else.
 */

export interface Instruction {
  /** `RUN`, `COPY`, … in capitals. */
  readonly name: string;
  /** `--from=build` and the like, by name without its dashes. */
  readonly flags: Readonly<Record<string, string>>;
  /** The rest of the instruction, on one line. */
  readonly rest: string;
  readonly line: number;
}

export interface Stage {
  readonly image: string;
  readonly platform: string | undefined;
  /** The stage's name; may be empty. */
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

const known = [
  ...['ARG', 'CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'FROM', 'HEALTHCHECK', 'LABEL'],
  ...['RUN', 'STOPSIGNAL', 'USER', 'WORKDIR', 'ADD', 'MAINTAINER', 'SHELL'],
];

/** @throws at an unknown instruction, and at one before the first FROM */
export function readDockerfile(text: string): readonly Stage[] {
  const stages: { image: string; platform: string | undefined; name: string; instructions: Instruction[] }[] =
    [];
  for (const instruction of instructionsIn(text)) {
    if (instruction.name === 'FROM') {
      const [image = '', , name = ''] = instruction.rest.split(/\s+/);
      stages.push({ image, platform: instruction.flags['platform'], name, instructions: [] });
    } else {
      const stage = stages.at(-1);
      if (!stage) throw new Error(`line ${instruction.line}: ${instruction.name} stands before FROM`);
      stage.instructions.push(instruction);
    }
  }
  return stages;
}

/** Joins lines that end in a backslash; comments may be between them. */
function* instructionsIn(text: string): Iterable<Instruction> {
  let written = '';
  let line = 0;
  for (const [index, raw] of text.split('\n').entries()) {
    if (/^\s*(#|$)/.test(raw)) continue;
    if (written === '') line = index + 1;
    written += raw.replace(/\\$/, '').trimEnd() + (raw.endsWith('\\') ? ' ' : '');
    if (raw.endsWith('\\')) continue;
    yield instructionOf(written, line);
    written = '';
  }
}

function instructionOf(written: string, line: number): Instruction {
  const [, name = '', options = '', rest = ''] =
    /^(\w+)((?:\s+--[\w-]+=\S+)*)\s+(.*)$/.exec(written.trim()) ?? [];
  if (!known.includes(name.toUpperCase())) throw new Error(`line ${line}: ${name || written} is not known`);
  const flags = [...options.matchAll(/--([\w-]+)=(\S+)/g)].map(([, flag = '', value = '']) => [flag, value]);
  return { name: name.toUpperCase(), flags: Object.fromEntries(flags), rest: rest.trim(), line };
}

/** @returns the words of `["a", "b"]`; undefined for a shell command */
export function execForm(rest: string): readonly string[] | undefined {
  if (!rest.startsWith('[')) return undefined;
  const words: unknown = JSON.parse(rest);
  return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined;
}

/** The pairs of ENV and LABEL. */
export function pairsIn(rest: string): Readonly<Record<string, string>> {
  const pairs = [...rest.matchAll(/([\w.-]+)=(?:"([^"]*)"|(\S*))/g)];
  return Object.fromEntries(pairs.map(([, key = '', quoted, bare]) => [key, quoted ?? bare ?? '']));
}
