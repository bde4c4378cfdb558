/**
 * Lint rules for Dockerfiles, under hadolint's codes, each with a Dockerfile that breaks it. hadolint itself is in
 * neither npm nor Debian; these are the rules that a file like ours can break.
 */

import { execForm, type Instruction, pairsIn, type Stage } from '../../deploy/docker/dockerfile.ts';

export interface Rule {
  readonly code: string;
  readonly says: string;
  /** @returns what breaks it, in words of the file */
  readonly broken: (stages: readonly Stage[]) => readonly string[];
  readonly breaks: string;
}

type Broken = Rule['broken'];

const each =
  (breaks: (instruction: Instruction, stage: Stage) => boolean, ...names: string[]): Broken =>
  (stages) =>
    stages.flatMap((stage) =>
      stage.instructions
        .filter((one) => (names.length === 0 || names.includes(one.name)) && breaks(one, stage))
        .map(({ name, rest }) => `${name} ${rest}`),
    );

const eachFrom =
  (breaks: (image: string, index: number, stages: readonly Stage[]) => boolean): Broken =>
  (stages) =>
    stages.map(({ image }) => image).filter((image, index) => breaks(image, index, stages));

const namesBefore = (stages: readonly Stage[], index: number): readonly string[] =>
  stages.slice(0, index).map(({ name }) => name);

/** Only the last of them counts, so another is a mistake. */
const once = (name: string): Broken =>
  each((one, { instructions }) => instructions.find((other) => other.name === name) !== one, name);

const userOf = ({ instructions }: Stage): string =>
  instructions.findLast(({ name }) => name === 'USER')?.rest ?? 'root';

export const rules: readonly Rule[] = [
  {
    code: 'DL3000',
    says: 'WORKDIR is absolute',
    broken: each(({ rest }) => !rest.startsWith('/'), 'WORKDIR'),
    breaks: 'FROM node:24\nWORKDIR app',
  },
  {
    code: 'DL3002',
    says: 'the last user is not root',
    broken: (stages) =>
      stages
        .slice(-1)
        .map(userOf)
        .filter((user) => /^(root|0)(:|$)/.test(user)),
    breaks: 'FROM node:24\nUSER 1000\nUSER 0:0',
  },
  {
    code: 'DL3004',
    says: 'no sudo',
    broken: each(({ rest }) => /\bsudo\b/.test(rest), 'RUN'),
    breaks: 'FROM node:24\nRUN sudo true',
  },
  {
    code: 'DL3006',
    says: 'an image has its tag',
    broken: eachFrom(
      (image, index, stages) => !/[:@]/.test(image) && !namesBefore(stages, index).includes(image),
    ),
    breaks: 'FROM node',
  },
  {
    code: 'DL3007',
    says: 'and that is not latest',
    broken: eachFrom((image) => image.endsWith(':latest')),
    breaks: 'FROM node:latest',
  },
  {
    code: 'DL3012',
    says: 'one HEALTHCHECK',
    broken: once('HEALTHCHECK'),
    breaks: 'FROM node:24\nHEALTHCHECK CMD ["a"]\nHEALTHCHECK CMD ["b"]',
  },
  {
    code: 'DL3016',
    says: 'npm installs locked versions',
    broken: each(({ rest }) => /\bnpm (install|i)\b/.test(rest), 'RUN'),
    breaks: 'FROM node:24\nRUN npm install pg',
  },
  {
    code: 'DL3020',
    says: 'COPY and not ADD',
    broken: each(() => true, 'ADD'),
    breaks: 'FROM node:24\nADD src src',
  },
  {
    code: 'DL3021',
    says: 'COPY of several goes into a folder',
    broken: each(({ rest }) => rest.split(/\s+/).length > 2 && !/\/$/.test(rest), 'COPY'),
    breaks: 'FROM node:24\nCOPY a b c',
  },
  {
    code: 'DL3022',
    says: 'COPY --from names an earlier stage',
    broken: (stages) =>
      stages.flatMap(({ instructions }, index) =>
        instructions
          .flatMap(({ name, flags }) => (name === 'COPY' ? (flags['from'] ?? []) : []))
          .filter((from) => !namesBefore(stages, index).includes(from)),
      ),
    breaks: 'FROM node:24\nCOPY --from=build a b',
  },
  {
    code: 'DL3024',
    says: 'stages have names of their own',
    broken: (stages) =>
      stages
        .map(({ name }) => name)
        .filter((name, index) => name !== '' && namesBefore(stages, index).includes(name)),
    breaks: 'FROM node:24 AS build\nFROM node:24 AS build',
  },
  {
    code: 'DL3025',
    says: 'CMD, ENTRYPOINT and HEALTHCHECK need no shell',
    broken: each(
      ({ rest }) => execForm(rest.replace(/^CMD\s+/, '')) === undefined,
      ...['CMD', 'ENTRYPOINT', 'HEALTHCHECK'],
    ),
    breaks: 'FROM node:24\nCMD npm start',
  },
  {
    code: 'DL3029',
    says: 'a platform is a variable of BuildKit’s',
    broken: (stages) =>
      stages.flatMap(({ platform }) => platform ?? []).filter((one) => !one.startsWith('$')),
    breaks: 'FROM --platform=linux/amd64 node:24',
  },
  {
    code: 'DL3045',
    says: 'COPY to a relative path has its WORKDIR before it',
    broken: each(
      (one, { instructions }) =>
        !/\s\/\S*$/.test(one.rest) &&
        !instructions.slice(0, instructions.indexOf(one)).some(({ name }) => name === 'WORKDIR'),
      'COPY',
    ),
    breaks: 'FROM node:24\nCOPY src src',
  },
  {
    code: 'DL3048',
    says: 'keys of labels are lower case, in the form of a domain name backwards',
    broken: each(
      ({ rest }) => Object.keys(pairsIn(rest)).some((key) => !/^[a-z][a-z0-9]*([.-][a-z0-9]+)+$/.test(key)),
      'LABEL',
    ),
    breaks: 'FROM node:24\nLABEL Title="facteur"',
  },
  {
    code: 'DL4000',
    says: 'no MAINTAINER',
    broken: each(() => true, 'MAINTAINER'),
    breaks: 'FROM node:24\nMAINTAINER jo',
  },
  {
    code: 'DL4003',
    says: 'one CMD',
    broken: once('CMD'),
    breaks: 'FROM node:24\nCMD ["a"]\nCMD ["b"]',
  },
  {
    code: 'DL4004',
    says: 'one ENTRYPOINT',
    broken: once('ENTRYPOINT'),
    breaks: 'FROM node:24\nENTRYPOINT ["a"]\nENTRYPOINT ["b"]',
  },
  {
    code: 'DL4006',
    says: 'no pipe, whose first half could fail unseen',
    broken: each(({ rest }) => /[^|]\|[^|]/.test(rest), 'RUN'),
    breaks: 'FROM node:24\nRUN curl x | sh',
  },
  {
    code: 'secrets',
    says: 'no variable, argument or file that is a secret by its name',
    broken: each(
      ({ rest }) => /(secret|token|passw|private|_key|\.key|\.pem|\.npmrc|\.env)\b/i.test(rest),
      ...['ARG', 'ENV', 'COPY', 'LABEL'],
    ),
    breaks: 'FROM node:24\nARG NPM_TOKEN',
  },
];
