/**
 * The mail programs that people ask about: where each runs, how it comes by its settings (docs/clients.md has the
 * evidence), and what there is to do, step by step. The words stand in templates/texts/.
 */

import type { Finding, Menu, StepTexts } from './texts/texts.ts';

export const systems = ['windows', 'macos', 'ios', 'android', 'linux', 'device'] as const;
export type System = (typeof systems)[number];

/** A word of what to do; one that leads through menus, or else by the words of the second; or values to enter. */
export type Step =
  | Exclude<keyof StepTexts, 'go' | 'install' | 'without'>
  | { readonly to: Menu; readonly say: 'go' | 'install' | 'without'; readonly or?: 'add' | undefined }
  | 'servers'
  | 'authentication'
  | 'outgoing'
  | 'windows-mail';

export interface Client {
  readonly name: string;
  /** What Windows Mail is called where it is not called Mail. */
  readonly names?: Readonly<Record<string, string>>;
  readonly systems: readonly [System, ...System[]];
  /** Absent of devices, which are no program. */
  readonly finds?: Finding;
  readonly steps: readonly [Step, ...Step[]];
}

const asks = (name: string, ...systems: Client['systems']): Client => ({
  name,
  systems,
  finds: 'asks',
  steps: ['add', 'enter', 'found', 'byHand', 'servers'],
});

/** Clients that are told nothing, or nothing that helps. */
const byHand = (name: string, finds: Finding, ...systems: Client['systems']): Client => ({
  name,
  systems,
  finds,
  steps: ['add', 'kind', 'enter', 'byHand', 'servers', 'authentication', 'test'],
});

const apple = (system: 'ios' | 'macos', install: Menu): Client => ({
  name: 'Apple Mail',
  systems: [system],
  finds: 'profile',
  steps: [
    'download',
    { to: install, say: 'install' },
    { to: system, say: 'without' },
    'servers',
    'authentication',
    'test',
  ],
});

/** In the order of each system's list. */
export const clients: readonly Client[] = [
  byHand('Outlook (new)', 'cloud', 'windows'),
  {
    name: 'Outlook (classic)',
    systems: ['windows'],
    finds: 'older',
    steps: [
      { to: 'outlook', say: 'go', or: 'add' },
      'byHand',
      'kind',
      'servers',
      'enter',
      'authentication',
      'test',
    ],
  },
  {
    name: 'Windows Mail',
    names: { fr: 'Courrier (Windows)' },
    systems: ['windows'],
    finds: 'cloud',
    steps: [{ to: 'windowsMail', say: 'go', or: 'add' }, 'enter', 'windows-mail', 'retired'],
  },
  apple('macos', 'macosInstall'),
  apple('ios', 'iosInstall'),
  byHand('Gmail', 'unknown', 'android'),
  byHand('Samsung Email', 'unknown', 'android'),
  byHand('Outlook', 'cloud', 'android', 'ios', 'macos'),
  asks('Thunderbird', 'windows', 'macos', 'linux'),
  asks('Thunderbird', 'android'),
  asks('K-9 Mail', 'android'),
  asks('FairEmail', 'android'),
  asks('Delta Chat', 'android', 'ios'),
  asks('Evolution', 'linux'),
  asks('KMail', 'linux'),
  asks('eM Client', 'windows', 'macos'),
  {
    name: 'SMTP',
    systems: ['device'],
    steps: ['sendsOnly', 'outgoing', 'sender', 'authentication', 'test'],
  },
];
