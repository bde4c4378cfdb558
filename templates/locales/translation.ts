/**
 * The texts of the setup page, one object per language; a language without one of the texts does not compile.
 * `{…}` is a placeholder, and each language must have the same ones (test/templates/locales/translation.test.ts).
 */

/** How a client finds its settings; docs/clients.md has the evidence. */
export type Finding = 'asks' | 'older' | 'cloud' | 'profile' | 'unknown';

/** Menu paths in the wording of the system or program; left out if the wording is not certain. */
export type Menu =
  | 'windowsMail'
  | 'outlook'
  | 'ios'
  | 'macos'
  /** Where a downloaded profile is: on iOS first and later; on macOS since 15, since 13, and before. */
  | 'iosInstall'
  | 'iosLater'
  | 'iosOlder'
  | 'macosInstall'
  | 'macos13'
  | 'macos12';

/** Steps that are the same in all programs. */
export interface StepTexts {
  /** `{menu}` in the program's wording. */
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

/** Steps on an Apple device after a profile was requested. */
interface TapTexts {
  readonly lead: string;
  readonly allow: string;
  readonly allowMac: string;
  readonly install: string;
  readonly installMac: string;
  readonly finish: string;
  /** Where the profile is when the first `{menu}` no longer shows it. */
  readonly gone: string;
  readonly late: string;
  readonly olderMac: string;
  /** Replaces `{menu}` if its wording is not certain. */
  readonly anyMenu: string;
}

/** Labels of Windows Mail that differ from other programs. */
interface WindowsMailTexts {
  readonly address: string;
  readonly incoming: string;
  readonly outgoing: string;
  readonly incomingSsl: string;
  readonly outgoingSsl: string;
  readonly authentication: string;
  readonly same: string;
}

export interface Translation {
  /** The language's name in the language. */
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
  /** In the place of texts about the password, where a window for the sign-in opens instead. */
  readonly signIn: {
    readonly password: string;
    readonly authentication: string;
    readonly enter: string;
    readonly finish: string;
    /** `{kind}` is Google or Microsoft 365. */
    readonly kind: string;
    readonly exchangeLead: string;
  };
  /** For a mailbox that programs can set up in both ways. */
  readonly exchangeOrMail: string;
  readonly appleNoProfile: string;
  /** Where no profile can be had: `{kind}` is Google or Microsoft Exchange. */
  readonly appleSignIn: string;
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
  /** Text alternative of the QR code. */
  readonly link: string;
  /** The QR code and the link expire after `{time}`. */
  readonly linkEnds: string;
  readonly steps: string;
  readonly devices: string;
  readonly findings: Readonly<Record<Finding, string>>;
  readonly step: StepTexts;
  readonly taps: TapTexts;
  /** Only if the program's wording is certain. */
  readonly windowsMail?: WindowsMailTexts;
  readonly menus: Readonly<Partial<Record<Menu, string>>>;
  readonly webmail: string;
  readonly calendar: string;
  readonly contacts: string;
  readonly more: string;
  readonly help: string;
  readonly unknown: string;
  /** The mail exchanger of the unknown domain. */
  readonly exchanger: string;
  readonly unknownHelp: string;
  readonly malformed: string;
  readonly unavailable: string;
  /** For an expired or invalid sealed link. */
  readonly unlinked: string;
}
