/**
 * The steps on an Apple device after a profile was requested: allow the download, install the profile in Settings, and
 * enter the mailbox's password.
 *
 * Since iOS 12.2 a profile stays in Settings for eight minutes as Profile Downloaded (support.apple.com/102400,
 * formerly HT209435). Profiles are managed under General: since iOS 15 in VPN & Device Management, before in
 * Profiles, or Profiles & Device Management (HT204460). On a Mac they are in General › Device Management since macOS
 * 15, in Privacy & Security › Profiles since 13, which renamed System Preferences, and in Profiles before.
 */

import { type Html, markup } from '../../src/format/html.ts';
import type { Menu, Translation } from '../locales/translation.ts';
import { interpolate } from './interpolate.ts';

export type AppleSystem = 'ios' | 'macos';

/**
 * @param iosMajor the version of iOS, if known. The version of macOS never is: browsers send 10.15.7 for all later
 *   ones, and an iPad identifies itself as a Mac
 * @returns one sentence per step, with hints
 */
export function appleInstallSteps(
  system: AppleSystem,
  iosMajor: number | undefined,
  texts: Translation,
): readonly Html[] {
  const { taps } = texts;
  return system === 'ios'
    ? [markup`${taps.allow}`, installOnIos(iosMajor, texts), markup`${taps.finish}`]
    : [markup`${taps.allowMac}`, installOnMac(texts), markup`${taps.finish}`];
}

/** The steps below the profile's button; the page's script scrolls to them when it is pressed. */
export const tapsBelow = (system: AppleSystem, iosMajor: number | undefined, texts: Translation): Html =>
  markup`<div id="taps"><p>${texts.taps.lead}</p><ol class="steps">${appleInstallSteps(system, iosMajor, texts).map((one) => markup`<li>${one}</li>`)}</ol></div>`;

function installOnIos(iosMajor: number | undefined, texts: Translation): Html {
  const later = texts.menus[iosMajor !== undefined && iosMajor < 15 ? 'iosOlder' : 'iosLater'];
  const gone = later === undefined ? [] : [interpolate(texts.taps.gone, { menu: later })];
  return withHint(opened(texts.taps.install, 'iosInstall', texts), [...gone, markup`${texts.taps.late}`]);
}

function installOnMac(texts: Translation): Html {
  const { macos13, macos12, iosInstall } = texts.menus;
  const older =
    macos13 === undefined || macos12 === undefined
      ? []
      : [interpolate(texts.taps.olderMac, { menu: macos13, before: macos12 })];
  const onIpad = iosInstall === undefined ? [] : [markup`iPad: <b>${iosInstall}</b>.`];
  return withHint(opened(texts.taps.installMac, 'macosInstall', texts), [...older, ...onIpad]);
}

const opened = (text: string, menu: Menu, { menus, taps: { anyMenu } }: Translation): Html =>
  interpolate(text, { menu: menus[menu] ?? markup`${anyMenu}` });

const withHint = (sentence: Html, hints: readonly Html[]): Html =>
  hints.length === 0
    ? sentence
    : markup`${sentence}<small>${hints.map((hint, at) => markup`${at === 0 ? '' : ' '}${hint}`)}</small>`;
