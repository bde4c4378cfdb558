/** The Outlooks that let Microsoft's cloud look for them, which nothing that is documented can teach IMAP. */

import { inVain } from '../combinators.ts';
import type { Player } from '../simulator.ts';

export const outlookCloud: Player = {
  id: 'outlook-cloud',
  name: 'Outlook (new, mobile, Mac)',
  source: 'OfficeDocs-Exchange issue 3197; automx2 issue 15; HLFH/automua issue 9',
  asks: 'nobody',
  remark: 'Microsoft’s cloud guesses for it; the person types the settings by hand.',
  search: () => async () => inVain([], 0),
};
