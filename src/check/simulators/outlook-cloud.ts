/** Outlook versions that use Microsoft's cloud. No documented way configures IMAP for them. */

import { notFound } from '../combinators.ts';
import type { Simulator } from '../simulator.ts';

export const outlookCloud: Simulator = {
  id: 'outlook-cloud',
  name: 'Outlook (new, mobile, Mac)',
  source: 'OfficeDocs-Exchange issue 3197; automx2 issue 15; HLFH/automua issue 9',
  asksServers: false,
  remark: 'Microsoft’s cloud guesses for it; the user types the settings by hand.',
  lookup: () => async () => notFound([], 0),
};
