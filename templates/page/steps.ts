/** The steps for each mail program, the reader's system first. */

import { type Html, markup } from '../../src/format/html.ts';
import type { Account, Server } from '../../src/model/account.ts';
import type { Language } from '../locales/index.ts';
import type { Translation } from '../locales/translation.ts';
import { appleInstallSteps } from './apple-install-steps.ts';
import { interpolate } from './interpolate.ts';
import {
  hostOf,
  type PageModel,
  type ProfileOffers,
  securityOf,
  serviceOf,
  signsInOnly,
  usernameOf,
} from './model.ts';
import { type Program, programs, type Step, type System, systems } from './programs.ts';

interface StepsContext {
  readonly account: Account;
  readonly address: string;
  readonly texts: Translation;
  readonly language: Language;
  /** The reader's system. */
  readonly reader: System;
  readonly profiles: ProfileOffers;
}

export function stepsByClient(
  account: Account,
  address: string | undefined,
  { system, language, profiles }: Pick<PageModel, 'system' | 'language' | 'profiles'>,
  texts: Translation,
): Html {
  const context: StepsContext = {
    account,
    address: address ?? texts.wholeAddress,
    texts,
    language,
    reader: system,
    profiles,
  };
  const others = systems.filter((one) => one !== system);
  return markup`<section id="steps" class="clients"><h2>${texts.steps}</h2>${[
    ofSystem(system, context, ' open'),
    ...others.map((one) => ofSystem(one, context, '')),
  ]}</section>`;
}

const systemNames: Readonly<Record<Exclude<System, 'device'>, string>> = {
  windows: 'Windows',
  macos: 'Mac',
  ios: 'iPhone, iPad',
  android: 'Android',
  linux: 'Linux',
};

/** If the system's section is open, its first client is open too. */
function ofSystem(system: System, context: StepsContext, open: '' | ' open'): Html {
  const here = programs.filter((client) => client.systems.includes(system));
  const name = system === 'device' ? context.texts.devices : systemNames[system];
  const inside =
    system === 'device'
      ? here.map((client) => instructions(client, context))
      : here.map(
          (client, at) =>
            markup`<details${at === 0 ? open : ''}><summary>${nameOf(client, context)}${client.finds === 'asks' ? markup` <span class="ok" aria-hidden="true">✓</span>` : ''}</summary>${instructions(client, context)}</details>`,
        );
  return markup`<details class="system"${open}><summary>${name}</summary>${inside}</details>`;
}

/** One list item per step; values to enter belong to the item before. */
function instructions(
  { finds, retired, steps, systems: [system], ...client }: Program,
  context: StepsContext,
): Html {
  const { texts, profiles, account } = context;
  if (finds === 'profile' && [...account.incoming, ...account.outgoing].every(signsInOnly)) {
    return appleSignIn(system === 'macos' ? 'macos' : 'ios', profiles, context);
  }
  const items: Html[][] = [];
  for (const step of steps) {
    if (isValues(step)) items.at(-1)?.push(valuesOf(step, context));
    else if (step === 'taps') items.push(...tapsElsewhere(system, context).map((tap) => [tap]));
    else items.push([sentence(step, nameOf(client, context), context)]);
  }
  const finding =
    finds === undefined
      ? ''
      : markup`<p class="finds">${texts.findings[finds]}${retired ? ` ${texts.step.retired}` : ''}</p>`;
  return markup`${finding}<ol class="steps">${items.map((item) => markup`<li>${item}</li>`)}</ol>`;
}

/** Apple's "Other" accounts ask for a password, so there are no values to enter. */
function appleSignIn(system: 'ios' | 'macos', profiles: ProfileOffers, context: StepsContext): Html {
  const { texts } = context;
  const offer = profiles[system];
  const kind = offer?.kind;
  const byHand = kind === undefined ? [] : [interpolate(texts.appleSignIn, { kind })];
  const steps = offer?.offered
    ? [interpolate(texts.step.download, { download: texts.download }), ...tapsElsewhere(system, context)]
    : [markup`${texts.appleNoProfile}`, ...byHand];
  return markup`<ol class="steps">${steps.map((step) => markup`<li>${step}</li>`)}</ol>`;
}

/** Empty on the reader's own system, where the steps are already below the profile's button. */
const tapsElsewhere = (system: System, { reader, texts }: StepsContext): readonly Html[] =>
  system === reader ? [] : appleInstallSteps(system === 'macos' ? 'macos' : 'ios', undefined, texts);

const nameOf = ({ name, names }: Pick<Program, 'name' | 'names'>, { language }: StepsContext): string =>
  names?.[language] ?? name;

type ValuesStep = 'servers' | 'outgoing' | 'windows-mail';
const isValues = (step: Step): step is ValuesStep =>
  step === 'servers' || step === 'outgoing' || step === 'windows-mail';

function valuesOf(step: ValuesStep, context: StepsContext): Html {
  const { incoming, outgoing } = context.account;
  if (step === 'windows-mail') return windowsMail(context);
  return lines([...(step === 'servers' ? incoming.slice(0, 1) : []), ...outgoing.slice(0, 1)], context.texts);
}

function sentence(
  step: Exclude<Step, ValuesStep | 'taps'>,
  client: string,
  { texts, address }: StepsContext,
): Html {
  const values = { client, address, download: texts.download };
  if (step === 'authentication') return markup`${texts.authentication}`;
  if (typeof step === 'string') return interpolate(texts.step[step], values);
  const menu = texts.menus[step.to];
  if (menu !== undefined) return interpolate(texts.step[step.say], { ...values, menu });
  return interpolate(texts.step[step.or ?? 'add'], values);
}

const labelled = (label: string, value: string | number): Html =>
  markup`<span class="label">${label}</span> <b>${value}</b>`;

/** The values to enter, one line per server. */
const lines = (servers: readonly Server[], texts: Translation): Html =>
  markup`<ul>${servers.map(
    (server) =>
      markup`<li>${labelled(serviceOf(server, texts), hostOf(server))} · ${labelled(texts.port, server.port)} · <b>${securityOf(server, texts)}</b> · ${labelled(texts.username, usernameOf(server.username, texts))}</li>`,
  )}</ul>`;

/** The fields and checkboxes of Windows Mail, in their order in OVH's guide. */
function windowsMail({ account, address, texts }: StepsContext): Html {
  const [incoming] = account.incoming;
  const [outgoing] = account.outgoing;
  if (!incoming || !outgoing) return markup``;
  const labels = texts.windowsMail ?? {
    address: texts.address,
    incoming: `${serviceOf(incoming, texts)}: ${texts.server}`,
    outgoing: `${serviceOf(outgoing, texts)}: ${texts.server}`,
    incomingSsl: `${texts.receiving}: SSL`,
    outgoingSsl: `${texts.sending}: SSL`,
    authentication: texts.authentication,
    same: undefined,
  };
  const field = (label: string, value: string | number): Html => markup`<li>${labelled(label, value)}</li>`;
  const tick = (label: string): Html => markup`<li>☑ ${label}</li>`;
  return markup`<ul>${[
    field(labels.address, address),
    field(texts.username, usernameOf(incoming.username, texts)),
    field(texts.password, texts.yourPassword),
    field(labels.incoming, hostOf(incoming)),
    field(texts.port, incoming.port),
    tick(labels.incomingSsl),
    field(labels.outgoing, hostOf(outgoing)),
    field(texts.port, outgoing.port),
    tick(labels.outgoingSsl),
    tick(labels.authentication),
    ...(labels.same === undefined ? [] : [tick(labels.same)]),
  ]}</ul>`;
}
