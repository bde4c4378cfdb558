/** For each mail program its own steps, the reader's system first. */

import type { Account, Server } from '../../src/account.ts';
import { type Html, markup } from '../../src/html.ts';
import { type Client, clients, type Step, type System, systems } from '../clients.ts';
import type { Language } from '../texts/index.ts';
import type { Texts } from '../texts/texts.ts';
import { put } from './put.ts';
import { hostOf, securityOf, serviceOf, usernameOf } from './shown.ts';

interface Told {
  readonly account: Account;
  readonly address: string;
  readonly say: Texts;
  readonly language: Language;
}

export function stepsByClient(
  account: Account,
  address: string | undefined,
  system: System,
  language: Language,
  say: Texts,
): Html {
  const told: Told = { account, address: address ?? say.wholeAddress, say, language };
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
  const here = clients.filter((client) => client.systems.includes(system));
  const name = system === 'device' ? told.say.devices : systemNames[system];
  const inside =
    system === 'device'
      ? here.map((client) => instructions(client, told))
      : here.map(
          (client, at) =>
            markup`<details${at === 0 ? open : ''}><summary>${client.names?.[told.language] ?? client.name}</summary>${instructions(client, told)}</details>`,
        );
  return markup`<details class="system"${open}><summary>${name}</summary>${inside}</details>`;
}

const instructions = (client: Client, told: Told): Html =>
  markup`${client.finds === undefined ? '' : markup`<p class="finds">${told.say.findings[client.finds]}</p>`}<ol class="steps">${client.steps.map((step) => item(step, client, told))}</ol>`;

function item(step: Step, client: Client, told: Told): Html {
  const { account, say, address } = told;
  const values = { client: client.names?.[told.language] ?? client.name, address, download: say.download };
  if (step === 'servers') return lines([account.incoming[0], account.outgoing[0]], say);
  if (step === 'outgoing') return lines([account.outgoing[0]], say);
  if (step === 'windows-mail') return windowsMail(told);
  if (step === 'authentication') return markup`<li>${say.authentication}</li>`;
  if (typeof step === 'string') return markup`<li>${put(say.step[step], values)}</li>`;
  const menu = say.menus[step.to];
  if (menu !== undefined) return markup`<li>${put(say.step[step.say], { ...values, menu })}</li>`;
  return markup`<li>${put(say.step[step.or ?? 'add'], values)}</li>`;
}

/** What to type, a line for each server. */
const lines = (servers: readonly (Server | undefined)[], say: Texts): Html =>
  markup`<li><ul>${servers
    .filter((server) => server !== undefined)
    .map(
      (server) =>
        markup`<li>${serviceOf(server, say)}: <b>${hostOf(server)}</b>, ${say.port} <b>${server.port}</b>, <b>${securityOf(server, say)}</b>, ${say.username} <b>${usernameOf(server, say)}</b></li>`,
    )}</ul></li>`;

/** The guide's own fields and tick boxes, in its order. */
function windowsMail({ account, address, say }: Told): Html {
  const [incoming] = account.incoming;
  const [outgoing] = account.outgoing;
  if (!incoming || !outgoing) return markup``;
  const labels = say.windowsMail ?? {
    incoming: `${serviceOf(incoming, say)}: ${say.server}`,
    outgoing: `${serviceOf(outgoing, say)}: ${say.server}`,
    incomingSsl: `${say.receiving}: SSL`,
    outgoingSsl: `${say.sending}: SSL`,
    authentication: say.authentication,
    same: undefined,
  };
  const field = (label: string, value: string | number): Html => markup`<li>${label}: <b>${value}</b></li>`;
  const tick = (label: string): Html => markup`<li>☑ ${label}</li>`;
  return markup`<li><ul>${[
    field(say.address, address),
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
  ]}</ul></li>`;
}
