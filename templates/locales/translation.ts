/**
 * What the page for people says, once for each language; a language that leaves a text out does not compile.
 * `{…}` stands for a value of the account, and each language must have the same ones (test/texts.test.ts).
 */

/** How a client comes by its settings, as docs/clients.md says with evidence. */
export type Finding = 'asks' | 'older' | 'cloud' | 'profile' | 'unknown';

/** Where a system's settings or a program's menus lead, in its own words; left out where they are not known for certain. */
export type Menu =
  | 'windowsMail'
  | 'outlook'
  | 'ios'
  | 'macos'
  /** Where a profile waits that was loaded: on iOS at once, and later; on macOS since 15, since 13, and before. */
  | 'iosInstall'
  | 'iosLater'
  | 'iosOlder'
  | 'macosInstall'
  | 'macos13'
  | 'macos12';

/** What a person is to do, whichever the program. */
export interface StepTexts {
  /** `{menu}` in the program's own words. */
  readonly go: string;
  readonly add: string;
  readonly kind: string;
  readonly enter: string;
  readonly found: string;
  readonly byHand: string;
  readonly download: string;
  readonly without: string;
  readonly retired: string;
  readonly sendsOnly: string;
  readonly sender: string;
  readonly test: string;
}

/** What a person is to do on an Apple device once a profile is asked for. */
export interface TapTexts {
  readonly lead: string;
  readonly allow: string;
  readonly allowMac: string;
  readonly install: string;
  readonly installMac: string;
  readonly finish: string;
  /** Of the profile, when the first `{menu}` no longer shows it. */
  readonly gone: string;
  readonly late: string;
  readonly olderMac: string;
  /** In place of `{menu}`, where its words are not known for certain. */
  readonly anyMenu: string;
}

/** The fields and tick boxes of Windows Mail that are called differently elsewhere. */
export interface WindowsMailTexts {
  readonly address: string;
  readonly incoming: string;
  readonly outgoing: string;
  readonly incomingSsl: string;
  readonly outgoingSsl: string;
  readonly authentication: string;
  readonly same: string;
}

export interface Translation {
  /** The language's own name. */
  readonly name: string;
  readonly title: string;
  readonly titleFor: string;
  readonly lead: string;
  readonly address: string;
  readonly privacy: string;
  readonly show: string;
  readonly another: string;
  readonly language: string;
  readonly values: string;
  readonly receiving: string;
  readonly sending: string;
  readonly server: string;
  readonly port: string;
  readonly security: string;
  readonly username: string;
  readonly password: string;
  readonly yourPassword: string;
  readonly wholeAddress: string;
  readonly localPart: string;
  readonly noSecurity: string;
  readonly copy: string;
  readonly copied: string;
  readonly oauth2: string;
  readonly authentication: string;
  readonly notExchange: string;
  readonly exchangeLead: string;
  readonly ports: string;
  readonly encrypted: string;
  readonly unencrypted: string;
  readonly apple: string;
  readonly appleLead: string;
  readonly download: string;
  readonly phone: string;
  readonly phoneLead: string;
  /** What the code for the phone says, in letters. */
  readonly link: string;
  /** Of a code and a link that end, after `{time}`. */
  readonly linkEnds: string;
  readonly steps: string;
  readonly devices: string;
  readonly findings: Readonly<Record<Finding, string>>;
  readonly step: StepTexts;
  readonly taps: TapTexts;
  /** Where the program's own words are known for certain. */
  readonly windowsMail?: WindowsMailTexts;
  readonly menus: Readonly<Partial<Record<Menu, string>>>;
  readonly webmail: string;
  readonly calendar: string;
  readonly contacts: string;
  readonly more: string;
  readonly help: string;
  readonly unknown: string;
  /** Of the unknown domain. */
  readonly exchanger: string;
  readonly unknownHelp: string;
  readonly malformed: string;
  readonly unavailable: string;
  /** Of a link that tells no address. */
  readonly unlinked: string;
}
