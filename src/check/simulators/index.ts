/** All simulators, most users first. */

import type { Simulator } from '../simulator.ts';
import { appleMail } from './apple-mail.ts';
import { deltaChat } from './delta-chat.ts';
import { emClient } from './em-client.ts';
import { fairEmail } from './fairemail.ts';
import { evolution, gnomeOnlineAccounts } from './gnome.ts';
import { kmail } from './kmail.ts';
import { mailspring } from './mailspring.ts';
import { nextcloudMail } from './nextcloud-mail.ts';
import { outlookClassic } from './outlook-classic.ts';
import { outlookCloud } from './outlook-cloud.ts';
import { pacc } from './pacc.ts';
import { srvClients } from './srv.ts';
import { thunderbirdAndroid } from './thunderbird-android.ts';
import { thunderbirdDesktop } from './thunderbird-desktop.ts';

export const simulators: readonly Simulator[] = [
  outlookClassic,
  outlookCloud,
  appleMail,
  thunderbirdDesktop,
  thunderbirdAndroid,
  fairEmail,
  deltaChat,
  evolution,
  gnomeOnlineAccounts,
  kmail,
  emClient,
  mailspring,
  nextcloudMail,
  pacc,
  srvClients,
];
