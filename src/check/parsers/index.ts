/** All client parsers by dialect. A client may be in several lists, with the same id. */

import { aerc } from './autoconfig/aerc.ts';
import { deltaChat } from './autoconfig/delta-chat.ts';
import { emailEngine } from './autoconfig/emailengine.ts';
import { evolution } from './autoconfig/evolution.ts';
import { fairEmail } from './autoconfig/fairemail.ts';
import { geary } from './autoconfig/geary.ts';
import { gnomeOnlineAccounts } from './autoconfig/gnome-online-accounts.ts';
import { himalaya } from './autoconfig/himalaya.ts';
import { kmail } from './autoconfig/kmail.ts';
import { mailspring } from './autoconfig/mailspring.ts';
import { mustang } from './autoconfig/mustang.ts';
import { nextcloudMail } from './autoconfig/nextcloud-mail.ts';
import { snappyMail } from './autoconfig/snappymail.ts';
import { thunderbirdAndroid } from './autoconfig/thunderbird-android.ts';
import { thunderbirdDesktop } from './autoconfig/thunderbird-desktop.ts';
import { thunderbirdIos } from './autoconfig/thunderbird-ios.ts';
import { deltaChat as deltaChatPox } from './autodiscover/delta-chat.ts';
import { emClient as emClientPox } from './autodiscover/em-client.ts';
import { emailEngine as emailEnginePox } from './autodiscover/emailengine.ts';
import { fairEmail as fairEmailPox } from './autodiscover/fairemail.ts';
import { outlookClassic } from './autodiscover/outlook-classic.ts';
import { snappyMail as snappyMailPox } from './autodiscover/snappymail.ts';
import { thunderbirdDesktop as thunderbirdDesktopPox } from './autodiscover/thunderbird-desktop.ts';
import type { ClientParser } from './client.ts';
import { appleMail } from './mobileconfig/apple-mail.ts';
import { himalaya as himalayaPacc } from './pacc/himalaya.ts';

export const autoconfigParsers: readonly ClientParser[] = [
  thunderbirdDesktop,
  thunderbirdAndroid,
  thunderbirdIos,
  deltaChat,
  fairEmail,
  evolution,
  gnomeOnlineAccounts,
  geary,
  kmail,
  nextcloudMail,
  mailspring,
  snappyMail,
  aerc,
  himalaya,
  mustang,
  emailEngine,
];

export const autodiscoverParsers: readonly ClientParser[] = [
  outlookClassic,
  thunderbirdDesktopPox,
  fairEmailPox,
  deltaChatPox,
  snappyMailPox,
  emailEnginePox,
  emClientPox,
];

export const mobileconfigParsers: readonly ClientParser[] = [appleMail];

export const paccParsers: readonly ClientParser[] = [himalayaPacc];
