/** The registrable domain of a name, by the Public Suffix List: what people take for "the same site". */

import { getDomain } from 'tldts';

export const registrable = (name: string): string => getDomain(name) ?? name;
