/**
 * The mail programs on the page: their systems, how each finds its settings (docs/clients.md has the evidence), and the
 * steps to set it up. The texts are in templates/locales/.
 */

import type { Language } from '../locales/index.ts';
import type { Finding, Menu, StepTexts } from '../locales/translation.ts';

export const systems = ['windows', 'macos', 'ios', 'android', 'linux', 'device'] as const;
export type System = (typeof systems)[number];

/** A step: a text, a text with a menu path and a fallback for languages without that path, or values to enter. */
export type Step =
  | Exclude<keyof StepTexts, 'go' | 'without' | 'retired'>
  | { readonly to: Menu; readonly say: 'go' | 'without'; readonly or?: 'add' | undefined }
  /** The steps after the download of a profile, see apple-install-steps.ts. */
  | 'taps'
  | 'servers'
  | 'authentication'
  | 'outgoing'
  | 'windows-mail';

export interface Program {
  readonly name: string;
  /** Names in other languages. */
  readonly names?: Readonly<Partial<Record<Language, string>>>;
  readonly systems: readonly [System, ...System[]];
  /** Absent for devices, which are not programs. */
  readonly finds?: Finding;
  /** Discontinued by its vendor. */
  readonly retired?: true;
  readonly steps: readonly [Step, ...Step[]];
}

const asks = (name: string, ...systems: Program['systems']): Program => ({
  name,
  systems,
  finds: 'asks',
  steps: ['add', 'enter', 'found', 'byHand', 'servers'],
});

/** Clients that find no settings by themselves, or useless ones. */
const byHand = (name: string, finds: Finding, ...systems: Program['systems']): Program => ({
  name,
  systems,
  finds,
  steps: ['add', 'kind', 'enter', 'byHand', 'servers', 'authentication', 'test'],
});

const apple = (system: 'ios' | 'macos'): Program => ({
  name: 'Apple Mail',
  systems: [system],
  finds: 'profile',
  steps: ['download', 'taps', { to: system, say: 'without' }, 'servers', 'authentication', 'test'],
});

const newOutlook = {
  fr: 'Outlook (nouveau)',
  de: 'Outlook (neu)',
  es: 'Outlook (nuevo)',
  it: 'Outlook (nuovo)',
  nl: 'Outlook (nieuw)',
  pt: 'Outlook (novo)',
  pl: 'Outlook (nowy)',
} as const;
const classicOutlook = {
  fr: 'Outlook (classique)',
  de: 'Outlook (klassisch)',
  es: 'Outlook (clásico)',
  it: 'Outlook (classico)',
  nl: 'Outlook (klassiek)',
  pt: 'Outlook (clássico)',
  pl: 'Outlook (klasyczny)',
} as const;

/** In the order of display. */
export const programs: readonly Program[] = [
  { ...byHand('Outlook (new)', 'cloud', 'windows'), names: newOutlook },
  {
    name: 'Outlook (classic)',
    names: classicOutlook,
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
    names: {
      fr: 'Courrier (Windows)',
      es: 'Correo (Windows)',
      it: 'Posta (Windows)',
      pl: 'Poczta (Windows)',
    },
    systems: ['windows'],
    finds: 'cloud',
    steps: [{ to: 'windowsMail', say: 'go', or: 'add' }, 'enter', 'windows-mail', 'test'],
    retired: true,
  },
  apple('macos'),
  apple('ios'),
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
