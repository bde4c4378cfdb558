/**
 * What a person does on an Apple device after a profile was asked for: allow the download, install it where it waits,
 * and enter the mailbox's password.
 *
 * Since iOS 12.2 a profile waits in Settings for eight minutes, by the name Profile Downloaded (support.apple.com/102400,
 * formerly HT209435). Profiles are looked after below General, in VPN & Device Management since iOS 15, and before in
 * Profiles, or Profiles & Device Management (HT204460). On a Mac they are in General › Device Management since macOS
 * 15, in Privacy & Security › Profiles since 13, which renamed System Preferences, and in Profiles before.
 */

import { type Html, markup } from '../../src/format/html.ts';
import type { Menu, Translation } from '../locales/translation.ts';
import { interpolate } from './interpolate.ts';

export type AppleSystem = 'ios' | 'macos';

/**
 * @param iosMajor the version of iOS, where it is known; a Mac's never is, for browsers stopped at 10.15.7, and an
 *   iPad says that it is one
 * @returns a sentence for each tap, with what else there is to know of it
 */
export function appleInstallSteps(
  system: AppleSystem,
  iosMajor: number | undefined,
  say: Translation,
): readonly Html[] {
  const texts = say.taps;
  return system === 'ios'
    ? [markup`${texts.allow}`, installOnIos(iosMajor, say), markup`${texts.finish}`]
    : [markup`${texts.allowMac}`, installOnMac(say), markup`${texts.finish}`];
}

/** The same below the button that asks for the profile; the page's script points to it when that is pressed. */
export const tapsBelow = (system: AppleSystem, iosMajor: number | undefined, say: Translation): Html =>
  markup`<div id="taps"><p>${say.taps.lead}</p><ol class="steps">${appleInstallSteps(system, iosMajor, say).map((one) => markup`<li>${one}</li>`)}</ol></div>`;

function installOnIos(iosMajor: number | undefined, say: Translation): Html {
  const later = say.menus[iosMajor !== undefined && iosMajor < 15 ? 'iosOlder' : 'iosLater'];
  const gone = later === undefined ? [] : [interpolate(say.taps.gone, { menu: later })];
  return withHint(opened(say.taps.install, 'iosInstall', say), [...gone, markup`${say.taps.late}`]);
}

function installOnMac(say: Translation): Html {
  const { macos13, macos12, iosInstall } = say.menus;
  const older =
    macos13 === undefined || macos12 === undefined
      ? []
      : [interpolate(say.taps.olderMac, { menu: macos13, before: macos12 })];
  const onIpad = iosInstall === undefined ? [] : [markup`iPad: <b>${iosInstall}</b>.`];
  return withHint(opened(say.taps.installMac, 'macosInstall', say), [...older, ...onIpad]);
}

const opened = (text: string, menu: Menu, { menus, taps: { anyMenu } }: Translation): Html =>
  interpolate(text, { menu: menus[menu] ?? markup`${anyMenu}` });

const withHint = (sentence: Html, hints: readonly Html[]): Html =>
  hints.length === 0
    ? sentence
    : markup`${sentence}<small>${hints.map((hint, at) => markup`${at === 0 ? '' : ' '}${hint}`)}</small>`;
