/** For each mail program its own steps, the reader's system first. */

import { type Html, markup } from '../../src/format/html.ts';
import type { Account, Server } from '../../src/model/account.ts';
import type { Language } from '../locales/index.ts';
import type { Translation } from '../locales/translation.ts';
import { appleInstallSteps } from './apple-install-steps.ts';
import { interpolate } from './interpolate.ts';
import { hostOf, securityOf, serviceOf, usernameOf } from './model.ts';
import { type Program, programs, type Step, type System, systems } from './programs.ts';

interface Told {
  readonly account: Account;
  readonly address: string;
  readonly say: Translation;
  readonly language: Language;
  /** The system that this is read on. */
  readonly reader: System;
}

export function stepsByClient(
  account: Account,
  address: string | undefined,
  system: System,
  language: Language,
  say: Translation,
): Html {
  const told: Told = { account, address: address ?? say.wholeAddress, say, language, reader: system };
  const others = systems.filter((one) => one !== system);
  return markup`<section id="steps" class="clients"><h2>${say.steps}</h2>${[
    ofSystem(system, told, ' open'),
    ...others.map((one) => ofSystem(one, told, '')),
  ]}</section>`;
}

const systemNames: Readonly<Record<Exclude<System, 'device'>, string>> = {
  windows: 'Windows',
  macos: 'Mac',
  ios: 'iPhone, iPad',
  android: 'Android',
  linux: 'Linux',
};

/** Its first client stands open with it. */
function ofSystem(system: System, told: Told, open: '' | ' open'): Html {
  const here = programs.filter((client) => client.systems.includes(system));
  const name = system === 'device' ? told.say.devices : systemNames[system];
  const inside =
    system === 'device'
      ? here.map((client) => instructions(client, told))
      : here.map(
          (client, at) =>
            markup`<details${at === 0 ? open : ''}><summary>${nameOf(client, told)}${client.finds === 'asks' ? markup` <span class="ok" aria-hidden="true">✓</span>` : ''}</summary>${instructions(client, told)}</details>`,
        );
  return markup`<details class="system"${open}><summary>${name}</summary>${inside}</details>`;
}

/** A step for each thing to do; the values to enter stand with the step that says so. */
function instructions({ finds, retired, steps, systems: [system], ...client }: Program, told: Told): Html {
  const { say } = told;
  const items: Html[][] = [];
  for (const step of steps) {
    if (isValues(step)) items.at(-1)?.push(valuesOf(step, told));
    else if (step === 'taps') items.push(...tapsElsewhere(system, told).map((tap) => [tap]));
    else items.push([sentence(step, nameOf(client, told), told)]);
  }
  const finding =
    finds === undefined
      ? ''
      : markup`<p class="finds">${say.findings[finds]}${retired ? ` ${say.step.retired}` : ''}</p>`;
  return markup`${finding}<ol class="steps">${items.map((item) => markup`<li>${item}</li>`)}</ol>`;
}

/** They stand below the profile's button already, where this is read on the device. */
const tapsElsewhere = (system: System, { reader, say }: Told): readonly Html[] =>
  system === reader ? [] : appleInstallSteps(system === 'macos' ? 'macos' : 'ios', undefined, say);

const nameOf = ({ name, names }: Pick<Program, 'name' | 'names'>, { language }: Told): string =>
  names?.[language] ?? name;

type ValuesStep = 'servers' | 'outgoing' | 'windows-mail';
const isValues = (step: Step): step is ValuesStep =>
  step === 'servers' || step === 'outgoing' || step === 'windows-mail';

function valuesOf(step: ValuesStep, told: Told): Html {
  const { incoming, outgoing } = told.account;
  if (step === 'windows-mail') return windowsMail(told);
  return lines([...(step === 'servers' ? incoming.slice(0, 1) : []), ...outgoing.slice(0, 1)], told.say);
}

function sentence(step: Exclude<Step, ValuesStep | 'taps'>, client: string, { say, address }: Told): Html {
  const values = { client, address, download: say.download };
  if (step === 'authentication') return markup`${say.authentication}`;
  if (typeof step === 'string') return interpolate(say.step[step], values);
  const menu = say.menus[step.to];
  if (menu !== undefined) return interpolate(say.step[step.say], { ...values, menu });
  return interpolate(say.step[step.or ?? 'add'], values);
}

const labelled = (label: string, value: string | number): Html =>
  markup`<span class="label">${label}</span> <b>${value}</b>`;

/** What to type, a line for each server. */
const lines = (servers: readonly Server[], say: Translation): Html =>
  markup`<ul>${servers.map(
    (server) =>
      markup`<li>${labelled(serviceOf(server, say), hostOf(server))} · ${labelled(say.port, server.port)} · <b>${securityOf(server, say)}</b> · ${labelled(say.username, usernameOf(server, say))}</li>`,
  )}</ul>`;

/** The guide's own fields and tick boxes, in its order. */
function windowsMail({ account, address, say }: Told): Html {
  const [incoming] = account.incoming;
  const [outgoing] = account.outgoing;
  if (!incoming || !outgoing) return markup``;
  const labels = say.windowsMail ?? {
    address: say.address,
    incoming: `${serviceOf(incoming, say)}: ${say.server}`,
    outgoing: `${serviceOf(outgoing, say)}: ${say.server}`,
    incomingSsl: `${say.receiving}: SSL`,
    outgoingSsl: `${say.sending}: SSL`,
    authentication: say.authentication,
    same: undefined,
  };
  const field = (label: string, value: string | number): Html => markup`<li>${labelled(label, value)}</li>`;
  const tick = (label: string): Html => markup`<li>☑ ${label}</li>`;
  return markup`<ul>${[
    field(labels.address, address),
    field(say.username, usernameOf(incoming, say)),
    field(say.password, say.yourPassword),
    field(labels.incoming, hostOf(incoming)),
    field(say.port, incoming.port),
    tick(labels.incomingSsl),
    field(labels.outgoing, hostOf(outgoing)),
    field(say.port, outgoing.port),
    tick(labels.outgoingSsl),
    tick(labels.authentication),
    ...(labels.same === undefined ? [] : [tick(labels.same)]),
  ]}</ul>`;
}
