/** What Node is given besides, as `npm start` gives it: whoever is compared gets the same. */

import packageJson from '../package.json' with { type: 'json' };

export const flags: readonly string[] = packageJson.scripts.start.match(/--\S+/g) ?? [];
