/** Node flags of `npm start`, the same for all servers that are compared. */

import packageJson from '../package.json' with { type: 'json' };

export const flags: readonly string[] = packageJson.scripts.start.match(/--\S+/g) ?? [];
